"""Who is told what about a customer, and which sentence tells how an order stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

PORTAL = "portal"
SERVICE = "service"
SALESPERSON = "salesperson"
MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Person:
    """What a user may, as the groups and access rights say."""

    is_portal: bool
    is_share: bool
    is_service: bool
    is_salesperson: bool
    is_manager: bool
    reads_orders: bool


@dataclass(frozen=True, slots=True)
class Audience:
    """What a reader of the answer card is told.

    `own_orders`: orders as the reader's record rules show them, else all of the companies in use; `own_invoices`
    likewise. `amounts`: what orders amount to. `internal`: class, account manager, preferences, contacts.
    """

    code: str
    own_orders: bool
    own_invoices: bool
    amounts: bool
    internal: bool
    figures: bool


def decide_audience(person: Person) -> Audience | None:
    """The audience a user belongs to; None for those who are told nothing."""
    if person.is_share:
        return (
            Audience(PORTAL, own_orders=True, own_invoices=True, amounts=True, internal=False, figures=False)
            if person.is_portal
            else None
        )
    if person.is_manager or person.is_salesperson:
        return Audience(
            MANAGER if person.is_manager else SALESPERSON,
            own_orders=person.reads_orders,
            own_invoices=person.reads_orders,
            amounts=person.reads_orders,
            internal=True,
            figures=True,
        )
    if person.is_service:
        return Audience(SERVICE, own_orders=False, own_invoices=False, amounts=False, internal=True, figures=False)
    return None


# ----------------------------------------------------------------
# HOW AN ORDER STANDS
# ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LineProgress:
    """One line of an order, in its own unit of measure."""

    product: int
    ordered: float
    delivered: float


@dataclass(frozen=True, slots=True)
class OrderProgress:
    """How far the delivery of an order is.

    `tracked`: somebody or something keeps the delivered quantities of the order. Where nobody does, that nothing is
    delivered is not known.
    """

    lines: Sequence[LineProgress]
    tracked: bool
    delivered_on: date | None
    planned_on: date | None

    @property
    def ordered(self) -> float:
        """What was ordered, over all lines."""
        return sum(line.ordered for line in self.lines)

    @property
    def delivered(self) -> float:
        """What was delivered of it; a surplus on one line does not make up for what lacks on another."""
        return sum(min(line.delivered, line.ordered) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Invoice:
    """One posted invoice of an order."""

    name: str
    amount_due: float
    due_on: date | None
    is_paid: bool
    is_reversed: bool


def delivery_state(progress: OrderProgress) -> str:
    """untracked, nothing, part or all; untracked also where nothing is to be delivered."""
    if not progress.tracked or not progress.lines:
        return "untracked"
    if all(line.delivered >= line.ordered for line in progress.lines):
        return "all"
    return "part" if any(line.delivered > 0 for line in progress.lines) else "nothing"


def delivery_clause(progress: OrderProgress, today: date) -> str:
    """The code of what to say about the delivery: the state, `_on` with a day, `_planned` or `_overdue`."""
    state = delivery_state(progress)
    ahead = progress.planned_on is not None and progress.planned_on >= today
    if state == "untracked":
        return "untracked_planned" if ahead and progress.lines else "untracked"
    if state == "all":
        return "all_on" if progress.delivered_on else "all"
    code = "part_on" if state == "part" and progress.delivered_on else state
    if progress.planned_on is None:
        return code
    return f"{code}_planned" if ahead else f"{code}_overdue"


def invoice_clause(invoices: Sequence[Invoice], to_invoice: bool, today: date) -> str:
    """The code of what to say about the invoices."""
    standing = [invoice for invoice in invoices if not invoice.is_reversed]
    if not standing:
        if invoices:
            return "reversed"
        return "to_invoice" if to_invoice else "none"
    unpaid = [invoice for invoice in standing if not invoice.is_paid]
    if not unpaid:
        return "paid_one" if len(standing) == 1 else "paid_many"
    if len(standing) > 1:
        return "open_many"
    due_on = unpaid[0].due_on
    if due_on is None:
        return "open_one"
    return "overdue_one" if due_on < today else "due_one"


def invoice_state(invoices: Sequence[Invoice], to_invoice: bool) -> str:
    """One word for the list: paid, open, to_invoice or none."""
    standing = [invoice for invoice in invoices if not invoice.is_reversed]
    if any(not invoice.is_paid for invoice in standing):
        return "open"
    if to_invoice:
        return "to_invoice"
    return "paid" if standing else "none"


# ----------------------------------------------------------------
# WHAT IS KNOWN OF A RHYTHM
# ----------------------------------------------------------------

WEEK, MONTH = 7, 30


def rhythm(median_gap_days: float | None) -> tuple[str, int] | None:
    """("days" | "weeks" | "months", how many) between two purchases, as a person would say it."""
    if not median_gap_days:
        return None
    days = round(median_gap_days)
    if days < 2 * WEEK:
        return "days", max(days, 1)
    if days < 2 * MONTH:
        return "weeks", round(days / WEEK)
    return "months", round(days / MONTH)
