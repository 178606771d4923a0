"""The value basis: taken up at 80 % of known costs, left below 70 %."""

from fractions import Fraction

import pytest

from odoo.addons.crm_sme.rules.value import BasisBounds, decide_basis, known_share

AUTOMATIC = BasisBounds("automatic", Fraction(4, 5), Fraction(7, 10))


@pytest.mark.parametrize(
    ("known", "before", "expected"),
    [
        (80, None, "margin"),
        (79, None, "revenue"),
        (79, "revenue", "revenue"),
        (79, "margin", "margin"),
        (70, "margin", "margin"),
        (69, "margin", "revenue"),
    ],
)
def test_automatic_has_two_bounds(known, before, expected):
    assert decide_basis(AUTOMATIC, known_share(known, 100), before) == expected


def test_an_empty_window_goes_by_revenue():
    assert known_share(0, 0) is None
    assert decide_basis(AUTOMATIC, None, "margin") == "revenue"


@pytest.mark.parametrize("choice", ["margin", "revenue"])
def test_a_choice_by_hand_holds(choice):
    assert decide_basis(BasisBounds(choice, Fraction(1), Fraction(1)), known_share(50, 100), None) == choice
