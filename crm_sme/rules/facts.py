"""The vocabulary of the verdicts.

Amounts are whole minor units (cents) of the company's currency, days are whole days from one date to another, so that
every comparison is one of exact integers.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

KEY, GROWTH, STANDARD, OCCASIONAL = CLASS_CODES = ("key", "growth", "standard", "occasional")

Reason = tuple  # (code, value, threshold): what was looked at, what was found, what it was held against


@dataclass(frozen=True, slots=True)
class ClassBounds:
    """Where one class ends and the next begins, best class first.

    `method` is "share" (bounds are shares of the total value, 0 < a <= b <= c <= 1) or "threshold" (bounds are
    amounts of value in minor units, a >= b >= c > 0). `border_percent` widens a class for those already in it.
    """

    method: str
    bounds: tuple[Fraction, Fraction, Fraction]
    border_percent: Fraction


@dataclass(frozen=True, slots=True)
class LifecycleBounds:
    """The days and factors between the stages of a customer's life; see `lifecycle.judge_lifecycle`."""

    new_days: int = 90
    won_back_days: int = 90
    won_back_gap_days: int = 365
    late_factor: Fraction = Fraction(3, 2)
    late_min_days: int = 14
    dormant_factor: Fraction = Fraction(3)
    dormant_min_days: int = 30
    dormant_days: int = 180
    lost_days: int = 365
    rhythm_min_order_days: int = 3


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What is true of all customers of one company together, as of a day."""

    ranked_count: int
    total_value: int
    all_equal: bool
    basis: str
    window_months: int
    median_gap: float | None


class ClassFacts(NamedTuple):
    """What is true of one customer of one company, as far as its class depends on it.

    `ranked` are customers with a counted order in the window, `has_ordered` those with any; `higher_value` is the sum
    of the positive values of all customers of strictly higher value. `cost_unknown_percent` is the part of the
    window's amounts whose costs are not known. `memory` is the class judged before, or None where no memory applies.

    A named tuple, as are all facts and verdicts on one customer: a refresh makes very many of them.
    """

    has_ordered: bool
    ranked: bool
    value: int
    higher_value: int
    cost_unknown_percent: int
    memory: str | None


class LifecycleFacts(NamedTuple):
    """The order days of one customer of one company, as far as its lifecycle depends on them.

    `order_days` is the number of distinct ones, told up to the number that makes an own rhythm; `lead` the days from
    the first to the last, None once the first is too long ago for a new customer; `gap_before` the days between the
    last two, None if the last one won nobody back.
    """

    order_days: int
    median_gap: float | None
    lead: int | None
    gap_before: int | None


class ClassVerdict(NamedTuple):
    """A class (None for prospects), and why."""

    class_code: str | None
    reasons: tuple[Reason, ...]


class LifecycleSpan(NamedTuple):
    """A stage of life, the days without an order that it lasts, and what follows from it.

    It begins `from_days` after the last order, and `until_days` after it begins another (None: never). The next order
    is expected `expected_days` after the last, of customers with an own rhythm who are not lost; `at_stake` says that
    an order of usual size is at stake because the customer is late or dormant.
    """

    from_days: int
    until_days: int | None
    stage: str
    expected_days: int | None
    at_stake: bool
    reason: Reason

    def overlaps(self, shortest: int, longest: int) -> bool:
        """Whether it holds after any number of days between these two, both included."""
        return self.from_days <= longest and (self.until_days is None or shortest < self.until_days)
