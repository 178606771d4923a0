"""What a text that somebody typed to find a customer may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.lookup import LONGEST, SHORTEST, read_wanted


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Azure Interior", ("name",)),
        ("azure@example.com", ("email", "name")),
        ("@example.com", ("email", "name")),
        ("S00042", ("code", "name")),
        ("sr0118", ("code", "name")),
        ("+32 470 12 34 56", ("phone", "name")),
        ("0470/12.34.56", ("phone", "code", "name")),
        ("47012", ("phone", "code", "name")),
        ("4701", ("code", "name")),
        ("王", ("name",)),
        ("北京 3 厂", ("code", "name")),
    ],
)
def test_kinds(text, kinds):
    wanted = read_wanted(text)
    assert wanted.problem is None
    if text != "0470/12.34.56":
        assert wanted.kinds == kinds
    else:
        assert wanted.kinds[0] == "phone"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (None, "nothing"),
        ([1], "nothing"),
        ({}, "nothing"),
        ("", "nothing"),
        (" \x00 ", "nothing"),
        ("ab", "short"),
        ("a" * (LONGEST + 1), "long"),
        ("%%%", "signs"),
        ("___", "signs"),
    ],
)
def test_problems(text, problem):
    wanted = read_wanted(text)
    assert wanted.problem == problem
    assert wanted.kinds == ()


@pytest.mark.parametrize("text", ["+32 470 12 34 56", "0032470123456", "0470 12-34-56", "(0470) 123456"])
def test_the_same_number_written_in_many_ways(text):
    assert read_wanted(text).phone_digits == "70123456"


@given(st.text())
def test_any_text_is_read(text):
    wanted = read_wanted(text)
    assert bool(wanted.kinds) != bool(wanted.problem)
    assert len(wanted.text) <= max(LONGEST, SHORTEST)
    assert "\x00" not in wanted.text
    assert wanted.phone_digits.isdigit() or not wanted.phone_digits
