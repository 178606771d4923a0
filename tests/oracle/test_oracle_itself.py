"""The oracle against cases worked out by hand; no database."""

import itertools
import unittest
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from tests.oracle.scorecard_oracle import (
    Company,
    Event,
    Opportunity,
    Order,
    Policy,
    Row,
    compute_scorecards,
    lifecycle_until,
    local_day,
    round_money,
    window_start,
)

AS_OF = date(2026, 3, 31)
COMPANY = Company(1)
FIXED_REVENUE = Policy(value_basis="revenue")

_order_ids = itertools.count(1)


def order(customer_id, day, amount="100", margin=None, state="sale", rate=None, hour=12, company_id=1):
    """One order at noon UTC; without a margin its cost is unknown."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    amount = Decimal(amount)
    return Order(
        id=next(_order_ids),
        company_id=company_id,
        customer_id=customer_id,
        state=state,
        ordered_at=datetime(day.year, day.month, day.day, hour, 30),
        amount=amount,
        margin=amount if margin is None else Decimal(margin),
        currency_rate=None if rate is None else Decimal(rate),
    )


def judge(orders, policy=FIXED_REVENUE, as_of=AS_OF, company=COMPANY, opportunities=(), **kwargs):
    return compute_scorecards(company, list(orders), list(opportunities), policy, as_of, **kwargs)


def judge_values(*values, policy=FIXED_REVENUE, previous=None, as_of=AS_OF):
    """Customers 1, 2, ... with one order of the given value each, a month before ``as_of``."""
    day = AS_OF - timedelta(days=30)
    orders = [order(number, day, str(value)) for number, value in enumerate(values, start=1)]
    return judge(orders, policy, as_of, previous=previous)


def days_ago(days):
    return AS_OF - timedelta(days=days)


class TestArithmetic(unittest.TestCase):
    def test_money_is_rounded_half_away_from_zero(self):
        self.assertEqual(round_money(Fraction(5, 1000), 2), Decimal("0.01"))
        self.assertEqual(round_money(Fraction(-5, 1000), 2), Decimal("-0.01"))
        self.assertEqual(round_money(Fraction(4999, 1000000), 2), Decimal("0.00"))
        self.assertEqual(round_money(Fraction(5, 2), 0), Decimal(3))

    def test_window_start_is_the_same_day_of_an_earlier_month(self):
        self.assertEqual(window_start(date(2026, 3, 31), 12), date(2025, 3, 31))
        self.assertEqual(window_start(date(2024, 2, 29), 12), date(2023, 2, 28))
        self.assertEqual(window_start(date(2026, 3, 31), 1), date(2026, 2, 28))

    def test_days_are_the_companys(self):
        moment = datetime(2026, 1, 31, 23, 30)
        self.assertEqual(local_day(moment, "UTC"), date(2026, 1, 31))
        self.assertEqual(local_day(moment, "Asia/Shanghai"), date(2026, 2, 1))
        self.assertEqual(local_day(datetime(2026, 2, 1, 3), "America/New_York"), date(2026, 1, 31))


class TestFacts(unittest.TestCase):
    def test_only_confirmed_orders_of_the_company_up_to_the_day(self):
        cards = judge(
            [
                order(1, "2026-03-31", "10"),
                order(1, "2026-04-01", "20"),
                order(1, "2026-03-01", "40", state="cancel"),
                order(1, "2026-03-01", "80", state="draft"),
                order(1, "2026-03-01", "160", company_id=2),
            ]
        )
        self.assertEqual(cards.rows[1].revenue, Decimal("10.00"))
        self.assertEqual(cards.rows[1].order_count, 1)

    def test_window_excludes_the_same_day_a_year_before(self):
        row = judge([order(1, "2025-03-31", "1"), order(1, "2025-04-01", "2")]).rows[1]
        self.assertEqual(row.revenue, Decimal("2.00"))
        self.assertEqual(row.lifetime_revenue, Decimal("3.00"))
        self.assertEqual(row.first_order_date, date(2025, 3, 31))

    def test_returns_reduce_amounts_and_nothing_else(self):
        row = judge([order(1, "2026-01-01", "100"), order(1, "2026-03-30", "-30")]).rows[1]
        self.assertEqual(row.revenue, Decimal("70.00"))
        self.assertEqual(row.order_count, 1)
        self.assertEqual(row.average_order, Decimal("70.00"))
        self.assertEqual(row.last_order_date, date(2026, 1, 1))
        self.assertEqual(row.order_day_count, 1)

    def test_an_order_of_zero_is_an_order(self):
        row = judge([order(1, "2026-01-01", "0")]).rows[1]
        self.assertEqual((row.order_count, row.value_rank, row.computed_class), (1, 1, "occasional"))

    def test_sums_are_rounded_once(self):
        row = judge([order(1, "2026-01-01", "1", rate="3") for _ in range(3)]).rows[1]
        self.assertEqual(row.revenue, Decimal("1.00"))
        self.assertEqual(row.average_order, Decimal("0.33"))

    def test_median_of_gaps_between_distinct_days(self):
        orders = [order(1, day) for day in ("2026-01-01", "2026-01-01", "2026-01-11", "2026-02-10")]
        row = judge(orders).rows[1]
        self.assertEqual(row.order_day_count, 3)
        self.assertEqual(row.median_gap_days, 20)
        self.assertEqual(row.previous_order_date, date(2026, 1, 11))
        self.assertEqual(judge(orders[:2]).rows[1].median_gap_days, None)

    def test_nothing_at_all(self):
        cards = judge([])
        self.assertEqual((cards.rows, cards.basis, cards.median_gap_days), ({}, "revenue", None))

    def test_only_returns_make_no_row(self):
        self.assertEqual(judge([order(1, "2026-01-01", "-5")]).rows, {})

    def test_left_out_customers_count_nowhere(self):
        policy = replace(FIXED_REVENUE, excluded_customer_ids=frozenset({1}))
        cards = judge([order(1, "2026-03-01", "900"), order(2, "2026-03-01", "100")], policy)
        self.assertEqual(list(cards.rows), [2])
        self.assertEqual(cards.rows[2].value_share, Decimal(1))


class TestBasis(unittest.TestCase):
    def known_part(self, known, unknown, used_before=None, policy=None):
        """Basis and known share for two customers, one with cost and one without."""
        orders = [order(1, "2026-03-01", known, "1"), order(2, "2026-03-01", unknown)]
        previous = None
        policy = policy or Policy()
        if used_before:
            previous = judge([], replace(policy, value_basis=used_before))
        cards = judge(orders, policy, previous=previous)
        return cards.basis, cards.cost_known_share

    def test_margin_from_eighty_per_cent_on(self):
        self.assertEqual(self.known_part("80", "20"), ("margin", Fraction(8, 10)))
        self.assertEqual(self.known_part("79.99", "20.01")[0], "revenue")

    def test_margin_is_left_only_below_seventy(self):
        self.assertEqual(self.known_part("70", "30", "margin")[0], "margin")
        self.assertEqual(self.known_part("69.99", "30.01", "margin")[0], "revenue")
        self.assertEqual(self.known_part("75", "25", "revenue")[0], "revenue")

    def test_returns_count_with_their_absolute_amount(self):
        self.assertEqual(self.known_part("80", "-20")[1], Fraction(8, 10))

    def test_fixed_basis_and_empty_window(self):
        self.assertEqual(self.known_part("0", "100", policy=Policy(value_basis="margin"))[0], "margin")
        self.assertEqual(judge([], Policy(), previous=judge([], Policy(value_basis="margin"))).basis, "revenue")


class TestRanks(unittest.TestCase):
    def test_ties_go_by_revenue_then_partner(self):
        policy = Policy(value_basis="margin")
        orders = [order(number, "2026-03-01", amount, "50") for number, amount in ((3, 90), (2, 90), (1, 80))]
        ranks = {number: row.value_rank for number, row in judge(orders, policy).rows.items()}
        self.assertEqual(ranks, {2: 1, 3: 2, 1: 3})

    def test_cumulative_share_is_rounded_after_summing(self):
        cards = judge_values(1, 1, 1)
        self.assertEqual([row.value_share for row in cards.ranked], [Decimal("0.333333")] * 3)
        self.assertEqual(
            [row.cumulative_share for row in cards.ranked],
            [Decimal("0.333333"), Decimal("0.666667"), Decimal("1.000000")],
        )

    def test_shares_round_half_up(self):
        self.assertEqual(judge_values(127, 1).rows[2].value_share, Decimal("0.007813"))

    def test_losses_hold_no_share(self):
        policy = Policy(value_basis="margin")
        orders = [order(1, "2026-03-01", "100", "50"), order(2, "2026-03-01", "100", "-50")]
        rows = judge(orders, policy).rows
        self.assertEqual((rows[1].value_share, rows[2].value_share), (1, 0))
        self.assertEqual((rows[2].cumulative_share, rows[2].value_rank), (1, 2))
        self.assertEqual(rows[2].computed_class, "occasional")

    def test_all_negative(self):
        policy = Policy(value_basis="margin")
        rows = judge([order(number, "2026-03-01", "10", "-1") for number in range(1, 7)], policy).rows
        self.assertEqual({row.value_share for row in rows.values()}, {Decimal(0)})
        self.assertEqual({row.cumulative_share for row in rows.values()}, {Decimal(0)})
        self.assertEqual({row.computed_class for row in rows.values()}, {"occasional"})

    def test_unranked_have_nothing(self):
        row = judge([order(1, "2020-01-01")]).rows[1]
        self.assertIsNone(row.value_rank)
        self.assertIsNone(row.value_share)
        self.assertIsNone(row.cumulative_share)
        self.assertEqual((row.computed_class, row.lifecycle), ("occasional", "lost"))

    def test_scores(self):
        scores = [row.rfm_monetary for row in judge_values(50, 40, 30, 20, 10).ranked]
        self.assertEqual(scores, [5, 4, 3, 2, 1])
        equal = judge_values(7, 7, 7, 7, 7).rows[1]
        self.assertEqual((equal.rfm_recency, equal.rfm_frequency, equal.rfm_monetary), (1, 1, 1))
        self.assertIsNone(judge_values(4, 3, 2, 1).rows[1].rfm_monetary)

    def test_scores_with_equal_values(self):
        scores = [row.rfm_monetary for row in judge_values(9, 5, 5, 5, 1, 1).ranked]
        self.assertEqual(scores, [1 + 25 // 6, 2, 2, 2, 1, 1])


class TestClass(unittest.TestCase):
    def classes(self, *values, **kwargs):
        return [row.computed_class for row in judge_values(*values, **kwargs).ranked]

    def test_bounds_are_strict(self):
        self.assertEqual(self.classes(50, 30, 15, 5, policy=FIXED_REVENUE), ["key", "growth", "standard", "occasional"])
        self.assertEqual(self.classes("49.99", "30.01", 15, 5), ["key", "key", "standard", "occasional"])

    def test_equal_customers_have_equal_classes(self):
        self.assertEqual(self.classes(1, 1, 1), ["key"] * 3)
        self.assertEqual(self.classes(60, 20, 20), ["key", "growth", "growth"])

    def test_one_customer(self):
        self.assertEqual(self.classes(1), ["key"])

    def test_threshold(self):
        policy = Policy(value_basis="revenue", method="threshold")
        self.assertEqual(
            self.classes(10000, "9999.99", 2500, 500, "499.99", policy=policy),
            ["key", "growth", "growth", "standard", "occasional"],
        )

    def share_class_after(self, first, second, position=1):
        """Class of the second best after its share above moved."""
        before = judge_values(*first)
        after = judge_values(*second, previous=before, as_of=AS_OF + timedelta(days=1))
        return before.ranked[position].computed_class, after.ranked[position].computed_class

    def test_a_class_is_kept_inside_its_border(self):
        self.assertEqual(self.share_class_after((49, 41, 10), (52, 38, 10)), ("key", "key"))
        self.assertEqual(self.share_class_after((49, 41, 10), (53, 37, 10)), ("key", "growth"))
        self.assertEqual(self.share_class_after((51, 39, 10), (47, 43, 10)), ("growth", "growth"))
        self.assertEqual(self.share_class_after((51, 39, 10), ("46.99", "43.01", 10)), ("growth", "key"))

    def test_the_narrower_class_sets_the_border(self):
        self.assertEqual(self.share_class_after((94, 6), ("95.49", "4.51")), ("standard", "standard"))
        self.assertEqual(self.share_class_after((94, 6), ("95.5", "4.5")), ("standard", "occasional"))
        self.assertEqual(self.share_class_after((95, 5), ("94.5", "5.5")), ("occasional", "occasional"))
        self.assertEqual(self.share_class_after((95, 5), ("94.49", "5.51")), ("occasional", "standard"))

    def test_a_kept_class_is_kept_again(self):
        cards = judge_values(49, 41, 10)
        for distance in range(1, 4):
            cards = judge_values(52, 38, 10, previous=cards, as_of=AS_OF + timedelta(days=distance))
            self.assertEqual(cards.rows[2].computed_class, "key")

    def test_threshold_border(self):
        policy = Policy(value_basis="revenue", method="threshold")
        for first, second, expected in (
            (10000, 9000, "key"),
            (10000, "8999.99", "growth"),
            (9999, "10999.99", "growth"),
            (9999, 11000, "key"),
            (499, 549, "occasional"),
            (499, 550, "standard"),
        ):
            before = judge_values(first, policy=policy)
            after = judge_values(second, policy=policy, previous=before, as_of=AS_OF + timedelta(days=1))
            self.assertEqual(after.rows[1].computed_class, expected, (first, second))

    def test_memory_ends_with_the_settings_and_with_the_value(self):
        before = judge_values(49, 41, 10)
        for changes in (
            {"window_months": 11},
            {"share_growth": Decimal("0.81")},
            {"value_basis": "margin"},
        ):
            policy = replace(FIXED_REVENUE, **changes)
            after = judge_values(52, 38, 10, policy=policy, previous=before)
            self.assertEqual(after.rows[2].computed_class, "growth", changes)
        wider = replace(FIXED_REVENUE, border_percent=Decimal(20))
        self.assertEqual(judge_values(54, 36, 10, policy=wider, previous=before).rows[2].computed_class, "key")
        unranked = judge([order(1, "2025-04-15", 95), order(2, "2026-03-01", 5)])
        self.assertEqual(unranked.rows[2].computed_class, "occasional")
        gone = judge_values(95, 0, previous=unranked)
        self.assertEqual(gone.rows[2].computed_class, "occasional")
        self.assertEqual(judge_values("94.6", "5.4", previous=gone).rows[2].computed_class, "standard")

    def test_override_stands_above_the_memory(self):
        before = judge_values(49, 41, 10)
        day = AS_OF + timedelta(days=1)
        orders = [order(number, days_ago(30), value) for number, value in ((1, 52), (2, 38), (3, 10))]
        after = judge(orders, as_of=day, previous=before, overrides={2: "occasional"})
        self.assertEqual((after.rows[2].computed_class, after.rows[2].class_code), ("key", "occasional"))
        self.assertEqual((after.rows[2].class_since, after.rows[2].previous_class), (day, "key"))
        self.assertIn(Event(2, day, "class", "key", "occasional"), after.events)


class TestLifecycle(unittest.TestCase):
    def lifecycle(self, *days, as_of=AS_OF, others=()):
        """Lifecycle of a customer who ordered the given numbers of days ago."""
        orders = [order(1, as_of - timedelta(days=distance)) for distance in days]
        return judge([*orders, *others], as_of=as_of).rows[1].lifecycle

    def test_prospects(self):
        quotation = order(1, "2026-03-01", state="sent")
        row = judge([quotation]).rows[1]
        self.assertEqual((row.lifecycle, row.computed_class, row.value_rank), ("prospect", None, None))
        self.assertEqual(judge([], opportunities=[Opportunity(1, 5)]).rows[5].lifecycle, "prospect")
        for lead in (
            Opportunity(1, 5, kind="lead"),
            Opportunity(1, 5, active=False),
            Opportunity(1, 5, won=True),
            Opportunity(2, 5),
            Opportunity(None, 5),
            Opportunity(1, None),
        ):
            self.assertEqual(judge([], opportunities=[lead]).rows, {}, lead)

    def test_won_back(self):
        self.assertEqual(self.lifecycle(90, 456), "won_back")
        self.assertEqual(self.lifecycle(91, 457), "active")
        self.assertEqual(self.lifecycle(90, 455), "active")
        self.assertEqual(self.lifecycle(10, 20, 500), "active")

    def test_new(self):
        self.assertEqual(self.lifecycle(90), "new")
        self.assertEqual(self.lifecycle(91), "active")
        self.assertEqual(self.lifecycle(60, 70, 80), "new")

    def test_yearly_buyer_is_not_lost_on_the_day_he_is_due(self):
        yearly = (365, 730, 1095)
        self.assertEqual(self.lifecycle(*yearly), "active")
        self.assertEqual(self.lifecycle(*(547 + 365 * turn for turn in range(3))), "active")
        self.assertEqual(self.lifecycle(*(548 + 365 * turn for turn in range(3))), "late")
        self.assertEqual(self.lifecycle(*(1095 + 365 * turn for turn in range(3))), "late")
        self.assertEqual(self.lifecycle(*(1096 + 365 * turn for turn in range(3))), "lost")

    def test_own_rhythm(self):
        def weekly(silence):
            return self.lifecycle(*(silence + 7 * turn for turn in range(20)))

        self.assertEqual(weekly(13), "active")
        self.assertEqual(weekly(14), "late")
        self.assertEqual(weekly(29), "late")
        self.assertEqual(weekly(30), "dormant")
        self.assertEqual(weekly(364), "dormant")
        self.assertEqual(weekly(365), "lost")

    def test_two_order_days_use_the_companys_median(self):
        others = [order(2, days_ago(distance)) for distance in (0, 60, 120)]
        self.assertEqual(judge(others).median_gap_days, 60)
        pair = (95, 135)
        cards = judge([*others, *(order(1, days_ago(distance)) for distance in pair)])
        self.assertEqual(cards.median_gap_days, 50)
        self.assertEqual(cards.rows[1].lifecycle, "late")
        self.assertEqual(self.lifecycle(75, 115, others=others), "active")
        self.assertEqual(self.lifecycle(76, 116, others=others), "late")
        self.assertEqual(self.lifecycle(179, 219, others=others), "late")
        self.assertEqual(self.lifecycle(180, 220, others=others), "dormant")
        self.assertEqual(self.lifecycle(365, 405, others=others), "lost")

    def test_one_order_day_is_never_late(self):
        others = [order(2, days_ago(distance)) for distance in (0, 10, 20)]
        self.assertEqual(self.lifecycle(179, others=others), "active")
        self.assertEqual(self.lifecycle(180, others=others), "dormant")
        self.assertEqual(self.lifecycle(365, others=others), "lost")

    def test_until(self):
        weekly = [order(1, days_ago(distance)) for distance in range(13, 150, 7)]
        cards = judge(weekly)
        self.assertEqual(lifecycle_until(cards, cards.rows[1]), AS_OF + timedelta(days=1))
        lost = judge([order(1, "2020-01-01")])
        self.assertIsNone(lifecycle_until(lost, lost.rows[1]))

    def test_expected_next_date(self):
        def expected(*days):
            return judge([order(1, days_ago(distance)) for distance in days]).rows[1].expected_next_date

        self.assertEqual(expected(10, 20, 41), days_ago(10) + timedelta(days=16))
        self.assertIsNone(expected(10, 20))
        self.assertIsNone(expected(400, 410, 420))

    def test_money_at_stake(self):
        late = [order(1, days_ago(distance), 10) for distance in (20, 27, 34, 41, 150)]
        self.assertEqual(judge(late).rows[1].money_at_stake, Decimal("10.00"))
        old = [order(1, days_ago(distance), amount) for distance, amount in ((400, 10), (600, 20), (800, 60))]
        row = judge(old, replace(FIXED_REVENUE, late_min_days=14)).rows[1]
        self.assertEqual((row.lifecycle, row.money_at_stake), ("late", Decimal("30.00")))
        self.assertIsNone(judge([order(1, days_ago(5))]).rows[1].money_at_stake)


class TestChanges(unittest.TestCase):
    def test_first_classification_has_no_events(self):
        self.assertEqual(judge_values(3, 2, 1).events, [])

    def test_new_rows_have_no_events(self):
        first = judge([order(1, days_ago(30))])
        second = judge([order(1, days_ago(30)), order(2, days_ago(1))], previous=first)
        self.assertEqual(second.events, [])
        self.assertEqual(second.rows[2].class_since, AS_OF)

    def test_a_day_alone_changes_the_lifecycle(self):
        first = judge([order(1, days_ago(90))])
        tomorrow = AS_OF + timedelta(days=1)
        second = judge([order(1, days_ago(90))], as_of=tomorrow, previous=first)
        self.assertEqual(second.events, [Event(1, tomorrow, "lifecycle", "new", "active")])
        self.assertEqual(second.rows[1].class_since, AS_OF)

    def test_the_first_class_of_a_prospect_is_no_change(self):
        first = judge([order(1, "2026-03-01", state="draft")])
        second = judge([order(1, "2026-03-01")], previous=first)
        self.assertEqual(second.events, [Event(1, AS_OF, "lifecycle", "prospect", "new")])
        third = judge([order(1, "2026-03-01", state="sent")], previous=second)
        self.assertIn(Event(1, AS_OF, "class", "key", None), third.events)

    def test_a_plain_row_is_a_prospect(self):
        self.assertFalse(Row(1).is_customer)


if __name__ == "__main__":
    unittest.main()
