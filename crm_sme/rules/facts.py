"""The vocabulary of the verdicts.

Amounts are whole minor units (cents) of the company's currency, days are proleptic ordinals (`date.toordinal()`),
so that every comparison is one of exact integers.
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

    as_of: int
    ranked_count: int
    total_value: int
    all_equal: bool
    basis: str
    window_months: int
    median_gap: float | None


class CustomerFacts(NamedTuple):
    """What is true of one customer of one company, as far as its verdict depends on it.

    `ranked` are customers with a counted order in the window; `higher_value` is the sum of the positive
    values of all customers of strictly higher value. `cost_unknown_percent` is the part of the window's amounts whose
    costs are not known. `memory` is the class judged before, or None where no memory applies.

    A named tuple, as is the verdict: a refresh makes hundreds of thousands of them.
    """

    ranked: bool
    value: int
    higher_value: int
    cost_unknown_percent: int
    first_day: int | None
    last_day: int | None
    previous_day: int | None
    order_days: int
    median_gap: float | None
    memory: str | None


class LifecycleVerdict(NamedTuple):
    """A stage, and what follows from it.

    `until` is the first day on which the stage differs if nothing is ordered (None: never). `expected_next_day` is
    known for customers with an own rhythm who are not lost; `at_stake` says that an order of usual size is at stake
    because the customer is late or dormant.
    """

    stage: str
    until: int | None
    expected_next_day: int | None
    at_stake: bool
    reason: Reason


class Verdict(NamedTuple):
    """A class (None for prospects), a lifecycle (see LifecycleVerdict) and the reasons of both."""

    class_code: str | None
    lifecycle: str
    lifecycle_until: int | None
    expected_next_day: int | None
    at_stake: bool
    reasons: tuple[Reason, ...]
