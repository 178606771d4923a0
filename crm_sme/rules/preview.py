"""What a follow-up would have done: its steps day by day, and what would have ended it, by the rules that hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from .enrolling import Register
from .exits import PAUSED, STOPPED, Contact, Enrolment, Standing, fold
from .schedule import ONE_DAY, first_working_day, next_week, plan_day, week_of

FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of a plan: so many working days after the one before, and the days on which its person does not work.

    `touches` says that the customer notices it, `is_met` whether its condition is met on a day (None: it has none).
    """

    delay: int
    off: Collection[date]
    touches: bool = False
    is_met: Callable[[date], bool] | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """At which moment (naive UTC) the work of a day begins, and which day it is at a moment."""

    moment_of: Callable[[date], datetime]
    day_of: Callable[[datetime], date]


@dataclass(frozen=True, slots=True)
class Planned:
    """A step (its place in the plan) that was planned for a day from a moment to another, and then done or not.

    One that is skipped gives way to the next.
    """

    place: int
    day: date
    since: datetime
    until: datetime
    done: bool = False
    skipped: bool = False


class Touches:
    """How often a customer may be touched in a week, and how often it was."""

    def __init__(self, most: int, used: Mapping[str, int]) -> None:
        self._most = most
        self._used = Counter(used)

    def spend(self, day: date) -> bool:
        """Whether there was one left in the week of a day; then it is used."""
        week = week_of(day)
        if self._used[week] >= self._most:
            return False
        self._used[week] += 1
        return True


@dataclass(frozen=True, slots=True)
class Walk:
    """What would have been planned for a follow-up, what of it done, and what ended it and when."""

    planned: tuple[Planned, ...]
    reason: str | None = None
    ended: datetime | None = None

    @property
    def steps(self) -> tuple[tuple[int, date], ...]:
        """The steps done: (place in the plan, day)."""
        return tuple((one.place, one.day) for one in self.planned if one.done)


class _Way:
    """How a follow-up stands while time passes."""

    def __init__(self, contacts: Iterable[tuple[datetime, Contact]], enrolment: Enrolment) -> None:
        self._contacts = sorted(contacts, key=lambda pair: (pair[0], pair[1].id))
        self._enrolment = enrolment
        self.standing = Standing()
        self.ended: datetime | None = None
        self.paused: datetime | None = None

    def advance(self, moment: datetime) -> None:
        """Draw the consequences of what happened before a moment."""
        while self._contacts and self._contacts[0][0] < moment and not self.ended:
            when, contact = self._contacts.pop(0)
            self._resume(when)
            self.standing = fold(self.standing, (contact,), self._enrolment, when)
            if self.standing.state == STOPPED:
                self.ended = when
            elif self.standing.state == PAUSED:
                self.paused = self.paused or when
        self._resume(moment)

    def _resume(self, moment: datetime) -> None:
        standing = self.standing
        if standing.state == PAUSED and standing.until is not None and standing.until <= moment:
            self.standing = Standing()
            self.paused = None


def walk(
    base: date,
    start: datetime,
    night: date,
    stages: Sequence[Stage],
    contacts: Iterable[tuple[datetime, Contact]],
    enrolment: Enrolment,
    clock: Clock,
    end: datetime,
    touches: Touches | None = None,
) -> Walk:
    """The way of a follow-up that began at a moment of a night, up to another.

    Steps come so many working days after the day it is about, then after each other, and are done on their
    day; those that wait for something come on the first working day after it. One whose condition is not met is
    skipped, one without a touch left comes in the next week. `contacts` are (moment, row of the ledger) of the customer
    since.
    """
    way = _Way(contacts, enrolment)
    planned: list[Planned] = []
    not_before, since = night, start
    for place, stage in enumerate(stages):
        first = plan_day(base, stage.delay, stage.off, not_before)
        planned += _wait(place, first, since, stage, way, clock, end, touches)
        if not (planned[-1].done or planned[-1].skipped):
            break
        base = not_before = planned[-1].day
        since = planned[-1].until
    else:
        return Walk(tuple(planned), FINISHED, since)
    way.advance(end)
    return Walk(tuple(planned), way.standing.reason if way.ended else None, way.ended)


def _wait(
    place: int,
    day: date,
    since: datetime,
    stage: Stage,
    way: _Way,
    clock: Clock,
    end: datetime,
    touches: Touches | None,
) -> list[Planned]:
    """For which days a step was planned: the last one is done, unless what happened or the end of the time was first.

    What a follow-up waits for moves its step to the first working day after it, or to the next week.
    """
    planned = []
    while True:
        morning = clock.moment_of(day)
        way.advance(min(morning, end))
        standing = way.standing
        if way.ended or morning >= end:
            # a pause may outlast the time that is looked at: then nothing is planned any more within it
            return [*planned, Planned(place, day, since, max(since, way.ended or end))] if since < end else planned
        if standing.state == PAUSED:
            planned.append(Planned(place, day, since, max(since, way.paused or morning)))
            since = standing.until or morning
            day = first_working_day(max(_get_first_morning(since, clock), day + ONE_DAY), stage.off)
        elif stage.is_met and not stage.is_met(day):
            return [*planned, Planned(place, day, since, morning, skipped=True)]
        elif stage.touches and touches and not touches.spend(day):
            planned.append(Planned(place, day, since, morning))
            since = morning
            day = first_working_day(next_week(day), stage.off)
        else:
            return [*planned, Planned(place, day, since, morning, done=True)]


def _get_first_morning(moment: datetime, clock: Clock) -> date:
    """The first day whose work begins at a moment or later."""
    day = clock.day_of(moment)
    return day if clock.moment_of(day) >= moment else day + ONE_DAY


class Memory:
    """What a preview has come to so far: whom it has taken and until when, and what people have to do."""

    def __init__(self) -> None:
        self.register = Register()
        self._planned: dict[tuple[int, date], list[tuple[datetime, datetime]]] = {}
        self._running: dict[int, tuple[date, datetime | None]] = {}
        self._touches: dict[int, Counter[str]] = {}

    def touch(self, customer: int, day: date) -> None:
        """A customer was touched on a day."""
        self._touches.setdefault(customer, Counter())[week_of(day)] += 1

    def get_touches(self, customer: int) -> Counter[str]:
        """{week: how often a customer was touched by the plan}."""
        return self._touches.get(customer, Counter())

    def plan(self, person: int, day: date, since: datetime, until: datetime) -> None:
        """A person has a step on a day, as far as is known from a moment to another."""
        self._planned.setdefault((person, day), []).append((since, until))

    def get_load(self, person: int, day: date, moment: datetime) -> int:
        """How many steps a person has on a day, as far as is known at a moment."""
        return sum(since <= moment < until for since, until in self._planned.get((person, day), ()))

    def begin(self, customer: int, documents: Sequence[int], began: date, ended: datetime | None) -> None:
        """A follow-up began, and will have ended at a moment, or not at all."""
        self._running[customer] = began, ended
        self.join(customer, documents)

    def join(self, customer: int, documents: Sequence[int]) -> None:
        """What a customer's running follow-up is about, also."""
        began, _ended = self._running[customer]
        for document in documents or (None,):
            self.register.note(customer, document, began, True)

    def pass_until(self, moment: datetime) -> None:
        """Time has passed: what has ended by a moment runs no longer."""
        over = [customer for customer, (_began, ended) in self._running.items() if ended and ended <= moment]
        for customer in over:
            del self._running[customer]
            self.register.end(customer)
