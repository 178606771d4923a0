"""A customer's own ordering rhythm: when the next order is due, and how late it is."""

from fractions import Fraction
from functools import lru_cache
from math import ceil, floor


@lru_cache(maxsize=65536)
def first_day_beyond(gap: float, factor: Fraction) -> int:
    """The smallest whole number of days that is more than `factor` times the gap."""
    return floor(Fraction(gap) * factor) + 1


def expected_next_day(last_day: int, median_gap: float) -> int:
    """The day by which the next order is due: the last order plus the usual gap, rounded up to a whole day."""
    return last_day + ceil(median_gap)
