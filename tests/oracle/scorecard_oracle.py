"""The scorecard computed a second time, from the written specification alone.

Nothing of the addon is imported here and nothing of Odoo: a table of orders, a
table of opportunities, a policy and a day go in, one row per customer comes
out. It is the reference the stored rows are compared with, so it is written to
be checked against the specification by reading: exact numbers (fractions until
the one rounding), no speed, one short function per sentence.

Facts are pandas groupings; verdicts are plain Python.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

import pandas as pd
from dateutil.relativedelta import relativedelta

CLASS_CODES = ("key", "growth", "standard", "occasional")
OPEN_QUOTATION_STATES = ("draft", "sent")
SHARE_DECIMALS = 6
RANKED_FOR_SCORES = 5


@dataclass(frozen=True)
class Company:
    """What the scorecard needs to know of a company."""

    id: int
    time_zone: str = "UTC"
    currency_decimals: int = 2


@dataclass(frozen=True)
class Order:
    """One sales order as stored, in any state; ``ordered_at`` is naive UTC."""

    id: int
    company_id: int
    customer_id: int
    state: str
    ordered_at: datetime
    amount: Decimal
    margin: Decimal
    currency_rate: Decimal | None = None


@dataclass(frozen=True)
class Opportunity:
    """One lead or opportunity of a customer; ``company_id`` is already resolved."""

    company_id: int | None
    customer_id: int | None
    kind: str = "opportunity"
    active: bool = True
    won: bool = False


@dataclass(frozen=True)
class Service:
    """What one service record cost, in company currency; ``created_at`` is naive UTC."""

    company_id: int
    customer_id: int | None
    created_at: datetime
    cost: Decimal


@dataclass(frozen=True)
class Policy:
    """The settings of one company, with the defaults of the specification."""

    method: str = "share"
    window_months: int = 12
    value_basis: str = "automatic"
    border_percent: Decimal = Decimal(10)
    share_key: Decimal = Decimal("0.50")
    share_growth: Decimal = Decimal("0.80")
    share_standard: Decimal = Decimal("0.95")
    amount_key: Decimal = Decimal(10000)
    amount_growth: Decimal = Decimal(2500)
    amount_standard: Decimal = Decimal(500)
    cost_known_enter: Decimal = Decimal("0.80")
    cost_known_leave: Decimal = Decimal("0.70")
    new_days: int = 90
    won_back_days: int = 90
    won_back_gap_days: int = 365
    late_factor: Decimal = Decimal("1.5")
    late_min_days: int = 14
    dormant_factor: Decimal = Decimal(3)
    dormant_min_days: int = 30
    dormant_days: int = 180
    lost_days: int = 365
    rhythm_min_order_days: int = 3
    excluded_customer_ids: frozenset[int] = frozenset()

    @property
    def share_bounds(self) -> tuple[Fraction, ...]:
        """Upper ends of Key, Growth and Standard on the scale 0..1."""
        return tuple(Fraction(bound) for bound in (self.share_key, self.share_growth, self.share_standard))

    @property
    def amount_bounds(self) -> tuple[Fraction, ...]:
        """Lower ends of Key, Growth and Standard in company currency."""
        return tuple(Fraction(bound) for bound in (self.amount_key, self.amount_growth, self.amount_standard))

    @property
    def memory_key(self) -> tuple:
        """What must stay the same for a class to be remembered (basis apart)."""
        return self.method, self.share_bounds, self.amount_bounds, self.window_months


@dataclass
class Row:
    """The scorecard of one customer; the names are those of ``sme.customer``."""

    customer_id: int
    order_count: int = 0
    revenue: Decimal = Decimal(0)
    margin: Decimal = Decimal(0)
    average_order: Decimal | None = None
    first_order_date: date | None = None
    last_order_date: date | None = None
    previous_order_date: date | None = None
    order_day_count: int = 0
    lifetime_order_count: int = 0
    lifetime_revenue: Decimal = Decimal(0)
    median_gap_days: Fraction | None = None
    service_cost: Decimal = Decimal(0)
    value: Decimal = Decimal(0)
    value_rank: int | None = None
    value_share: Decimal | None = None
    cumulative_share: Decimal | None = None
    rfm_recency: int | None = None
    rfm_frequency: int | None = None
    rfm_monetary: int | None = None
    computed_class: str | None = None
    class_code: str | None = None
    class_since: date | None = None
    previous_class: str | None = None
    lifecycle: str | None = None
    expected_next_date: date | None = None
    money_at_stake: Decimal | None = None
    lifetime_average: Decimal | None = None
    share_above: Fraction | None = None

    @property
    def is_customer(self) -> bool:
        """True from the first counted order on; False for a prospect."""
        return self.first_order_date is not None

    @property
    def is_ranked(self) -> bool:
        """True with a counted order in the window."""
        return self.order_count > 0


@dataclass(frozen=True)
class Event:
    """One change of class or lifecycle between two runs."""

    customer_id: int
    day: date
    kind: str
    before: str | None
    after: str | None


@dataclass
class Scorecards:
    """All rows of one company as of one day, with what was decided for all."""

    policy: Policy
    as_of: date
    basis: str
    cost_known_share: Fraction | None
    median_gap_days: Fraction | None
    rows: dict[int, Row]
    events: list[Event] = field(default_factory=list)

    @property
    def ranked(self) -> list[Row]:
        """The ranked rows, best first."""
        ranked = [row for row in self.rows.values() if row.is_ranked]
        return sorted(ranked, key=lambda row: row.value_rank)


def compute_scorecards(
    company: Company,
    orders: list[Order],
    opportunities: list[Opportunity],
    policy: Policy,
    as_of: date,
    previous: Scorecards | None = None,
    overrides: dict[int, str] | None = None,
    services: list[Service] | None = None,
) -> Scorecards:
    """Judge every customer of ``company`` as of ``as_of``.

    ``previous`` is the run before, for the border memory, the basis hysteresis
    and the dates of change; None means a first classification or a past day.
    ``overrides`` holds the classes set by hand that are running on that day.
    """
    confirmed = confirmed_orders(company, orders, policy, as_of)
    window = confirmed[confirmed["day"] > window_start(as_of, policy.window_months).toordinal()]
    known = cost_known_share(window)
    basis = decide_basis(policy, known, previous.basis if previous else None)
    rows = customer_rows(confirmed, window, company.currency_decimals)
    add_prospects(rows, company, orders, opportunities, policy)
    add_service_costs(rows, company, services or [], policy, as_of)
    cards = Scorecards(policy, as_of, basis, known, median_of_medians(rows.values()), rows)
    for row in rows.values():
        row.value = (row.margin if basis == "margin" else row.revenue) - row.service_cost
    rank(rows.values())
    score(rows.values())
    for row in rows.values():
        row.computed_class = judge_class(row, policy, remembered_class(row.customer_id, cards, previous))
        row.class_code = (overrides or {}).get(row.customer_id, row.computed_class)
        row.lifecycle = lifecycle_on(as_of, row, policy, cards.median_gap_days)
        row.expected_next_date = expected_next_date(row, policy)
        row.money_at_stake = money_at_stake(row)
    record_changes(cards, previous)
    return cards


# Orders ------------------------------------------------------------------------------------------


def round_money(amount: Fraction, decimals: int) -> Decimal:
    """Round half away from zero, as money is rounded."""
    scaled = abs(amount) * 10**decimals
    units = math.floor(scaled + Fraction(1, 2))
    return Decimal(-units if amount < 0 else units).scaleb(-decimals)


def local_day(moment: datetime, time_zone: str) -> date:
    """The calendar day on which a naive UTC moment falls in a time zone."""
    return moment.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(time_zone)).date()


def in_company_currency(amount: Decimal, rate: Decimal | None) -> Fraction:
    """An order's amount at the order's own rate; no rate, or 0, stands for 1."""
    return Fraction(amount) / (Fraction(rate) if rate else 1)


def window_start(as_of: date, months: int) -> date:
    """The day after which the window begins."""
    return as_of - relativedelta(months=months)


def confirmed_orders(company: Company, orders: list[Order], policy: Policy, as_of: date) -> pd.DataFrame:
    """Confirmed orders up to and including ``as_of`` in the company's days and currency."""
    table = pd.DataFrame(
        [
            {
                "customer_id": order.customer_id,
                "day": local_day(order.ordered_at, company.time_zone).toordinal(),
                "amount": in_company_currency(order.amount, order.currency_rate),
                "margin": in_company_currency(order.margin, order.currency_rate),
                "is_purchase": order.amount >= 0,
                "is_cost_known": order.margin != order.amount,
            }
            for order in orders
            if order.company_id == company.id
            and order.state == "sale"
            and order.customer_id not in policy.excluded_customer_ids
        ],
        columns=["customer_id", "day", "amount", "margin", "is_purchase", "is_cost_known"],
    ).astype({"customer_id": "int64", "day": "int64", "is_purchase": bool, "is_cost_known": bool})
    return table[table["day"] <= as_of.toordinal()]


