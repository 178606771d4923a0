"""On which day a step comes, and what of many due steps is done today, against slow references."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.schedule import (
    FURTHEST_DAYS,
    Wanted,
    admit,
    first_working_day,
    furthest_day,
    is_weekend,
    next_week,
    nth_working_day,
    plan_day,
    rank,
    week_of,
)

FRIDAY = date(2026, 4, 3)
HORIZON = [FRIDAY + timedelta(days=ahead) for ahead in range(-10, 400)]
WEEKENDS = frozenset(filter(is_weekend, HORIZON))

days = st.integers(0, 60).map(lambda ahead: FRIDAY + timedelta(days=ahead))
days_off = st.sets(days, max_size=30).map(lambda holidays: WEEKENDS | holidays)


def slow_nth(start, number, off):
    """Walk day by day."""
    day, left = start, number
    while left > 0 or (number == 0 and day in off):
        day += timedelta(days=1)
        if day not in off:
            left -= 1
            if number == 0:
                break
    return day


@pytest.mark.parametrize(
    ("number", "off", "expected"),
    [
        (0, (), FRIDAY),
        (0, {FRIDAY} | WEEKENDS, date(2026, 4, 6)),
        (1, WEEKENDS, date(2026, 4, 6)),
        (1, WEEKENDS | {date(2026, 4, 6)}, date(2026, 4, 7)),
        (5, WEEKENDS, date(2026, 4, 10)),
        (-2, WEEKENDS, FRIDAY),
    ],
)
def test_working_days_after_good_friday(number, off, expected):
    assert nth_working_day(FRIDAY, number, off) == expected


@given(days, st.integers(0, 25), days_off)
def test_nth_working_day_is_what_walking_finds(start, number, off):
    day = nth_working_day(start, number, off)
    assert day == slow_nth(start, number, off)
    assert day not in off
    assert day > start or number == 0


@given(days, st.integers(0, 15), days_off, days)
def test_a_planned_day_is_a_working_day_not_in_the_past_and_not_early(base, delay, off, today):
    day = plan_day(base, delay, off, today)
    assert day not in off
    assert day >= today
    assert day >= nth_working_day(base, delay, off)
    between = [one for one in HORIZON if today <= one < day and one not in off]
    assert not between or day == nth_working_day(base, delay, off)


@given(days, st.integers(0, 15), days)
def test_all_days_that_matter_are_known(base, delay, today):
    assert plan_day(base, delay, WEEKENDS, today) <= furthest_day(base, delay, today)


def test_who_is_always_closed_works_monday_to_friday():
    closed = {FRIDAY + timedelta(days=ahead) for ahead in range(FURTHEST_DAYS + 10)}
    assert first_working_day(date(2026, 4, 4), closed) == date(2026, 4, 6)


def test_weeks_begin_on_monday():
    assert week_of(date(2026, 12, 31)) == week_of(date(2027, 1, 3)) == "2026-W53"
    assert week_of(date(2027, 1, 4)) == "2027-W01"
    assert next_week(FRIDAY) == date(2026, 4, 6)
    assert next_week(date(2026, 4, 6)) == date(2026, 4, 13)


people = st.integers(1, 3)
customers = st.none() | st.integers(1, 4)
wanted = st.lists(st.tuples(people, customers), max_size=25).map(
    lambda pairs: [Wanted(step, person, customer) for step, (person, customer) in enumerate(pairs)]
)
limits = st.dictionaries(st.integers(1, 4), st.integers(-2, 5))


@given(wanted, limits, limits)
def test_nobody_gets_more_than_is_free_and_nothing_free_is_held_back(due, hours, touches):
    result = admit(due, hours, touches)
    assert sorted(result.now + result.without_hours + result.without_touch) == [one.step for one in due]
    done = [one for one in due if one.step in result.now]
    for person, count in Counter(one.person for one in done).items():
        assert count <= hours.get(person, 0)
    touched = Counter(one.customer for one in done if one.customer is not None)
    for customer, count in touched.items():
        assert count <= touches.get(customer, 0)
    for one in due:
        before = [other for other in done if other.step < one.step]
        hours_left = hours.get(one.person, 0) - sum(other.person == one.person for other in before)
        touches_left = touches.get(one.customer, 0) - sum(other.customer == one.customer for other in before)
        may = hours_left > 0 and (one.customer is None or touches_left > 0)
        assert (one.step in result.now) == may


def test_the_best_come_first():
    due = [Wanted(step, 1, step) for step in range(3)]
    assert admit(due, {1: 2}, {0: 1, 1: 0, 2: 1}).now == (0, 2)


waiting = st.tuples(st.integers(1, 40), st.integers(0, 10**6), st.integers(0, 90))


def rank_of(one, passed=0):
    priority, value, days_waited = one
    return rank(priority, value, FRIDAY - timedelta(days=days_waited), FRIDAY + timedelta(days=passed))


@given(waiting, waiting)
def test_of_one_plan_and_one_day_the_best_value_comes_first(one, other):
    other = (one[0], other[1], one[2])
    assert (rank_of(one) < rank_of(other)) == (one[1] > other[1])


@given(waiting, st.integers(0, 60))
def test_who_waits_longer_comes_no_later(one, passed):
    assert rank_of(one, passed) <= rank_of(one)


@given(waiting, st.integers(1, 40), st.integers(0, 10**6))
def test_whatever_comes_new_is_overtaken_some_day(one, priority, value):
    """A bound: after so many weeks nothing that comes on that day is before what has waited."""
    weeks = max(one[0] - priority, 0) // 5 + 1
    today = FRIDAY + timedelta(weeks=weeks)
    assert rank(one[0], one[1], FRIDAY, today) < rank(priority, value, today, today)


def test_under_overload_everybody_comes_once():
    """One place a day; every day brings something better than what waits, half as often as there are places."""
    queue, done = [(10, 1, FRIDAY)], []
    for ahead in range(100):
        day = FRIDAY + timedelta(days=ahead)
        queue.append((10, 1000 + ahead, day))
        first = min(queue, key=lambda one: rank(*one, today=day))
        queue.remove(first)
        done.append(first)
    assert (10, 1, FRIDAY) in done[:8]
