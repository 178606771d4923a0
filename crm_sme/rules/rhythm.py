"""Rhythms: the customer's own, in which it orders, and that of the contacts which its class promises."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil


def first_day_beyond(gap: float, factor: Fraction) -> int:
    """The smallest whole number of days that is more than `factor` times the gap."""
    numerator, denominator = gap.as_integer_ratio()
    return numerator * factor.numerator // (denominator * factor.denominator) + 1


def whole_days(median_gap: float) -> int:
    """After how many days the next order is due: the usual gap, rounded up to a whole day."""
    return ceil(median_gap)


# How a customer stands in the rhythm of contacts that its class promises.
GOOD = "good"
DUE = "due"
OVERDUE = "overdue"


def start_of_interval(*days: date | None) -> date | None:
    """The day from which the days without contact are counted: the latest of last contact, last order and the day on
    which the rhythm began; None where none is known.
    """
    return max((day for day in days if day), default=None)


def judge_contact(since: date | None, ideal: int, latest: int, today: date) -> str | None:
    """How a customer stands: due from the ideal interval on, overdue after the latest; None without a rhythm.

    0 days promise nothing. A contact on the last day keeps the promise.
    """
    if ideal <= 0 and latest <= 0:
        return None
    days = (today - since).days if since else 0
    if 0 < latest < days:
        return OVERDUE
    return DUE if 0 < ideal <= days else GOOD


def is_stricter(old: tuple[int, int], new: tuple[int, int]) -> bool:
    """Whether (ideal, latest) promises more than before: then it begins on the day it is promised."""
    return any(after > 0 and (before <= 0 or after < before) for before, after in zip(old, new, strict=True))
