"""Which stage of its life a customer is in, and until when if nothing is ordered."""

from .facts import CompanyFacts, CustomerFacts, LifecycleBounds, LifecycleVerdict, Reason
from .rhythm import expected_next_day, first_day_beyond

PROSPECT, NEW, ACTIVE, LATE, DORMANT, LOST, WON_BACK = (
    "prospect",
    "new",
    "active",
    "late",
    "dormant",
    "lost",
    "won_back",
)


def judge_lifecycle(customer: CustomerFacts, company: CompanyFacts, bounds: LifecycleBounds) -> LifecycleVerdict:
    """The stage of the customer's life.

    With d the days from the last order day: won back (d within `won_back_days` after a gap of more than
    `won_back_gap_days`), new (first order within `new_days`); then by own rhythm where there is one
    (`rhythm_min_order_days` distinct order days): lost, dormant, late beyond a multiple of the own median gap and a
    least number of days; else by fixed days, where customers with two order days or more may be late by the
    company's usual gap; else active.
    """
    if customer.last_day is None:
        return LifecycleVerdict(PROSPECT, None, None, False, (PROSPECT, None, None))
    overdue = overdue_stages(customer, company, bounds)
    days = company.as_of - customer.last_day
    stage = _stage(days, customer, bounds, overdue)
    return LifecycleVerdict(
        stage,
        _first_change(stage, days, customer, bounds, overdue),
        _expected_next(stage, customer, bounds),
        stage in (LATE, DORMANT),
        _reason(stage, customer, company, bounds),
    )


def has_own_rhythm(customer: CustomerFacts, bounds: LifecycleBounds) -> bool:
    """Whether the customer has ordered on enough distinct days to have a rhythm of its own."""
    return customer.median_gap is not None and customer.order_days >= bounds.rhythm_min_order_days


def _expected_next(stage: str, customer: CustomerFacts, bounds: LifecycleBounds) -> int | None:
    """The day the next order is due by the customer's own rhythm; None without one, or when lost."""
    if stage == LOST or not has_own_rhythm(customer, bounds):
        return None
    return expected_next_day(customer.last_day, customer.median_gap)


def overdue_stages(
    customer: CustomerFacts, company: CompanyFacts, bounds: LifecycleBounds
) -> tuple[tuple[str, int], ...]:
    """(stage, days from the last order on which it begins), the gravest first."""
    gap = customer.median_gap
    if has_own_rhythm(customer, bounds):
        beyond_dormant = first_day_beyond(gap, bounds.dormant_factor)
        return (
            (LOST, max(beyond_dormant, bounds.lost_days)),
            (DORMANT, max(beyond_dormant, bounds.dormant_min_days)),
            (LATE, max(first_day_beyond(gap, bounds.late_factor), bounds.late_min_days)),
        )
    stages = ((LOST, bounds.lost_days), (DORMANT, bounds.dormant_days))
    if customer.order_days >= 2 and company.median_gap is not None:
        late = max(first_day_beyond(company.median_gap, bounds.late_factor), bounds.late_min_days)
        return (*stages, (LATE, late))
    return stages


def _stage(days: int, customer: CustomerFacts, bounds: LifecycleBounds, overdue: tuple[tuple[str, int], ...]) -> str:
    if days <= bounds.won_back_days and _gap_before(customer) > bounds.won_back_gap_days:
        return WON_BACK
    if customer.last_day + days - customer.first_day <= bounds.new_days:
        return NEW
    return next((stage for stage, begins in overdue if days >= begins), ACTIVE)


def _gap_before(customer: CustomerFacts) -> int:
    """Days between the last two order days, 0 with a single one."""
    return 0 if customer.previous_day is None else customer.last_day - customer.previous_day


def _first_change(
    stage: str, days: int, customer: CustomerFacts, bounds: LifecycleBounds, overdue: tuple[tuple[str, int], ...]
) -> int | None:
    """The first day after `days` on which the stage differs, as an ordinal."""
    candidates = {begins for _stage_name, begins in overdue}
    candidates.add(bounds.won_back_days + 1)
    candidates.add(customer.first_day - customer.last_day + bounds.new_days + 1)
    for later in sorted(candidates):
        if later > days and _stage(later, customer, bounds, overdue) != stage:
            return customer.last_day + later
    return None


def _reason(stage: str, customer: CustomerFacts, company: CompanyFacts, bounds: LifecycleBounds) -> Reason:
    """(code, what was measured, what it was held against); nothing in it ages from one day to the next."""
    if stage == WON_BACK:
        return (WON_BACK, _gap_before(customer), bounds.won_back_gap_days)
    if stage == NEW:
        return (NEW, None, bounds.new_days)
    if has_own_rhythm(customer, bounds):
        factor = bounds.late_factor if stage in (ACTIVE, LATE) else bounds.dormant_factor
        return (f"{stage}_own", customer.median_gap, float(factor))
    if stage == LATE:
        return ("late_company", company.median_gap, float(bounds.late_factor))
    fixed = {DORMANT: bounds.dormant_days, LOST: bounds.lost_days}
    return (f"{stage}_days", customer.order_days, fixed.get(stage))