# Facts -------------------------------------------------------------------------------------------


def customer_rows(confirmed: pd.DataFrame, window: pd.DataFrame, decimals: int) -> dict[int, Row]:
    """A row with all facts for every partner with a confirmed order.

    Rows without a counted order are removed, or kept as prospects, later.
    """
    rows = {customer_id: Row(customer_id) for customer_id in confirmed["customer_id"].unique().tolist()}
    add_window_facts(rows, window, decimals)
    add_lifetime_facts(rows, confirmed, decimals)
    add_day_facts(rows, confirmed)
    return rows


def exact_sums(table: pd.DataFrame, column: str) -> dict[int, Fraction]:
    """Exact sums of a column by customer."""
    return {customer_id: sum(own, Fraction(0)) for customer_id, own in table.groupby("customer_id")[column]}


def purchase_counts(table: pd.DataFrame) -> dict[int, int]:
    """Number of orders that are purchases by customer."""
    return table[table["is_purchase"]].groupby("customer_id").size().to_dict()


def add_window_facts(rows: dict[int, Row], window: pd.DataFrame, decimals: int) -> None:
    counts = purchase_counts(window)
    margins = exact_sums(window, "margin")
    for customer_id, revenue in exact_sums(window, "amount").items():
        row = rows[customer_id]
        row.revenue = round_money(revenue, decimals)
        row.margin = round_money(margins[customer_id], decimals)
        row.order_count = counts.get(customer_id, 0)
        if row.order_count:
            row.average_order = round_money(revenue / row.order_count, decimals)


