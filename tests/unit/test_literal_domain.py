"""Domains that people type are lists of conditions made of literals."""

import re

import pytest

from odoo.addons.crm_sme.rules.literal_domain import get_fields, has_inner_domain, parse


@pytest.mark.parametrize("text", [None, "", "  ", "[]"])
def test_nothing_asks_for_nothing(text):
    assert parse(text) == []


def test_conditions_are_read():
    domain = parse("['|', ('value', '>', 10), ['lifecycle', 'in', ['late', 'lost']]]")
    assert list(get_fields(domain)) == ["value", "lifecycle"]
    assert not has_inner_domain(domain)
    assert has_inner_domain(parse("[('partner_id', 'any', [('name', '=', 'x')])]"))
    assert has_inner_domain(parse("[('partner_id', 'not any', [])]"))


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "1",
        "('a', '=', 1)",
        "[('a', '=')]",
        "[1]",
        "[(1, '=', 1)]",
        "[('a', 1, 1)]",
        "[x]",
        "__import__('os')",
        "[(",
    ],
)
def test_all_else_is_refused(text):
    with pytest.raises(ValueError, match=re.escape(text)):
        parse(text)
