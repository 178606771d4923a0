"""When a right of a customer begins, ends, and what state it is in on a day."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

RUNNING = "running"
EXPIRING = "expiring"
EXPIRED = "expired"
RENEWED = "renewed"
CANCELLED = "cancelled"

TRIAL = "trial"
WARRANTY = "warranty"

# So many days before its end a right counts as expiring: time enough to offer what follows it.
EXPIRING_DAYS = {"trial": 7, "licence": 30, "warranty": 30, "contract": 90}


@dataclass(frozen=True, slots=True)
class Right:
    """What the state of a right depends on; `end` is its last day, None for a right without end."""

    kind: str
    end: date | None
    cancelled: bool = False
    renewed: bool = False


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that lacks it."""
    month = day.year * 12 + day.month - 1 + months
    year, month = divmod(month, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day(kind: str, start: date, duration: int, unit: str) -> date | None:
    """The last day of a right that begins on a day; None without a duration.

    A warranty counts from the day after delivery, so that twelve months from 3 March end on 3 March. What is paid by
    the period ends on the day before: twelve months from 1 January end on 31 December, and the next begin on
    1 January. Where a month lacks the day, both end with the month.
    """
    if duration <= 0:
        return None
    if unit == "days":
        return start + timedelta(days=duration if kind == WARRANTY else duration - 1)
    end = add_months(start, duration * (12 if unit == "years" else 1))
    return end if kind == WARRANTY or end.day != start.day else end - timedelta(days=1)


def first_day(kind: str, bought: date, renewed_kind: str | None = None, renewed_end: date | None = None) -> date:
    """The first day of a right: the day it was bought, or the one after the right that it continues.

    A trial is not continued: what replaces it begins at once.
    """
    if renewed_end is None or renewed_kind != kind or renewed_kind == TRIAL:
        return bought
    return max(bought, renewed_end + timedelta(days=1))


def last_expiring_day(kind: str, as_of: date) -> date:
    """A right of this kind that ends on that day or before is expiring on the day."""
    return as_of + timedelta(days=EXPIRING_DAYS.get(kind, 0))


def state_of(right: Right, as_of: date) -> str:
    """The state on a day. A right runs through its last day; one that begins later is running already."""
    if right.cancelled:
        return CANCELLED
    if right.renewed:
        return RENEWED
    if right.end is None:
        return RUNNING
    if right.end < as_of:
        return EXPIRED
    return EXPIRING if right.end <= last_expiring_day(right.kind, as_of) else RUNNING


def days_left(end: date | None, as_of: date) -> int | None:
    """Days from a day to the last one: 0 on the last day, negative after it, None without end."""
    return None if end is None else (end - as_of).days


def share_out(missing: float, deliveries: Sequence[tuple[date, float]], otherwise: date) -> list[tuple[date, float]]:
    """On which day what is not covered yet was delivered, oldest day first.

    What was delivered last is what is missing; more than was delivered counts from the oldest day, or from `otherwise`.
    """
    shares: dict[date, float] = {}
    for day, quantity in sorted(deliveries, reverse=True):
        share = min(missing, quantity)
        if share > 0:
            shares[day] = shares.get(day, 0.0) + share
            missing -= share
    if missing > 0:
        oldest = min((day for day, _quantity in deliveries), default=otherwise)
        shares[oldest] = shares.get(oldest, 0.0) + missing
    return sorted(shares.items())
