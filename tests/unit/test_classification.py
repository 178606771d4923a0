"""Class by share and by amount, borders and memory, on hand-computed and random cases."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.classification import border_margins, build_ladder, judge_class
from odoo.addons.crm_sme.rules.facts import CLASS_CODES, ClassBounds, ClassFacts, CompanyFacts

SHARES = ClassBounds("share", (Fraction(1, 2), Fraction(4, 5), Fraction(19, 20)), Fraction(10))
AMOUNTS = ClassBounds("threshold", (Fraction(5000), Fraction(1000), Fraction(100)), Fraction(10))


def company(total=100_000, ranked=30, **values):
    defaults = {"all_equal": False, "basis": "margin", "window_months": 12, "median_gap": None}
    return CompanyFacts(ranked_count=ranked, total_value=total, **{**defaults, **values})


def customer(value=10, higher=0, ranked=True, memory=None):
    return ClassFacts(
        has_ordered=True, ranked=ranked, value=value, higher_value=higher, cost_unknown_percent=0, memory=memory
    )


def judge(bounds, facts, whole=None):
    whole = whole or company()
    return judge_class(facts, whole, build_ladder(bounds, whole.total_value), bounds)[0]


def test_the_first_bound_that_exceeds_the_share_before_decides():
    assert judge(SHARES, customer(higher=0)) == "key"
    assert judge(SHARES, customer(higher=49_999)) == "key"
    assert judge(SHARES, customer(higher=50_000)) == "growth"
    assert judge(SHARES, customer(higher=80_000)) == "standard"
    assert judge(SHARES, customer(higher=95_000)) == "occasional"


def test_amounts_are_reached_not_exceeded():
    assert judge(AMOUNTS, customer(value=5000)) == "key"
    assert judge(AMOUNTS, customer(value=4999)) == "growth"
    assert judge(AMOUNTS, customer(value=100)) == "standard"
    assert judge(AMOUNTS, customer(value=99)) == "occasional"


def test_the_border_is_a_part_of_the_narrower_class():
    assert border_margins(SHARES) == (Fraction(3, 100), Fraction(3, 200), Fraction(1, 200))
    assert border_margins(AMOUNTS) == (500, 100, 10)


def test_a_class_is_kept_just_beyond_its_border_and_no_further():
    assert judge(SHARES, customer(higher=52_999, memory="key")) == "key"
    assert judge(SHARES, customer(higher=53_000, memory="key")) == "growth"
    assert judge(SHARES, customer(higher=47_000, memory="growth")) == "growth"
    assert judge(SHARES, customer(higher=46_999, memory="growth")) == "key"
    assert judge(AMOUNTS, customer(value=4500, memory="key")) == "key"
    assert judge(AMOUNTS, customer(value=4499, memory="key")) == "growth"
    assert judge(AMOUNTS, customer(value=5499, memory="growth")) == "growth"
    assert judge(AMOUNTS, customer(value=5500, memory="growth")) == "key"


def test_without_orders_or_value_a_customer_is_occasional():
    assert judge(SHARES, customer(ranked=False, memory="key")) == "occasional"
    assert judge(SHARES, customer(value=0, memory="key")) == "occasional"
    assert judge(SHARES, customer(value=-5), company(total=0)) == "occasional"


def test_reasons_name_what_was_found_and_what_it_was_held_against():
    whole = company()
    _code, reasons = judge_class(customer(higher=51_000, memory="key"), whole, build_ladder(SHARES, 100_000), SHARES)
    assert reasons == (("share_before", 0.51, 0.5), ("kept", "key", 10.0))


bounds_of_shares = (
    st.lists(st.integers(1, 100), min_size=3, max_size=3)
    .map(sorted)
    .map(lambda parts: tuple(Fraction(part, 100) for part in parts))
)


@given(
    bounds_of_shares,
    st.integers(0, 100),
    st.integers(1, 10**9),
    st.integers(0, 10**9),
    st.sampled_from([None, *CLASS_CODES]),
)
def test_a_kept_class_is_kept_again_and_lies_within_the_widened_class(bounds, border, total, before, memory):
    rules = ClassBounds("share", bounds, Fraction(border))
    whole, before = company(total=total), min(before, total)
    first = judge(rules, customer(higher=before, memory=memory), whole)
    assert judge(rules, customer(higher=before, memory=first), whole) == first
    share = Fraction(before, total)
    fresh = next((code for code, bound in zip(CLASS_CODES, bounds, strict=False) if bound > share), "occasional")
    if first != fresh:
        index = CLASS_CODES.index(first)
        margins = border_margins(rules)
        assert first == memory
        assert index == 0 or bounds[index - 1] - margins[index - 1] <= share
        assert index == 3 or share < bounds[index] + margins[index]


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=40))
def test_equal_values_get_equal_classes_and_better_values_no_worse_one(values):
    total = sum(value for value in values if value > 0)
    whole = company(total=total, ranked=len(values))
    judged = {
        value: judge(SHARES, customer(value=value, higher=sum(v for v in values if v > max(value, 0))), whole)
        for value in values
    }
    ordered = [CLASS_CODES.index(judged[value]) for value in sorted(judged, reverse=True)]
    assert ordered == sorted(ordered)
