"""Stages of a customer's life: hand-computed days, and the promise of the day on which a stage ends."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.facts import CompanyFacts, CustomerFacts, LifecycleBounds
from odoo.addons.crm_sme.rules.lifecycle import judge_lifecycle
from odoo.addons.crm_sme.rules.rhythm import first_day_beyond

BOUNDS = LifecycleBounds()
START = 739_000


def company(as_of, median_gap=60.0):
    return CompanyFacts(as_of, 30, 1000, False, "margin", 12, median_gap)


def customer(order_days, *, gap=None):
    """A customer with orders on these days, counted from START; the median gap is computed unless given."""
    days = sorted(START + day for day in order_days)
    gaps = sorted(later - earlier for earlier, later in pairwise(days))
    if gaps and gap is None:
        middle = len(gaps) // 2
        gap = float(gaps[middle]) if len(gaps) % 2 else (gaps[middle - 1] + gaps[middle]) / 2
    return CustomerFacts(True, 10, 0, 0, days[0], days[-1], days[-2] if len(days) > 1 else None, len(days), gap, None)


def stage(facts, day, **values):
    return judge_lifecycle(facts, company(START + day, **values), BOUNDS).stage


def test_one_order_is_new_then_active_then_dormant_then_lost_but_never_late():
    facts = customer([0])
    stages = {day: stage(facts, day) for day in (0, 90, 91, 179, 180, 364, 365)}
    assert stages == {0: "new", 90: "new", 91: "active", 179: "active", 180: "dormant", 364: "dormant", 365: "lost"}


def test_two_order_days_are_late_by_the_company_rhythm():
    facts = customer([0, 100])
    assert [stage(facts, day) for day in (190, 191, 280, 465)] == ["active", "late", "dormant", "lost"]
    assert stage(facts, 250, median_gap=None) == "active"


def test_own_rhythm_decides_with_a_least_number_of_days():
    weekly = customer([0, 7, 14, 21, 200, 207])
    assert weekly.median_gap == 7.0
    assert [stage(weekly, 207 + day) for day in (13, 14, 29, 30, 364, 365)] == [
        "active", "late", "late", "dormant", "dormant", "lost",
    ]  # fmt: skip


def test_a_yearly_buyer_is_not_lost_on_the_day_he_is_due():
    yearly = customer([0, 365, 730, 1095])
    assert stage(yearly, 1095 + 365) == "active"
    assert stage(yearly, 1095 + 548) == "late"
    assert stage(yearly, 1095 + 1095) == "late"
    assert stage(yearly, 1095 + 1096) == "lost"


def test_won_back_lasts_ninety_days_after_a_gap_of_more_than_a_year():
    facts = customer([0, 366])
    assert [stage(facts, 366 + day) for day in (0, 90, 91)] == ["won_back", "won_back", "late"]
    assert stage(customer([0, 365]), 365) == "active"


def test_prospects_have_no_day_of_their_own():
    prospect = CustomerFacts(False, 0, 0, 0, None, None, None, 0, None, None)
    assert judge_lifecycle(prospect, company(START), BOUNDS) == (
        "prospect",
        None,
        None,
        False,
        ("prospect", None, None),
    )


@pytest.mark.parametrize(
    ("gap", "factor", "expected"), [(20.0, Fraction(3, 2), 31), (20.5, Fraction(3, 2), 31), (1.0, Fraction(3), 4)]
)
def test_beyond_a_multiple_is_the_first_whole_day_past_it(gap, factor, expected):
    assert first_day_beyond(gap, factor) == expected


def test_the_next_order_is_expected_by_own_rhythm_only():
    def expected(facts, day):
        return judge_lifecycle(facts, company(START + day), BOUNDS).expected_next_day

    assert expected(customer([0, 10, 21]), 21) == START + 21 + 11
    assert expected(customer([0, 10]), 10) is None
    assert expected(customer([0, 10, 21]), 21 + 365) is None


@given(
    st.lists(st.integers(0, 1500), min_size=1, max_size=8, unique=True),
    st.integers(0, 2500),
    st.one_of(st.none(), st.integers(1, 900).map(float)),
)
def test_the_stage_holds_until_its_last_day_and_differs_from_then_on(order_days, silent_days, median_gap):
    facts = customer(order_days)
    today = max(order_days) + silent_days
    found, until, *_rest = judge_lifecycle(facts, company(START + today, median_gap), BOUNDS)
    horizon = until - START if until else today + 4000
    days = {today, horizon - 1, *range(today, horizon, max(1, (horizon - today) // 50))}
    assert {stage(facts, day, median_gap=median_gap) for day in days} == {found}
    if until:
        assert stage(facts, horizon, median_gap=median_gap) != found
