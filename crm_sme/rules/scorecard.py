"""The verdict on one customer: class and lifecycle with their reasons."""

from collections.abc import Callable
from dataclasses import dataclass

from .classification import build_ladder, judge_class
from .facts import ClassBounds, CompanyFacts, CustomerFacts, LifecycleBounds, LifecycleVerdict, Verdict
from .lifecycle import PROSPECT, judge_lifecycle

# The fields of CustomerFacts that a lifecycle depends on lie between these.
FIRST_DAY, MEMORY = (CustomerFacts._fields.index(name) for name in ("first_day", "memory"))


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All bounds that a verdict needs. `few_ranked`: below so many ranked customers, ranks say little."""

    classes: ClassBounds
    lifecycle: LifecycleBounds
    few_ranked: int


def judge_with(rulebook: Rulebook, company: CompanyFacts) -> Callable[[CustomerFacts], Verdict]:
    """A function that judges the customers of one company, one at a time."""
    ladder = build_ladder(rulebook.classes, company.total_value)
    live = _remembering_lifecycle(rulebook.lifecycle, company)
    few_ranked = (("few_ranked", company.ranked_count, rulebook.few_ranked),)
    few = few_ranked if company.ranked_count < rulebook.few_ranked else ()

    def judge(customer: CustomerFacts) -> Verdict:
        life = live(customer)
        if life.stage == PROSPECT:
            return Verdict(None, *life[:-1], (life.reason,))
        class_code, reasons = judge_class(customer, company, ladder, rulebook.classes)
        if customer.ranked:
            reasons += few
            if company.basis == "margin" and customer.cost_unknown_percent:
                reasons += (("cost_unknown", customer.cost_unknown_percent, None),)
        return Verdict(class_code, *life[:-1], (*reasons, life.reason))

    return judge


def _remembering_lifecycle(
    bounds: LifecycleBounds, company: CompanyFacts
) -> Callable[[CustomerFacts], LifecycleVerdict]:
    """`judge_lifecycle`, once for all customers with the same days: most have ordered on one day only."""
    judged: dict[tuple, LifecycleVerdict] = {}

    def live(customer: CustomerFacts) -> LifecycleVerdict:
        days = customer[FIRST_DAY:MEMORY]
        life = judged.get(days)
        if life is None:
            life = judged[days] = judge_lifecycle(customer, company, bounds)
        return life

    return live
