"""Who is next, and why: the order of My Day, and since when a person counts what is new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

CLOCK_LATE, CLOCK_SOON, CLOCK_TODAY = "clock_late", "clock_soon", "clock_today"
CALL_BACK, STEP, TODO, RIGHT = "call_back", "step", "todo", "right"
LATE, DORMANT = "late", "dormant"

# Of one customer so many reasons are told, and so many customers are listed.
MOST_REASONS = 4
MOST_CUSTOMERS = 40
# Of somebody's due activities so many are ranked: steps and call-backs first, then those that wait longest. Whoever has
# more will not work through them by rank.
MOST_ACTIVITIES = 1000
# A right that ended is worth an offer for so many days.
ENDED_RIGHT_DAYS = 14
# A customer who was spoken to lately is not called only because no order came.
REST_DAYS = 7
# What happened in the last minutes may have ended a follow-up though nobody has drawn the consequences yet.
UNSETTLED_FOR = timedelta(minutes=10)
# A pause of this length ends a look at My Day: the next one tells what is new since the last.
LOOK_ENDS_AFTER = timedelta(minutes=30)
# The money at stake makes a customer count up to so much more.
MONEY_FACTOR = 0.5
NO_CLASS_WEIGHT = 10
CLASS_WEIGHTS: Mapping[str, int] = {"key": 16, "growth": 13, "standard": 11, "occasional": 10}


@dataclass(frozen=True, slots=True)
class Scale:
    """How urgent a kind of reason is: on its day, and more or less for each day after or before it.

    `earliest` and `latest` are the days from the due day between which the urgency moves. What `obliges` was planned
    or promised; the rest is worth a call.
    """

    base: int
    per_day: int
    earliest: int
    latest: int
    obliges: bool


SCALES: Mapping[str, Scale] = {
    CLOCK_LATE: Scale(base=100, per_day=2, earliest=0, latest=5, obliges=True),
    CLOCK_SOON: Scale(base=90, per_day=0, earliest=0, latest=0, obliges=True),
    CALL_BACK: Scale(base=70, per_day=2, earliest=-5, latest=5, obliges=True),
    CLOCK_TODAY: Scale(base=60, per_day=0, earliest=0, latest=0, obliges=True),
    STEP: Scale(base=50, per_day=2, earliest=0, latest=10, obliges=True),
    TODO: Scale(base=40, per_day=1, earliest=0, latest=20, obliges=True),
    RIGHT: Scale(base=45, per_day=1, earliest=-30, latest=5, obliges=True),
    LATE: Scale(base=20, per_day=1, earliest=0, latest=20, obliges=False),
    DORMANT: Scale(base=10, per_day=0, earliest=0, latest=0, obliges=False),
}


@dataclass(frozen=True, slots=True)
class Look:
    """When a person looked at My Day last, and since when that look counts what is new."""

    seen_on: datetime | None
    compared_on: datetime | None


def urgency(kind: str, due: date, today: date) -> int:
    """How urgent a reason is on a day. Its twin is the statement of the queries; one test feeds both."""
    scale = SCALES[kind]
    return scale.base + scale.per_day * min(max((today - due).days, scale.earliest), scale.latest)


def score(most_urgent: int, class_code: str | None, money_share: float) -> float:
    """Value times urgency: the most urgent reason, weighted by the class of the customer and the money at stake.

    `money_share` is that money as a part of the most that is at stake with any customer of the list; it is 0 for who
    may not see amounts, so that the order tells nothing of them.
    """
    weight = CLASS_WEIGHTS.get(class_code or "", NO_CLASS_WEIGHT)
    return most_urgent * weight * (1 + MONEY_FACTOR * min(max(money_share, 0.0), 1.0))


def look_again(last: Look, now: datetime) -> Look:
    """The look that goes on, or begins anew after a pause and counts what is new since the one before."""
    if last.seen_on is None:
        return Look(now, None)
    if now - last.seen_on > LOOK_ENDS_AFTER:
        return Look(now, last.seen_on)
    return Look(max(now, last.seen_on), last.compared_on)


def time_span(span: timedelta) -> tuple[str, int]:
    """How people say a span of time: (unit, number), at least one minute."""
    minutes = max(round(abs(span).total_seconds() / 60), 1)
    if minutes < 60:
        return "minutes", minutes
    hours = round(minutes / 60)
    if hours < 24:
        return "hours", hours
    return "days", round(minutes / (24 * 60))
