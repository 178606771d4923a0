"""The order of My Day: what is more urgent or worth more comes first, and nothing jumps because a day passes."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.facts import CLASS_CODES
from odoo.addons.crm_sme.rules.my_day import (
    CALL_BACK,
    CLASS_WEIGHTS,
    CLOCK_LATE,
    CLOCK_SOON,
    CLOCK_TODAY,
    DORMANT,
    LATE,
    LOOK_ENDS_AFTER,
    RIGHT,
    SCALES,
    STEP,
    TODO,
    Look,
    look_again,
    score,
    time_span,
    urgency,
)

TODAY = date(2026, 3, 31)
NOW = datetime(2026, 3, 31, 9, 0)
DAYS = st.integers(-400, 400).map(timedelta)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((CLOCK_LATE, 0), (CLOCK_SOON, 0)),
        ((CLOCK_SOON, 0), (CALL_BACK, 0)),
        ((CALL_BACK, 0), (CLOCK_TODAY, 0)),
        ((CLOCK_TODAY, 0), (STEP, 0)),
        ((STEP, 3), (STEP, 0)),
        ((STEP, 0), (TODO, 0)),
        ((RIGHT, -1), (RIGHT, -7)),
        ((STEP, 0), (RIGHT, -7)),
        ((TODO, 0), (LATE, 400)),
        ((LATE, 0), (DORMANT, 400)),
    ],
)
def test_what_is_more_urgent(first, second):
    (kind, days), (other, other_days) = first, second
    assert urgency(kind, TODAY - timedelta(days), TODAY) >= urgency(other, TODAY - timedelta(other_days), TODAY)


@given(st.sampled_from(sorted(SCALES)), DAYS)
def test_a_day_more_never_makes_anything_less_urgent(kind, overdue):
    due = TODAY - overdue
    earlier, later = urgency(kind, due, TODAY), urgency(kind, due, TODAY + timedelta(1))
    assert 0 < earlier <= later <= earlier + 2


@given(st.integers(1, 110), st.sampled_from([*CLASS_WEIGHTS, None]), st.floats(0, 1), st.floats(0, 1))
def test_more_money_counts_more_and_never_more_than_half_again(urgent, code, share, other):
    plain = score(urgent, code, 0)
    assert plain <= score(urgent, code, share) <= 1.5 * plain
    assert (score(urgent, code, share) >= score(urgent, code, other)) == (share >= other) or abs(share - other) < 1e-9


def test_a_better_class_counts_more():
    scores = [score(50, code, 0) for code in CLASS_CODES]
    assert scores == sorted(scores, reverse=True)
    assert set(CLASS_WEIGHTS) == set(CLASS_CODES)
    assert score(50, None, 0) == scores[-1]


@pytest.mark.parametrize("share", [-3.0, 0.0])
def test_no_money_takes_nothing_away(share):
    assert score(50, "key", share) == 800


def test_the_promise_to_a_small_customer_goes_before_a_routine_call_with_a_big_one():
    assert score(urgency(CLOCK_LATE, TODAY, TODAY), None, 0) > score(urgency(STEP, TODAY, TODAY), "key", 0)
    assert score(urgency(CLOCK_LATE, TODAY, TODAY), None, 0) > score(urgency(TODO, TODAY, TODAY), "key", 0)


def test_the_first_look_has_nothing_to_compare_with():
    assert look_again(Look(None, None), NOW) == Look(NOW, None)


def test_a_look_goes_on_as_long_as_somebody_looks():
    look = Look(NOW, NOW - timedelta(days=1))
    for minutes in range(10, 200, 10):
        moment = NOW + timedelta(minutes=minutes)
        look = look_again(look, moment)
        assert look == Look(moment, NOW - timedelta(days=1))


def test_after_a_pause_the_next_look_counts_from_the_end_of_the_last():
    later = NOW + LOOK_ENDS_AFTER + timedelta(seconds=1)
    assert look_again(Look(NOW, None), later) == Look(later, NOW)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, ("minutes", 1)),
        (40, ("minutes", 40)),
        (-59, ("minutes", 59)),
        (60, ("hours", 1)),
        (100, ("hours", 2)),
        (23 * 60, ("hours", 23)),
        (24 * 60, ("days", 1)),
        (-3 * 24 * 60, ("days", 3)),
    ],
)
def test_spans_as_people_say_them(minutes, said):
    assert time_span(timedelta(minutes=minutes)) == said
