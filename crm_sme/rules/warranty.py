"""Is a case covered? A verdict as of the day it was reported, from what is known about its purchase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

IN = "in"
OUT = "out"
UNKNOWN = "unknown"

# How a coverage was found, the surest way first: a surer one that says anything decides alone.
BY_LINE = "line"
BY_SERIAL = "serial"
BY_PRODUCT = "product"
WAYS = (BY_LINE, BY_SERIAL, BY_PRODUCT)

COVERED = "covered"
ENDED = "ended"
NOT_BEGUN = "not_begun"
NOTHING_SOLD = "nothing_sold"
NO_PERIOD = "no_period"
RIGHT_CANCELLED = "right_cancelled"
NOT_ENOUGH_KNOWN = "not_enough_known"


@dataclass(frozen=True, slots=True)
class Coverage:
    """A time in which something sold is covered; `end` is its last day, None without end. `key` is the caller's."""

    found_by: str
    start: date
    end: date | None
    key: object = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """In, out or unknown, why, by which coverage, and how many days were left on the day (negative: over since)."""

    state: str
    reason: str
    coverage: Coverage | None = None
    days_left: int | None = None


def judge(coverages: Sequence[Coverage], reported: date, otherwise: str = NOTHING_SOLD) -> Verdict:
    """The verdict of a day.

    Of several coverages found the same way the one that lasts longest speaks, in the customer's favour: which of two
    equal products broke is not known. `otherwise` is the reason where nothing covers.
    """
    for way in WAYS:
        found = [coverage for coverage in coverages if coverage.found_by == way]
        begun = [coverage for coverage in found if coverage.start <= reported]
        if begun:
            return _judge_last(max(begun, key=lambda coverage: coverage.end or date.max), reported)
        if found:
            return Verdict(UNKNOWN, NOT_BEGUN, min(found, key=lambda coverage: coverage.start))
    return Verdict(UNKNOWN, otherwise)


def _judge_last(coverage: Coverage, reported: date) -> Verdict:
    if coverage.end is None:
        return Verdict(IN, COVERED, coverage)
    left = (coverage.end - reported).days
    return Verdict(IN, COVERED, coverage, left) if left >= 0 else Verdict(OUT, ENDED, coverage, left)
