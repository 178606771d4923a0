"""Which stage of its life a customer is in, by the days without an order: one timetable for all who share a rhythm."""

from .facts import CompanyFacts, LifecycleBounds, LifecycleFacts, LifecycleSpan, Reason
from .rhythm import first_day_beyond, whole_days

PROSPECT, NEW, ACTIVE, LATE, DORMANT, LOST, WON_BACK = (
    "prospect",
    "new",
    "active",
    "late",
    "dormant",
    "lost",
    "won_back",
)


def lifecycle_timetable(
    customer: LifecycleFacts, company: CompanyFacts, bounds: LifecycleBounds
) -> tuple[LifecycleSpan, ...]:
    """The stages that a customer goes through if nothing more is ordered, from the day of the last order on.

    With d the days from the last order day: won back (d within `won_back_days` after a gap of more than
    `won_back_gap_days`), new (first order within `new_days`); then by own rhythm where there is one
    (`rhythm_min_order_days` distinct order days): lost, dormant, late beyond a multiple of the own median gap and a
    least number of days; else by fixed days, where customers with two order days or more may be late by the
    company's usual gap; else active.
    """
    if not customer.order_days:
        return (LifecycleSpan(0, None, PROSPECT, None, False, (PROSPECT, None, None)),)
    stages = (*_early_stages(customer, bounds), *overdue_stages(customer, company, bounds), (ACTIVE, 0, None))
    starts: list[tuple[int, str]] = []
    for day in sorted({edge for _stage, *edges in stages for edge in edges if edge is not None}):
        stage = _stage_of(day, stages)
        if not starts or starts[-1][1] != stage:
            starts.append((day, stage))
    ends = [*(day for day, _stage in starts[1:]), None]
    return tuple(
        LifecycleSpan(
            day,
            end,
            stage,
            _expected_days(stage, customer, bounds),
            stage in (LATE, DORMANT),
            _reason(stage, customer, company, bounds),
        )
        for (day, stage), end in zip(starts, ends, strict=True)
    )


def _stage_of(day: int, stages: tuple[tuple[str, int, int | None], ...]) -> str:
    """The first stage that has begun and not ended."""
    for stage, begins, ends in stages:
        if begins <= day and (ends is None or day < ends):
            return stage
    raise ValueError(day)


def has_own_rhythm(customer: LifecycleFacts, bounds: LifecycleBounds) -> bool:
    """Whether the customer has ordered on enough distinct days to have a rhythm of its own."""
    return customer.median_gap is not None and customer.order_days >= bounds.rhythm_min_order_days


def _early_stages(customer: LifecycleFacts, bounds: LifecycleBounds) -> list[tuple[str, int, int]]:
    """(stage, day on which it begins, day on which it has ended) of those that go before silence."""
    stages = []
    if customer.gap_before is not None and customer.gap_before > bounds.won_back_gap_days:
        stages.append((WON_BACK, 0, bounds.won_back_days + 1))
    if customer.lead is not None and customer.lead <= bounds.new_days:
        stages.append((NEW, 0, bounds.new_days - customer.lead + 1))
    return stages


def overdue_stages(
    customer: LifecycleFacts, company: CompanyFacts, bounds: LifecycleBounds
) -> tuple[tuple[str, int, None], ...]:
    """(stage, days from the last order on which it begins, no end), the gravest first."""
    if has_own_rhythm(customer, bounds):
        beyond_dormant = first_day_beyond(customer.median_gap, bounds.dormant_factor)
        late = first_day_beyond(customer.median_gap, bounds.late_factor)
        return (
            (LOST, max(beyond_dormant, bounds.lost_days), None),
            (DORMANT, max(beyond_dormant, bounds.dormant_min_days), None),
            (LATE, max(late, bounds.late_min_days), None),
        )
    stages = ((LOST, bounds.lost_days, None), (DORMANT, bounds.dormant_days, None))
    if customer.order_days >= 2 and company.median_gap is not None:
        late = max(first_day_beyond(company.median_gap, bounds.late_factor), bounds.late_min_days)
        return (*stages, (LATE, late, None))
    return stages


def _expected_days(stage: str, customer: LifecycleFacts, bounds: LifecycleBounds) -> int | None:
    """After how many days the next order is due by the customer's own rhythm; None without one, or when lost."""
    if stage == LOST or not has_own_rhythm(customer, bounds):
        return None
    return whole_days(customer.median_gap)


def _reason(stage: str, customer: LifecycleFacts, company: CompanyFacts, bounds: LifecycleBounds) -> Reason:
    """(code, what was measured, what it was held against); nothing in it ages from one day to the next."""
    if stage == WON_BACK:
        return (WON_BACK, customer.gap_before, bounds.won_back_gap_days)
    if stage == NEW:
        return (NEW, None, bounds.new_days)
    if has_own_rhythm(customer, bounds):
        factor = bounds.late_factor if stage in (ACTIVE, LATE) else bounds.dormant_factor
        return (f"{stage}_own", customer.median_gap, float(factor))
    if stage == LATE:
        return ("late_company", company.median_gap, float(bounds.late_factor))
    fixed = {DORMANT: bounds.dormant_days, LOST: bounds.lost_days}
    return (f"{stage}_days", customer.order_days, fixed.get(stage))
