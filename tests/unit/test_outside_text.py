"""What is left of text that strangers write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.outside_text import DIRECTION_MARKS, FORMULA_STARTS, clean_line, clean_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Printer  does\nnot\tstart ", "Printer does not start"),
        ("打印机坏了 🖨️", "打印机坏了 🖨️"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("\t@SUM(A1)", "'@SUM(A1)"),
        ("-5 degrees", "'-5 degrees"),
        ("a\x00b", "a b"),
        ("bill\u202etxt.exe", "bill txt.exe"),
        (" \r\n", ""),
    ],
)
def test_lines(text, expected):
    assert clean_line(text, 200) == expected


def test_text_keeps_its_lines():
    assert clean_text(" first\r\nsecond\r\n\r\n\x00 third\u202e ", 200) == "first\nsecond\n\n third"
    assert clean_text("x" * 50, 10) == "x" * 10


@given(st.text())
def test_nothing_harmful_is_left(text):
    line = clean_line(text, 100)
    assert len(line) <= 100
    assert not line.startswith(FORMULA_STARTS)
    assert "\n" not in line
    for cleaned in (line, clean_text(text, 100)):
        assert not DIRECTION_MARKS & set(cleaned)
        assert "\x00" not in cleaned
        cleaned.encode()
