"""The rhythm of contacts, against a simulation that lives through it day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.rhythm import is_stricter, judge_contact, start_of_interval

START = date(2026, 1, 1)


def after(days):
    return START + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-1, "good"), (0, "good"), (29, "good"), (30, "due"), (45, "due"), (46, "overdue"), (400, "overdue")],
)
def test_yellow_at_the_ideal_and_red_after_the_latest(days, expected):
    assert judge_contact(START, 30, 45, after(days)) == expected


@pytest.mark.parametrize(
    ("ideal", "latest", "days", "expected"),
    [
        (0, 0, 1000, None),
        (0, 45, 45, "good"),
        (0, 45, 46, "overdue"),
        (30, 0, 1000, "due"),
        (30, 30, 30, "due"),
        (30, 30, 31, "overdue"),
    ],
)
def test_zero_promises_nothing(ideal, latest, days, expected):
    assert judge_contact(START, ideal, latest, after(days)) == expected


def test_a_rhythm_of_which_nothing_is_known_is_good():
    assert judge_contact(None, 30, 45, START) == "good"
    assert start_of_interval(None, None) is None
    assert start_of_interval(None, START, after(3), after(1)) == after(3)


def simulate(ideal, latest, began, contacts, orders, today):
    """Live through every day: a contact, an order or the beginning of the rhythm makes green, waiting does not."""
    colour, waited = "good", 0
    for day in range(min([began, *contacts, *orders, 0]), today + 1):
        waited += 1
        if day == began or day in contacts or day in orders:
            waited = 0
        if day < began:
            waited = 0
        colour = "good"
        if ideal and waited >= ideal:
            colour = "due"
        if latest and waited > latest:
            colour = "overdue"
    return colour


days = st.integers(0, 60)


@given(
    st.integers(0, 20),
    st.integers(0, 20),
    days,
    st.sets(days, max_size=4),
    st.sets(days, max_size=3),
    st.integers(0, 60),
)
def test_the_rule_is_what_living_through_it_gives(ideal, extra, began, contacts, orders, ahead):
    latest = ideal + extra if extra else 0
    today = max(began, max(contacts, default=0), max(orders, default=0)) + ahead
    since = start_of_interval(
        after(max(contacts)) if contacts else None, after(max(orders)) if orders else None, after(began)
    )
    found = judge_contact(since, ideal, latest, after(today))
    if not ideal and not latest:
        assert found is None
    else:
        assert found == simulate(ideal, latest, began, contacts, orders, today)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ((30, 45), (30, 45), False),
        ((30, 45), (60, 90), False),
        ((30, 45), (20, 45), True),
        ((30, 45), (30, 40), True),
        ((0, 0), (30, 0), True),
        ((30, 0), (30, 45), True),
        ((30, 45), (0, 0), False),
    ],
)
def test_a_stricter_rhythm_begins_anew(old, new, expected):
    assert is_stricter(old, new) is expected
