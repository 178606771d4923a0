"""The rules of one company together, and the verdict on a class by all of them."""

from collections.abc import Callable
from dataclasses import dataclass

from .classification import build_ladder, judge_class
from .facts import ClassBounds, ClassFacts, ClassVerdict, CompanyFacts, LifecycleBounds


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All bounds that a verdict needs. `few_ranked`: below so many ranked customers, ranks say little."""

    classes: ClassBounds
    lifecycle: LifecycleBounds
    few_ranked: int


def class_judge(rulebook: Rulebook, company: CompanyFacts) -> Callable[[ClassFacts], ClassVerdict]:
    """A function that says the class of the customers of one company, one at a time."""
    ladder = build_ladder(rulebook.classes, company.total_value)
    few_ranked = (("few_ranked", company.ranked_count, rulebook.few_ranked),)
    few = few_ranked if company.ranked_count < rulebook.few_ranked else ()
    by_margin = company.basis == "margin"

    def judge(customer: ClassFacts) -> ClassVerdict:
        if not customer.has_ordered:
            return ClassVerdict(None, ())
        class_code, reasons = judge_class(customer, company, ladder, rulebook.classes)
        if customer.ranked:
            reasons += few
            if by_margin and customer.cost_unknown_percent:
                reasons += (("cost_unknown", customer.cost_unknown_percent, None),)
        return ClassVerdict(class_code, reasons)

    return judge
