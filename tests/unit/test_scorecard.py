"""A class with all its reasons, by the rules of one company."""

from fractions import Fraction

from odoo.addons.crm_sme.rules.facts import ClassBounds, ClassFacts, CompanyFacts, LifecycleBounds
from odoo.addons.crm_sme.rules.scorecard import Rulebook, class_judge

RULES = Rulebook(
    ClassBounds("share", (Fraction(1, 2), Fraction(4, 5), Fraction(19, 20)), Fraction(10)), LifecycleBounds(), 20
)


def facts(**values):
    defaults = {
        "has_ordered": True, "ranked": True, "value": 100, "higher_value": 0, "cost_unknown_percent": 0, "memory": None,
    }  # fmt: skip
    return ClassFacts(**{**defaults, **values})


def judge(customer, **values):
    defaults = {
        "ranked_count": 25, "total_value": 1000, "all_equal": False, "basis": "margin",
        "window_months": 12, "median_gap": 30.0,
    }  # fmt: skip
    return class_judge(RULES, CompanyFacts(**{**defaults, **values}))(customer)


def test_a_key_customer():
    assert judge(facts()) == ("key", (("share_before", 0.0, 0.5),))


def test_few_customers_and_unknown_costs_are_told():
    assert judge(facts(cost_unknown_percent=30), ranked_count=19).reasons == (
        ("share_before", 0.0, 0.5),
        ("few_ranked", 19, 20),
        ("cost_unknown", 30, None),
    )
    assert judge(facts(cost_unknown_percent=30), basis="revenue").reasons == (("share_before", 0.0, 0.5),)


def test_a_customer_without_order_in_the_window_is_told_nothing_about_ranks():
    unranked = facts(ranked=False, cost_unknown_percent=30)
    assert judge(unranked, ranked_count=19) == ("occasional", (("no_orders", None, 12),))


def test_a_prospect_has_no_class():
    assert judge(facts(has_ordered=False, ranked=False, value=0)) == (None, ())
