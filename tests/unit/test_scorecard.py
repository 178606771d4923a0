"""The whole verdict: class, lifecycle and reasons together."""

from fractions import Fraction

from odoo.addons.crm_sme.rules.facts import ClassBounds, CompanyFacts, CustomerFacts, LifecycleBounds
from odoo.addons.crm_sme.rules.scorecard import Rulebook, judge_with

RULES = Rulebook(
    ClassBounds("share", (Fraction(1, 2), Fraction(4, 5), Fraction(19, 20)), Fraction(10)), LifecycleBounds(), 20
)
DAY = 739_000


def facts(**values):
    defaults = {
        "ranked": True, "value": 100, "higher_value": 0, "cost_unknown_percent": 0, "first_day": DAY - 300,
        "last_day": DAY - 40, "previous_day": DAY - 60, "order_days": 14, "median_gap": 20.0, "memory": None,
    }  # fmt: skip
    return CustomerFacts(**{**defaults, **values})


def company(**values):
    defaults = {
        "as_of": DAY, "ranked_count": 25, "total_value": 1000, "all_equal": False, "basis": "margin",
        "window_months": 12, "median_gap": 30.0,
    }  # fmt: skip
    return CompanyFacts(**{**defaults, **values})


def test_a_late_key_customer():
    verdict = judge_with(RULES, company())(facts())
    assert (verdict.class_code, verdict.lifecycle, verdict.at_stake) == ("key", "late", True)
    assert verdict.expected_next_day == DAY - 20
    assert verdict.lifecycle_until == DAY - 40 + 61
    assert verdict.reasons == (("share_before", 0.0, 0.5), ("late_own", 20.0, 1.5))


def test_few_customers_and_unknown_costs_are_told():
    verdict = judge_with(RULES, company(ranked_count=19))(facts(cost_unknown_percent=30))
    assert ("few_ranked", 19, 20) in verdict.reasons
    assert ("cost_unknown", 30, None) in verdict.reasons
    by_revenue = judge_with(RULES, company(basis="revenue"))(facts(cost_unknown_percent=30))
    assert by_revenue.reasons == (("share_before", 0.0, 0.5), ("late_own", 20.0, 1.5))


def test_a_prospect_has_no_class():
    prospect = facts(
        ranked=False, value=0, first_day=None, last_day=None, previous_day=None, order_days=0, median_gap=None
    )
    verdict = judge_with(RULES, company())(prospect)
    assert (verdict.class_code, verdict.lifecycle, verdict.lifecycle_until) == (None, "prospect", None)