def add_lifetime_facts(rows: dict[int, Row], confirmed: pd.DataFrame, decimals: int) -> None:
    counts = purchase_counts(confirmed)
    for customer_id, revenue in exact_sums(confirmed, "amount").items():
        row = rows[customer_id]
        row.lifetime_revenue = round_money(revenue, decimals)
        row.lifetime_order_count = counts.get(customer_id, 0)
        if row.lifetime_order_count:
            row.lifetime_average = round_money(revenue / row.lifetime_order_count, decimals)


def add_day_facts(rows: dict[int, Row], confirmed: pd.DataFrame) -> None:
    """First, last and previous order day, their number and the median gap."""
    days = confirmed.loc[confirmed["is_purchase"], ["customer_id", "day"]]
    days = days.drop_duplicates().sort_values(["customer_id", "day"])
    days["gap"] = days.groupby("customer_id")["day"].diff()
    for customer_id, own in days.groupby("customer_id"):
        row = rows[int(customer_id)]
        own_days = own["day"].tolist()
        row.order_day_count = len(own_days)
        row.first_order_date = date.fromordinal(own_days[0])
        row.last_order_date = date.fromordinal(own_days[-1])
        if len(own_days) > 1:
            row.previous_order_date = date.fromordinal(own_days[-2])
            row.median_gap_days = Fraction(own["gap"].median())


def median_of_medians(rows) -> Fraction | None:
    """The company's median of its customers' medians; None without any."""
    medians = [float(row.median_gap_days) for row in rows if row.median_gap_days is not None]
    return Fraction(pd.Series(medians).median()) if medians else None


def add_prospects(
    rows: dict[int, Row],
    company: Company,
    orders: list[Order],
    opportunities: list[Opportunity],
    policy: Policy,
) -> None:
    """Rows for partners who only asked; no row for those who neither bought nor ask."""
    asking = {
        order.customer_id for order in orders if order.company_id == company.id and order.state in OPEN_QUOTATION_STATES
    } | {
        lead.customer_id
        for lead in opportunities
        if lead.company_id == company.id and lead.kind == "opportunity" and lead.active and not lead.won
    }
    for customer_id in asking - policy.excluded_customer_ids - {None}:
        rows.setdefault(customer_id, Row(customer_id))
    for customer_id in [key for key, row in rows.items() if not row.is_customer and key not in asking]:
        del rows[customer_id]


# Value -------------------------------------------------------------------------------------------


def add_service_costs(
    rows: dict[int, Row], company: Company, services: list[Service], policy: Policy, as_of: date
) -> None:
    """What the records of the window cost, by the day each was created; it makes no customer of anyone."""
    for service in services:
        day = local_day(service.created_at, company.time_zone)
        in_window = window_start(as_of, policy.window_months) < day <= as_of
        if service.company_id == company.id and service.customer_id in rows and in_window:
            rows[service.customer_id].service_cost += service.cost


