from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.effort import count_minutes, find_latest_end, get_cost

MONDAY = datetime(2026, 3, 30)
MIDNIGHT = MONDAY + timedelta(days=1)
WORK = [
    (MONDAY.replace(hour=8), MONDAY.replace(hour=12)),
    (MONDAY.replace(hour=13), MONDAY.replace(hour=17)),
]


def test_minutes_are_counted_to_the_hundredth():
    assert count_minutes(MONDAY, MONDAY + timedelta(minutes=12, seconds=30)) == 12.5
    assert count_minutes(MONDAY, MONDAY) == 0.0
    assert count_minutes(MONDAY, MONDAY - timedelta(minutes=1)) == 0.0


def test_cost_is_by_the_hour_and_can_be_taken_back():
    assert get_cost(90, 40) == 60
    assert get_cost(-30, 40) == -20


def test_a_timer_ends_with_the_working_day():
    assert find_latest_end(MONDAY.replace(hour=9), WORK, MIDNIGHT) == MONDAY.replace(hour=17)
    assert find_latest_end(MONDAY.replace(hour=12, minute=30), WORK, MIDNIGHT) == MONDAY.replace(hour=17)


def test_who_works_late_or_on_a_free_day_has_until_midnight():
    assert find_latest_end(MONDAY.replace(hour=17), WORK, MIDNIGHT) == MIDNIGHT
    assert find_latest_end(MONDAY.replace(hour=20), WORK, MIDNIGHT) == MIDNIGHT
    assert find_latest_end(MONDAY.replace(hour=9), [], MIDNIGHT) == MIDNIGHT


@given(st.integers(0, 24 * 60 - 1), st.lists(st.tuples(st.integers(0, 1440), st.integers(0, 1440))))
def test_the_end_is_after_the_start_and_on_the_same_day(start, hours):
    moment = MONDAY + timedelta(minutes=start)
    work = [(MONDAY + timedelta(minutes=min(pair)), MONDAY + timedelta(minutes=max(pair))) for pair in hours]
    assert moment < find_latest_end(moment, work, MIDNIGHT) <= MIDNIGHT
