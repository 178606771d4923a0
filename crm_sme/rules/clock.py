"""One deadline of a service record, counted in working time: how it starts, waits, changes and ends.

A clock is allowed so many seconds of working time. It uses them up while it runs; what is left over decides about the
deadline. A time told to the customer is kept beside it: whatever changes, the deadline is never later than that.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

MET = "met"
MISSED = "missed"
MERGED = "merged"
DROPPED = "dropped"

# What is left of the promise when its people are warned, and when the leader hears of it: one part in so many.
WARNING_PART = 4
ESCALATION_PART = 8


class WorkingTime:
    """When work is done: intervals of moments, sorted and apart from each other."""

    __slots__ = ("_done", "_ends", "_starts")

    def __init__(self, intervals: Iterable[tuple[datetime, datetime]]) -> None:
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []
        self._done = [0]  # seconds worked before each interval, and after the last
        for start, end in intervals:
            self._starts.append(start)
            self._ends.append(end)
            self._done.append(self._done[-1] + _seconds(end - start))

    def _worked_until(self, moment: datetime) -> int:
        position = bisect_right(self._starts, moment) - 1
        if position < 0:
            return 0
        return self._done[position] + _seconds(min(moment, self._ends[position]) - self._starts[position])

    def _moment_of(self, worked: int) -> datetime | None:
        """The first moment at which so many seconds are worked, if there is one."""
        position = bisect_left(self._done, worked) - 1
        if position < 0 or position >= len(self._starts):
            return None
        return self._starts[position] + timedelta(seconds=worked - self._done[position])

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Seconds worked between two moments; 0 where the end is not after the start."""
        return self._worked_until(end) - self._worked_until(start) if start < end else 0

    def after(self, start: datetime, seconds: int) -> datetime | None:
        """The first moment from the start on at which so many seconds are worked; None if that is never."""
        return self._moment_of(self._worked_until(start) + seconds) if seconds > 0 else start

    def before(self, end: datetime, seconds: int) -> datetime | None:
        """The first moment from which at most so many seconds are worked until the end; None: before all work."""
        return self._moment_of(self._worked_until(end) - seconds)


@dataclass(frozen=True, slots=True)
class Clock:
    """The state of a clock; durations are seconds of working time.

    `since` is the moment from which `consumed` is to be continued, None while the clock waits or has ended. The
    deadline of a waiting clock is empty, unless it was late before: a broken promise stays broken.
    """

    promised: int
    allowed: int
    consumed: int = 0
    since: datetime | None = None
    deadline: datetime | None = None
    told: datetime | None = None
    told_left: int | None = None
    overrun: int = 0
    outcome: str | None = None


def start(promised: int, now: datetime, working: WorkingTime) -> Clock:
    """A clock that begins to run."""
    return _plan(Clock(promised=promised, allowed=promised, since=now), working)


def is_late(clock: Clock, now: datetime) -> bool:
    """Whether the promise is broken at a moment; for a waiting clock, whether it was before."""
    if clock.deadline is None:
        return False
    return clock.since is None or now > clock.deadline


def pause(clock: Clock, now: datetime, working: WorkingTime) -> Clock:
    """Wait for the customer: what is used up and what is left are kept, no date is."""
    if clock.outcome or clock.since is None:
        return clock
    late = is_late(clock, now)
    return replace(
        clock,
        consumed=clock.consumed + working.elapsed(clock.since, now),
        since=None,
        deadline=clock.deadline if late else None,
        told_left=None if clock.told is None else working.elapsed(now, clock.told),
        overrun=clock.overrun + _overrun(clock, now, working),
    )


def resume(clock: Clock, now: datetime, working: WorkingTime) -> Clock:
    """Go on with what is left, also of a time told to the customer."""
    if clock.outcome or clock.since is not None:
        return clock
    if clock.deadline is not None:
        return replace(clock, since=now, told_left=None)
    told = clock.told if clock.told_left is None else working.after(now, clock.told_left)
    return _plan(replace(clock, since=now, told=told, told_left=None), working)


def change_promise(clock: Clock, promised: int, now: datetime, working: WorkingTime) -> Clock:
    """Another promise holds from now on.

    A shorter one counts from now, and makes nothing later; a longer one counts from the start, and makes nothing
    earlier. So no change makes a clock late. A clock that is late stays as it is.
    """
    if clock.outcome or promised == clock.promised or is_late(clock, now):
        return clock
    consumed = _consumed(clock, now, working)
    allowed = min(clock.allowed, consumed + promised) if promised < clock.promised else max(clock.allowed, promised)
    changed = replace(clock, promised=promised, allowed=allowed)
    return changed if clock.since is None else _plan(changed, working)


