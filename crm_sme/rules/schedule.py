"""On which day a step of a plan is done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5
FURTHEST_DAYS = 120  # how far a working day is looked for; who is closed for longer works Monday to Friday here

ONE_DAY = timedelta(days=1)

# A step that waits for a free hour, or for the customer, gains so many points of priority in so many days.
AGE_DAYS, AGE_POINTS = 7, 5


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


def week_of(day: date) -> str:
    """The week in which touches of a customer are counted together."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def next_week(day: date) -> date:
    """The Monday after a day."""
    return day + timedelta(days=7 - day.weekday())


def rank(priority: int, value: float, waits_since: date, today: date) -> tuple[int, float, date]:
    """The place of a step among those that want the same hours: the lowest comes first.

    The priority of the plan counts, then the best value, then who waits longest. Each whole week of waiting counts like
    points of priority, so that nothing waits for ever because something better comes every day.
    """
    weeks = max((today - waits_since).days, 0) // AGE_DAYS
    return priority - AGE_POINTS * weeks, -value, waits_since


@dataclass(frozen=True, slots=True)
class Wanted:
    """A step that is due: whose hours it needs, and which customer notices it (none for what happens inside)."""

    step: int
    person: int
    customer: int | None


@dataclass(frozen=True, slots=True)
class Admitted:
    """What is done today of the steps that are due, and what waits: for a person's hours, for the next week."""

    now: tuple[int, ...]
    without_hours: tuple[int, ...]
    without_touch: tuple[int, ...]


def admit(wanted: Iterable[Wanted], hours: Mapping[int, int], touches: Mapping[int, int]) -> Admitted:
    """Give out people's free steps and customers' free touches, first come first served.

    A step that the customer may not notice this week takes none of the person's hours.
    """
    free_hours, free_touches = dict(hours), dict(touches)
    now, without_hours, without_touch = [], [], []
    for one in wanted:
        if one.customer is not None and free_touches.get(one.customer, 0) <= 0:
            without_touch.append(one.step)
        elif free_hours.get(one.person, 0) <= 0:
            without_hours.append(one.step)
        else:
            now.append(one.step)
            free_hours[one.person] -= 1
            if one.customer is not None:
                free_touches[one.customer] -= 1
    return Admitted(tuple(now), tuple(without_hours), tuple(without_touch))