def cost_known_share(window: pd.DataFrame) -> Fraction | None:
    """Part of the absolute window amounts whose orders have a known cost."""
    total = sum((abs(amount) for amount in window["amount"]), Fraction(0))
    known = sum((abs(amount) for amount in window.loc[window["is_cost_known"], "amount"]), Fraction(0))
    return known / total if total else None


def decide_basis(policy: Policy, known: Fraction | None, used_before: str | None) -> str:
    """Margin or revenue for the whole company."""
    if policy.value_basis != "automatic":
        return policy.value_basis
    if known is None:
        return "revenue"
    bound = policy.cost_known_leave if used_before == "margin" else policy.cost_known_enter
    return "margin" if known >= Fraction(bound) else "revenue"


def rank(rows) -> None:
    """Rank, share and cumulative share of the customers with an order in the window."""
    ranked = [row for row in rows if row.is_ranked]
    ranked.sort(key=lambda row: (-row.value, -row.revenue, row.customer_id))
    total = sum((positive(row.value) for row in ranked), Fraction(0))
    held = Fraction(0)
    above = Fraction(0)
    value_above = None
    for position, row in enumerate(ranked, start=1):
        if row.value != value_above:
            above, value_above = held, row.value
        held += positive(row.value)
        row.value_rank = position
        row.value_share = share_of(positive(row.value), total)
        row.cumulative_share = share_of(held, total)
        row.share_above = above / total if total else Fraction(0)


def positive(value: Decimal) -> Fraction:
    return max(Fraction(value), Fraction(0))


def share_of(part: Fraction, total: Fraction) -> Decimal:
    return round_money(part / total if total else Fraction(0), SHARE_DECIMALS)


