"""Which class a customer belongs to, with a memory at the borders so that nobody flips to and fro."""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from .facts import CLASS_CODES, OCCASIONAL, ClassBounds, ClassFacts, CompanyFacts, Reason


@dataclass(frozen=True, slots=True)
class ClassLadder:
    """The classes laid out on one axis of integers on which smaller is better.

    The axis is the value held by better customers (method "share") or the negated own value (method "threshold").
    `limits[i]` is the first position beyond class i; a customer already in class i stays while
    `keep_from[i] <= position < keep_until[i]` (None: open end). `told[i]` is the bound of class i as a reason tells it.
    """

    by_share: bool
    limits: tuple[int, int, int]
    keep_from: tuple[int | None, ...]
    keep_until: tuple[int | None, ...]
    told: tuple[float | None, ...]

    def position(self, customer: ClassFacts) -> int:
        return customer.higher_value if self.by_share else -customer.value

    def place(self, position: int, memory: str | None) -> tuple[int, bool]:
        """The index of the class at this position, and whether it is only kept thanks to the memory."""
        index = bisect_right(self.limits, position)
        if memory is None:
            return index, False
        remembered = CLASS_CODES.index(memory)
        if remembered == index:
            return index, False
        lower, upper = self.keep_from[remembered], self.keep_until[remembered]
        if (lower is None or lower <= position) and (upper is None or position < upper):
            return remembered, True
        return index, False


def build_ladder(bounds: ClassBounds, total_value: int) -> ClassLadder:
    """Lay out the classes for a company whose positive values add up to `total_value`."""
    margins = border_margins(bounds)
    if bounds.method == "share":
        limits = tuple(ceil(bound * total_value) for bound in bounds.bounds)
        starts = tuple(ceil((b - m) * total_value) for b, m in zip(bounds.bounds, margins, strict=True))
        ends = tuple(ceil((b + m) * total_value) for b, m in zip(bounds.bounds, margins, strict=True))
    else:
        limits = tuple(_first_below(bound) for bound in bounds.bounds)
        starts = tuple(_first_below(b + m) for b, m in zip(bounds.bounds, margins, strict=True))
        ends = tuple(_first_below(b - m) for b, m in zip(bounds.bounds, margins, strict=True))
    told = (*(float(bound) for bound in bounds.bounds), None)
    return ClassLadder(bounds.method == "share", limits, (None, *starts), (*ends, None), told)


def _first_below(amount: Fraction) -> int:
    """The first position, on the axis of negated values, whose value lies below the amount."""
    return floor(-amount) + 1


def border_margins(bounds: ClassBounds) -> tuple[Fraction, ...]:
    """How far beyond each bound a customer keeps the class it had.

    With shares: `border_percent` of the narrower of the two classes that meet at the bound; with amounts: of the
    amount itself.
    """
    part = bounds.border_percent / 100
    if bounds.method != "share":
        return tuple(part * bound for bound in bounds.bounds)
    edges = (Fraction(0), *bounds.bounds, Fraction(1))
    widths = [upper - lower for lower, upper in pairwise(edges)]
    return tuple(part * min(before, after) for before, after in pairwise(widths))


def judge_class(
    customer: ClassFacts, company: CompanyFacts, ladder: ClassLadder, bounds: ClassBounds
) -> tuple[str, tuple[Reason, ...]]:
    """The class of a customer who has ordered, and why.

    Customers without a counted order in the window, or without positive value, are Occasional.
    """
    if not customer.ranked:
        return OCCASIONAL, (("no_orders", None, company.window_months),)
    if customer.value <= 0:
        return OCCASIONAL, (("no_value", None, 0),)
    index, kept = ladder.place(ladder.position(customer), customer.memory)
    reasons = [_bound_reason(index, customer, company, ladder)]
    if kept:
        reasons.append(("kept", CLASS_CODES[index], float(bounds.border_percent)))
    if company.all_equal:
        reasons.append(("all_equal", company.ranked_count, None))
    return CLASS_CODES[index], tuple(reasons)


def _bound_reason(index: int, customer: ClassFacts, company: CompanyFacts, ladder: ClassLadder) -> Reason:
    """The share before the customer (or its class's amount) with the bound of the class it lies in."""
    if ladder.by_share:
        return ("share_before", round(customer.higher_value / company.total_value, 6), ladder.told[index])
    return ("amount", None, ladder.told[index])