def change_hours(clock: Clock, now: datetime, old: WorkingTime, new: WorkingTime) -> Clock:
    """Other working hours hold from now on; what was used up before was counted in the old ones."""
    if clock.outcome or clock.since is None:
        return clock
    settled = replace(
        clock, consumed=_consumed(clock, now, old), overrun=clock.overrun + _overrun(clock, now, old), since=now
    )
    return settled if is_late(clock, now) else _plan(settled, new)


def replan(clock: Clock, now: datetime, working: WorkingTime) -> Clock:
    """The working hours were corrected: a holiday entered today for yesterday counts.

    A correction that would put a deadline that is still to come into the past leaves it where it is. A clock that had
    no deadline, for lack of working hours, begins to count now.
    """
    if clock.outcome or clock.since is None:
        return clock
    if clock.deadline is None:
        return _plan(replace(clock, since=now), working)
    planned = _plan(clock, working)
    if is_late(clock, now) or not is_late(planned, now):
        return planned
    consumed = _consumed(clock, now, working)
    return replace(clock, consumed=consumed, since=now, allowed=consumed + working.elapsed(now, clock.deadline))


def tell(clock: Clock, now: datetime) -> Clock:
    """The customer learns of the deadline, which binds from now on."""
    if clock.outcome or clock.since is None or clock.deadline is None or is_late(clock, now):
        return clock
    return replace(clock, told=clock.deadline)


def finish(clock: Clock, now: datetime, working: WorkingTime) -> Clock:
    """What was promised is done: met, or missed by so much working time. Outcomes are final."""
    if clock.outcome:
        return clock
    unplanned = clock.since is not None and clock.deadline is None
    kept = DROPPED if unplanned else MET
    return replace(_stop(clock, now, working), outcome=MISSED if is_late(clock, now) else kept)


def drop(clock: Clock, now: datetime, working: WorkingTime) -> Clock:
    """Nothing is to be done any more. A promise already broken is missed nevertheless."""
    if clock.outcome:
        return clock
    return replace(_stop(clock, now, working), outcome=MISSED if is_late(clock, now) else DROPPED)


def discard(clock: Clock, now: datetime, working: WorkingTime, outcome: str = DROPPED) -> Clock:
    """There was nothing to promise, or (MERGED) another record takes the case over: no word about promises kept."""
    if clock.outcome:
        return clock
    return replace(_stop(clock, now, working), outcome=outcome)


def review(
    clock: Clock, promised: int, now: datetime, old: WorkingTime, new: WorkingTime, corrected: bool = False
) -> Clock:
    """What another promise (0: none any more), other working hours or a correction of the same ones make of a clock."""
    if clock.outcome:
        return clock
    if old is not new:
        clock = change_hours(clock, now, old, new)
    elif corrected:
        clock = replan(clock, now, new)
    if promised:
        return change_promise(clock, promised, now, new)
    bound = clock.told is not None or is_late(clock, now)
    return clock if bound else discard(clock, now, new)


def warning_moments(clock: Clock, working: WorkingTime) -> tuple[datetime, datetime] | None:
    """(when its people are warned, when the leader is) of a running clock with a deadline."""
    if clock.outcome or clock.since is None or clock.deadline is None:
        return None
    warning, escalation = (
        max(clock.since, working.before(clock.deadline, clock.promised // part) or clock.since)
        for part in (WARNING_PART, ESCALATION_PART)
    )
    return min(warning, clock.deadline), min(escalation, clock.deadline)


def _plan(clock: Clock, working: WorkingTime) -> Clock:
    """The clock with the deadline that follows from what is left; none where no work is done."""
    deadline = working.after(clock.since, clock.allowed - clock.consumed)
    if clock.told is not None and (deadline is None or deadline > clock.told):
        deadline = clock.told
    return replace(clock, deadline=deadline)


def _stop(clock: Clock, now: datetime, working: WorkingTime) -> Clock:
    return replace(
        clock,
        consumed=_consumed(clock, now, working),
        overrun=clock.overrun + _overrun(clock, now, working),
        since=None,
    )


def _consumed(clock: Clock, now: datetime, working: WorkingTime) -> int:
    return clock.consumed + (working.elapsed(clock.since, now) if clock.since is not None else 0)


def _overrun(clock: Clock, now: datetime, working: WorkingTime) -> int:
    """What a running clock used beyond its deadline and is not in `overrun` yet."""
    if clock.since is None or clock.deadline is None:
        return 0
    return working.elapsed(max(clock.deadline, clock.since), now)


def _seconds(duration: timedelta) -> int:
    return duration.days * 86400 + duration.seconds
