"""On which day a step of a plan is done."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

SATURDAY = 5
FURTHEST_DAYS = 120  # how far a working day is looked for; who is closed for longer works Monday to Friday here

ONE_DAY = timedelta(days=1)


def is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def first_working_day(start: date, off: Collection[date]) -> date:
    """The first day from a start on (the start itself included) on which somebody works."""
    for ahead in range(FURTHEST_DAYS):
        day = start + timedelta(days=ahead)
        if day not in off:
            return day
    day = start
    while is_weekend(day):
        day += ONE_DAY
    return day


def nth_working_day(start: date, number: int, off: Collection[date]) -> date:
    """The n-th working day strictly after a start; for 0 the start itself or, if nobody works then, the next one."""
    if number <= 0:
        return first_working_day(start, off)
    day = start
    for _count in range(number):
        day = first_working_day(day + ONE_DAY, off)
    return day


def plan_day(base: date, delay: int, off: Collection[date], not_before: date) -> date:
    """The day of a step that comes so many working days after a base, but not in the past."""
    day = nth_working_day(base, delay, off)
    return day if day >= not_before else first_working_day(not_before, off)


def furthest_day(base: date, delay: int, not_before: date) -> date:
    """The last day that needs to be known to be free or not in order to plan such a step."""
    return max(base, not_before) + timedelta(days=2 * max(delay, 0) + FURTHEST_DAYS)