def score(rows) -> None:
    """Scores 1-5 among the ranked, by how many of them are strictly worse."""
    ranked = [row for row in rows if row.is_ranked]
    if len(ranked) < RANKED_FOR_SCORES:
        return
    for target, source in (
        ("rfm_recency", "last_order_date"),
        ("rfm_frequency", "order_count"),
        ("rfm_monetary", "value"),
    ):
        ordered = sorted(getattr(row, source) for row in ranked)
        for row in ranked:
            worse = bisect_left(ordered, getattr(row, source))
            setattr(row, target, 1 + 5 * worse // len(ranked))


# Class -------------------------------------------------------------------------------------------


def judge_class(row: Row, policy: Policy, remembered: str | None) -> str | None:
    """The class without override; ``remembered`` is the class that may be kept."""
    if not row.is_customer:
        return None
    if not row.is_ranked or row.value <= 0:
        return "occasional"
    if remembered and is_kept(row, policy, remembered):
        return remembered
    if policy.method == "share":
        return class_by_share(row, policy)
    return class_by_amount(row, policy)


def class_by_share(row: Row, policy: Policy) -> str:
    """The first class whose bound exceeds the share held by strictly better customers."""
    for code, bound in zip(CLASS_CODES, policy.share_bounds, strict=False):
        if bound > row.share_above:
            return code
    return "occasional"


def class_by_amount(row: Row, policy: Policy) -> str:
    """The first class whose amount the value reaches."""
    for code, bound in zip(CLASS_CODES, policy.amount_bounds, strict=False):
        if Fraction(row.value) >= bound:
            return code
    return "occasional"


def is_kept(row: Row, policy: Policy, code: str) -> bool:
    """True while the customer lies in the widened range of class ``code``."""
    position = CLASS_CODES.index(code)
    if policy.method == "share":
        return is_in_widened_share(row.share_above, policy, position)
    return is_in_widened_amount(Fraction(row.value), policy, position)


def is_in_widened_share(share_above: Fraction, policy: Policy, position: int) -> bool:
    """Each bound moves outwards by a part of the narrower of the two classes that meet there."""
    ends = [Fraction(0), *policy.share_bounds, Fraction(1)]
    widths = [upper - lower for lower, upper in pairwise(ends)]
    part = Fraction(policy.border_percent) / 100
    if position > 0:
        lower = ends[position] - part * min(widths[position - 1], widths[position])
        if share_above < lower:
            return False
    if position < len(CLASS_CODES) - 1:
        upper = ends[position + 1] + part * min(widths[position], widths[position + 1])
        if share_above >= upper:
            return False
    return True


def is_in_widened_amount(value: Fraction, policy: Policy, position: int) -> bool:
    """Each amount moves outwards by a part of itself."""
    part = Fraction(policy.border_percent) / 100
    amounts = policy.amount_bounds
    if position < len(amounts) and value < amounts[position] * (1 - part):
        return False
    return not (position > 0 and value >= amounts[position - 1] * (1 + part))


def remembered_class(customer_id: int, cards: Scorecards, previous: Scorecards | None) -> str | None:
    """The verdict of the run before, where its memory has not ended."""
    if previous is None or previous.basis != cards.basis:
        return None
    if previous.policy.memory_key != cards.policy.memory_key:
        return None
    row = previous.rows.get(customer_id)
    if row is None or not row.is_ranked or row.value <= 0:
        return None
    return row.computed_class


# Lifecycle ---------------------------------------------------------------------------------------


def lifecycle_on(day: date, row: Row, policy: Policy, company_median: Fraction | None) -> str:
    """The first lifecycle that matches on ``day`` when nothing more is ordered."""
    if not row.is_customer:
        return "prospect"
    silent_days = (day - row.last_order_date).days
    if row.previous_order_date:
        gap = (row.last_order_date - row.previous_order_date).days
        if silent_days <= policy.won_back_days and gap > policy.won_back_gap_days:
            return "won_back"
    if (day - row.first_order_date).days <= policy.new_days:
        return "new"
    if has_rhythm(row, policy):
        return lifecycle_by_rhythm(silent_days, row.median_gap_days, policy)
    return lifecycle_by_days(silent_days, row.order_day_count, company_median, policy)


def has_rhythm(row: Row, policy: Policy) -> bool:
    """True for those with enough order days for a median gap that means something."""
    return row.median_gap_days is not None and row.order_day_count >= policy.rhythm_min_order_days


def lifecycle_by_rhythm(silent_days: int, median: Fraction, policy: Policy) -> str:
    lateness = silent_days / median
    if lateness > Fraction(policy.dormant_factor):
        if silent_days >= policy.lost_days:
            return "lost"
        if silent_days >= policy.dormant_min_days:
            return "dormant"
    if lateness > Fraction(policy.late_factor) and silent_days >= policy.late_min_days:
        return "late"
    return "active"


def lifecycle_by_days(silent_days: int, order_days: int, company_median: Fraction | None, policy: Policy) -> str:
    if silent_days >= policy.lost_days:
        return "lost"
    if silent_days >= policy.dormant_days:
        return "dormant"
    if order_days < 2 or company_median is None:
        return "active"
    if silent_days > Fraction(policy.late_factor) * company_median and silent_days >= policy.late_min_days:
        return "late"
    return "active"


def lifecycle_until(cards: Scorecards, row: Row) -> date | None:
    """The first day on which the lifecycle is another if nothing is ordered; by trying the days."""
    longest_gap = max(row.median_gap_days or 0, cards.median_gap_days or 0)
    factor = max(cards.policy.dormant_factor, cards.policy.late_factor)
    longest = max(
        cards.policy.new_days,
        cards.policy.won_back_days,
        cards.policy.lost_days,
        cards.policy.dormant_days,
        cards.policy.late_min_days,
        cards.policy.dormant_min_days,
        math.ceil(longest_gap * Fraction(factor)),
    )
    for distance in range(1, longest + 2):
        day = cards.as_of + timedelta(days=distance)
        if lifecycle_on(day, row, cards.policy, cards.median_gap_days) != row.lifecycle:
            return day
    return None


def expected_next_date(row: Row, policy: Policy) -> date | None:
    """Last order day plus the own median gap, a started day counted whole."""
    if not row.is_customer or not has_rhythm(row, policy) or row.lifecycle == "lost":
        return None
    return row.last_order_date + timedelta(days=math.ceil(row.median_gap_days))


def money_at_stake(row: Row) -> Decimal | None:
    """One order of the usual size, for those who are late or dormant."""
    if row.lifecycle not in ("late", "dormant"):
        return None
    usual = row.average_order if row.average_order is not None else row.lifetime_average
    return max(usual, Decimal(0))


# Changes -----------------------------------------------------------------------------------------


def record_changes(cards: Scorecards, previous: Scorecards | None) -> None:
    """Since when a class holds, the class before it, and what is to be found in the history."""
    for row in cards.rows.values():
        before = previous.rows.get(row.customer_id) if previous else None
        row.class_since = cards.as_of if row.class_code else None
        if before is None:
            continue
        if before.class_code == row.class_code:
            row.class_since, row.previous_class = before.class_since, before.previous_class
        else:
            row.previous_class = before.class_code
            if before.class_code:  # the first class of a prospect is a first classification
                cards.events.append(Event(row.customer_id, cards.as_of, "class", before.class_code, row.class_code))
        if before.lifecycle != row.lifecycle:
            cards.events.append(Event(row.customer_id, cards.as_of, "lifecycle", before.lifecycle, row.lifecycle))
