"""What a follow-up would have done: its steps day by day, and what would have ended it, by the rules that hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from .exits import PAUSED, STOPPED, Contact, Enrolment, Standing, fold
from .schedule import ONE_DAY, first_working_day, plan_day

FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of a plan: so many working days after the one before, and the days on which its person does not work."""

    delay: int
    off: Collection[date]


@dataclass(frozen=True, slots=True)
class Clock:
    """At which moment (naive UTC) the work of a day begins, and which day it is at a moment."""

    moment_of: Callable[[date], datetime]
    day_of: Callable[[datetime], date]


@dataclass(frozen=True, slots=True)
class Walk:
    """The steps that would have been done, as (place in the plan, day), and what ended the follow-up and when."""

    steps: tuple[tuple[int, date], ...]
    reason: str | None = None
    ended: datetime | None = None


class _Way:
    """How a follow-up stands while time passes."""

    def __init__(self, contacts: Iterable[tuple[datetime, Contact]], enrolment: Enrolment) -> None:
        self._contacts = sorted(contacts, key=lambda pair: (pair[0], pair[1].id))
        self._enrolment = enrolment
        self.standing = Standing()
        self.ended: datetime | None = None

    def advance(self, moment: datetime) -> None:
        """Draw the consequences of what happened before a moment."""
        while self._contacts and self._contacts[0][0] < moment and not self.ended:
            when, contact = self._contacts.pop(0)
            self._resume(when)
            self.standing = fold(self.standing, (contact,), self._enrolment, when)
            if self.standing.state == STOPPED:
                self.ended = when
        self._resume(moment)

    def _resume(self, moment: datetime) -> None:
        standing = self.standing
        if standing.state == PAUSED and standing.until is not None and standing.until <= moment:
            self.standing = Standing()


def walk(
    base: date,
    night: date,
    stages: Sequence[Stage],
    contacts: Iterable[tuple[datetime, Contact]],
    enrolment: Enrolment,
    clock: Clock,
    end: datetime,
) -> Walk:
    """The way of a follow-up that began in a night, up to a moment.

    Steps come so many working days after the day it is about, then after each other, and are done on their
    day; those that wait for something come on the first working day after it. `contacts` are (moment, row of the
    ledger) of the customer since.
    """
    way = _Way(contacts, enrolment)
    steps: list[tuple[int, date]] = []
    not_before = night
    for place, stage in enumerate(stages):
        day = _wait(plan_day(base, stage.delay, stage.off, not_before), stage.off, way, clock, end)
        if way.ended or day is None:
            break
        steps.append((place, day))
        base = not_before = day
    else:
        return Walk(tuple(steps), FINISHED, clock.moment_of(not_before))
    way.advance(end)
    return Walk(tuple(steps), way.standing.reason if way.ended else None, way.ended)


def _wait(day: date, off: Collection[date], way: _Way, clock: Clock, end: datetime) -> date | None:
    """The day on which a step is done that was planned for a day; None if it is not done before the end."""
    while clock.moment_of(day) < end:
        way.advance(clock.moment_of(day))
        standing = way.standing
        if standing.state != PAUSED:
            return day
        waits_until = clock.day_of(standing.until) if standing.until else day
        day = first_working_day(max(waits_until, day + ONE_DAY), off)
    return None
