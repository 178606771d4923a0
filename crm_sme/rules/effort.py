"""How long somebody worked on a service record, when a forgotten timer ends, and what the work cost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

SECONDS_OF_MINUTE = 60
MINUTES_OF_HOUR = 60


def count_minutes(start: datetime, end: datetime) -> float:
    """Minutes from start to end, to the hundredth; never less than none."""
    return max(round((end - start).total_seconds() / SECONDS_OF_MINUTE, 2), 0.0)


def get_cost(minutes: float, hourly_cost: float) -> float:
    """What so many minutes cost; less than no minutes take a cost back."""
    return minutes / MINUTES_OF_HOUR * hourly_cost


def find_latest_end(start: datetime, work: Iterable[tuple[datetime, datetime]], midnight: datetime) -> datetime:
    """When a timer started at `start` ends at the latest.

    `work` holds the working hours of the day of the start. That is the end of the last of them; who works later, or on
    a day without working hours, has until midnight.
    """
    last = max((end for _begin, end in work), default=midnight)
    return last if start < last else midnight
