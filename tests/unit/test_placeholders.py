"""Placeholders that cannot be read, and those that stayed empty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules import placeholders as rules


@pytest.mark.parametrize(
    ("expression", "readable"),
    [
        ("object.name", True),
        ("(object.user_id or user).name", True),
        ("format_date(object.date_order)", True),
        ("object.name or", False),
        ("object.", False),
        ("", False),
        ("x = 1", False),
    ],
)
def test_readable(expression, readable):
    assert rules.is_readable(expression) is readable


def test_paths():
    expression = "(object.partner_id.user_id or user).name + object.name.upper() + other.object.x + object.lines[0].y"
    assert set(rules.find_paths(expression)) == {("partner_id", "user_id"), ("name", "upper"), ("lines",)}


def test_expressions_of_line_and_text():
    text = '<p><t t-out="object.name">X</t><span t-esc="a &lt; b"/><t t-out="0"/></p>'
    assert rules.find_expressions("Hi {{ object.ref }} {{ x ||| friend }}", text) == [
        "object.ref",
        "x",
        "object.name",
        "a < b",
    ]


def test_an_open_end():
    assert rules.has_open_end("Hello {{ object.name }")
    assert rules.has_open_end("Hello object.name }}")
    assert not rules.has_open_end("Hello {{ object.name }} and {{ x ||| y }}")


def test_marks():
    assert rules.mark_line("A {{ object.name }} {{ x ||| y }}") == "A {{ (object.name) or '⟪…⟫' }} {{ x ||| y }}"
    assert rules.mark_text('<t t-out="a.b">X</t>') == """<t t-out="(a.b) or '⟪…⟫'">X</t>"""
    assert rules.mark_text("<t t-out='a[\"b\"]'>X</t>") == """<t t-out='(a["b"]) or &quot;⟪…⟫&quot;'>X</t>"""
    assert rules.mark_text('<t t-out="0"/><p t-if="a.b"/>') == '<t t-out="0"/><p t-if="a.b"/>'


@pytest.mark.parametrize(
    ("text", "source", "incomplete"),
    [
        ("<p>Dear Azure</p>", "", False),
        ("<p>Dear ⟪…⟫</p>", "", True),
        ("Dear {{ object.name }}", "", True),
        ('<t t-out="object.name"/>', "", True),
        ("<p>Dear False,</p>", '<p>Dear <t t-out="object.name"/>,</p>', True),
        ("<p>Dear None,</p>", "", True),
        ("<p>False alarms cost money</p>", "<p>False alarms cost money</p>", False),
        ('<p data-x="False">Falsehood</p>', "", False),
    ],
)
def test_incomplete(text, source, incomplete):
    assert rules.is_incomplete(text, source) is incomplete


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_source_is_read_without_harm(line, text):
    for expression in rules.find_expressions(line, text):
        if rules.is_readable(expression):
            rules.find_paths(expression)
    rules.mark_line(line)
    rules.mark_text(text)
    rules.is_incomplete(text, line)
