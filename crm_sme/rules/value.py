"""On what a company's customers are valued: margin where the costs are known, else revenue."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class BasisBounds:
    """`choice` is "margin", "revenue" or "automatic"; the shares say when automatic takes up and leaves margin."""

    choice: str
    enter: Fraction
    leave: Fraction


def known_share(known_amount: Decimal | int, total_amount: Decimal | int) -> Fraction | None:
    """The part of the absolute amounts of the window whose costs are known; None for an empty window."""
    return Fraction(known_amount) / Fraction(total_amount) if total_amount else None


def decide_basis(bounds: BasisBounds, share: Fraction | None, used_before: str | None) -> str:
    """The value basis of a company.

    Automatic means margin from `enter` of known costs on, and once used, until it falls below `leave`; an empty
    window means revenue.
    """
    if bounds.choice != "automatic":
        return bounds.choice
    if share is None:
        return "revenue"
    needed = bounds.leave if used_before == "margin" else bounds.enter
    return "margin" if share >= needed else "revenue"
