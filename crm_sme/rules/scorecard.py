"""The verdict on one customer: class and lifecycle with their reasons."""

from collections.abc import Callable
from dataclasses import dataclass

from .classification import build_ladder, judge_class
from .facts import ClassBounds, CompanyFacts, CustomerFacts, LifecycleBounds, Verdict
from .lifecycle import DORMANT, LATE, PROSPECT, expected_next, judge_lifecycle


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All bounds that a verdict needs. `few_ranked`: below so many ranked customers, ranks say little."""

    classes: ClassBounds
    lifecycle: LifecycleBounds
    few_ranked: int


def judge_with(rulebook: Rulebook, company: CompanyFacts) -> Callable[[CustomerFacts], Verdict]:
    """A function that judges the customers of one company, one at a time."""
    ladder = build_ladder(rulebook.classes, company.total_value)
    few = company.ranked_count < rulebook.few_ranked

    def judge(customer: CustomerFacts) -> Verdict:
        lifecycle, until, lifecycle_reason = judge_lifecycle(customer, company, rulebook.lifecycle)
        if lifecycle == PROSPECT:
            return Verdict(None, lifecycle, None, None, False, (lifecycle_reason,))
        class_code, reasons = judge_class(customer, company, ladder, rulebook.classes)
        if customer.rank is not None:
            if few:
                reasons += (("few_ranked", company.ranked_count, rulebook.few_ranked),)
            if company.basis == "margin" and customer.cost_unknown_percent:
                reasons += (("cost_unknown", customer.cost_unknown_percent, None),)
        return Verdict(
            class_code,
            lifecycle,
            until,
            expected_next(lifecycle, customer, rulebook.lifecycle),
            lifecycle in (LATE, DORMANT),
            (*reasons, lifecycle_reason),
        )

    return judge
