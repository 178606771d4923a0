"""Days on which somebody works."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

FURTHEST_DAYS = 60


def add_working_days(start: date, days: int, off: Collection[date]) -> date:
    """The day that is so many working days after a start; the start itself is not counted.

    Where no working day comes within two months, days of the calendar count.
    """
    if days <= 0:
        return start
    left = days
    for ahead in range(1, FURTHEST_DAYS + 1):
        day = start + timedelta(days=ahead)
        if day not in off:
            left -= 1
            if not left:
                return day
    return start + timedelta(days=days)
