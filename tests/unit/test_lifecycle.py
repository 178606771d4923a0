"""Stages of a customer's life: hand-computed days, and the promise of the day on which a stage ends."""

from fractions import Fraction
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.facts import CompanyFacts, LifecycleBounds, LifecycleFacts, LifecycleSpan
from odoo.addons.crm_sme.rules.lifecycle import lifecycle_timetable
from odoo.addons.crm_sme.rules.rhythm import first_day_beyond

BOUNDS = LifecycleBounds()
PROSPECT = LifecycleFacts(0, None, None, None)


class Judged(NamedTuple):
    """The span that holds on a day, with days counted as the orders' are."""

    stage: str
    until: int | None
    expected: int | None
    at_stake: bool
    reason: tuple


def company(median_gap=60.0):
    return CompanyFacts(30, 1000, False, "margin", 12, median_gap)


def get_facts(order_days):
    """What is true of a customer with orders on these days; nothing is left out."""
    days = sorted(order_days)
    gaps = [later - earlier for earlier, later in pairwise(days)]
    return LifecycleFacts(
        len(days), float(median(gaps)) if gaps else None, days[-1] - days[0], gaps[-1] if gaps else None
    )


def judge(order_days, day, **values):
    last = max(order_days)
    timetable = lifecycle_timetable(get_facts(order_days), company(**values), BOUNDS)
    [span] = [
        span
        for span in timetable
        if span.from_days <= day - last and (span.until_days is None or day - last < span.until_days)
    ]
    return Judged(
        span.stage,
        None if span.until_days is None else last + span.until_days,
        None if span.expected_days is None else last + span.expected_days,
        span.at_stake,
        span.reason,
    )


def stage(order_days, day, **values):
    return judge(order_days, day, **values).stage


def test_one_order_is_new_then_active_then_dormant_then_lost_but_never_late():
    stages = {day: stage([0], day) for day in (0, 90, 91, 179, 180, 364, 365)}
    assert stages == {0: "new", 90: "new", 91: "active", 179: "active", 180: "dormant", 364: "dormant", 365: "lost"}


def test_two_order_days_are_late_by_the_company_rhythm():
    assert [stage([0, 100], day) for day in (190, 191, 280, 465)] == ["active", "late", "dormant", "lost"]
    assert stage([0, 100], 250, median_gap=None) == "active"


def test_own_rhythm_decides_with_a_least_number_of_days():
    weekly = [0, 7, 14, 21, 200, 207]
    assert get_facts(weekly).median_gap == 7.0
    assert [stage(weekly, 207 + day) for day in (13, 14, 29, 30, 364, 365)] == [
        "active", "late", "late", "dormant", "dormant", "lost",
    ]  # fmt: skip


def test_a_yearly_buyer_is_not_lost_on_the_day_he_is_due():
    yearly = [0, 365, 730, 1095]
    assert stage(yearly, 1095 + 365) == "active"
    assert stage(yearly, 1095 + 548) == "late"
    assert stage(yearly, 1095 + 1095) == "late"
    assert stage(yearly, 1095 + 1096) == "lost"


def test_won_back_lasts_ninety_days_after_a_gap_of_more_than_a_year():
    assert [stage([0, 366], 366 + day) for day in (0, 90, 91)] == ["won_back", "won_back", "late"]
    assert stage([0, 365], 365) == "active"


def test_prospects_have_no_day_of_their_own():
    assert lifecycle_timetable(PROSPECT, company(), BOUNDS) == (
        LifecycleSpan(0, None, "prospect", None, False, ("prospect", None, None)),
    )


def test_a_timetable_tells_what_comes_and_why():
    spans = lifecycle_timetable(get_facts([0, 10, 30]), company(), BOUNDS)
    assert spans == (
        LifecycleSpan(0, 61, "new", 15, False, ("new", None, 90)),
        LifecycleSpan(61, 365, "dormant", 15, True, ("dormant_own", 15.0, 3.0)),
        LifecycleSpan(365, None, "lost", None, False, ("lost_own", 15.0, 3.0)),
    )
    assert judge([0, 20], 160).reason == ("late_company", 60.0, 1.5)
    assert judge([0, 20], 100).reason == ("active_days", 2, None)
    assert judge([0, 400], 400).reason == ("won_back", 400, 365)


def test_what_a_refresh_leaves_out_makes_no_difference():
    """The lead of customers who are not new any more, the gap of those not won back."""
    for order_days, day in (([0, 10, 30], 91), ([0, 366, 400], 491), ([0, 366], 500)):
        facts = get_facts(order_days)
        shorter = facts._replace(lead=None, gap_before=None)
        silence = day - max(order_days)
        whole, short = (
            [
                span
                for span in lifecycle_timetable(each, company(), BOUNDS)
                if span.until_days is None or span.until_days > silence
            ]
            for each in (facts, shorter)
        )
        assert whole == [short[0]._replace(from_days=whole[0].from_days), *short[1:]]


@pytest.mark.parametrize(
    ("gap", "factor", "expected"), [(20.0, Fraction(3, 2), 31), (20.5, Fraction(3, 2), 31), (1.0, Fraction(3), 4)]
)
def test_beyond_a_multiple_is_the_first_whole_day_past_it(gap, factor, expected):
    assert first_day_beyond(gap, factor) == expected


def test_the_next_order_is_expected_by_own_rhythm_only():
    assert judge([0, 10, 21], 21).expected == 21 + 11
    assert judge([0, 10], 10).expected is None
    assert judge([0, 10, 21], 21 + 365).expected is None


order_days_of_a_life = st.lists(st.integers(0, 1500), min_size=1, max_size=8, unique=True)
company_gaps = st.one_of(st.none(), st.integers(1, 900).map(float))


@given(order_days_of_a_life, company_gaps)
def test_a_timetable_has_no_holes_and_names_no_stage_twice_in_a_row(order_days, median_gap):
    spans = lifecycle_timetable(get_facts(order_days), company(median_gap), BOUNDS)
    assert (spans[0].from_days, spans[-1].until_days) == (0, None)
    for before, after in pairwise(spans):
        assert before.from_days < before.until_days == after.from_days
        assert before.stage != after.stage


@given(order_days_of_a_life, st.integers(0, 2500), company_gaps)
def test_every_day_has_the_stage_that_the_definition_gives_it(order_days, silent_days, median_gap):
    """The definition word by word, day by day."""
    days = sorted(order_days)
    today = days[-1] + silent_days
    gaps = [later - earlier for earlier, later in pairwise(days)]
    own = median(gaps) if len(days) >= 3 else None
    usual = own if own is not None else median_gap if len(days) == 2 else None
    if silent_days <= 90 and gaps and gaps[-1] > 365:
        expected = "won_back"
    elif today - days[0] <= 90:
        expected = "new"
    elif silent_days >= 365 and (own is None or silent_days > 3 * own):
        expected = "lost"
    elif (silent_days > 3 * own and silent_days >= 30) if own is not None else silent_days >= 180:
        expected = "dormant"
    elif usual is not None and silent_days > 1.5 * usual and silent_days >= 14:
        expected = "late"
    else:
        expected = "active"
    assert stage(order_days, today, median_gap=median_gap) == expected
