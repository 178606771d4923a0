"""A customer's own ordering rhythm: when the next order is due, and how late it is."""

from fractions import Fraction
from math import ceil


def first_day_beyond(gap: float, factor: Fraction) -> int:
    """The smallest whole number of days that is more than `factor` times the gap."""
    numerator, denominator = gap.as_integer_ratio()
    return numerator * factor.numerator // (denominator * factor.denominator) + 1


def whole_days(median_gap: float) -> int:
    """After how many days the next order is due: the usual gap, rounded up to a whole day."""
    return ceil(median_gap)
