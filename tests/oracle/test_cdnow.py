"""The stored scorecards against the oracle, on the real purchases of the CDNOW sample.

Two companies sell to the same 2,357 people: one whose costs are known (it goes by margin, its days are UTC), one
whose costs mostly are not (revenue, and its day begins in Shanghai).
"""

import datetime
import math
from collections import Counter
from decimal import Decimal
from fractions import Fraction

from odoo.tests import freeze_time

from bench.cdnow import read_sample
from bench.mass_insert import insert_alike
from tests.oracle.common import NewOrder, OracleCase
from tests.oracle.scorecard_oracle import lifecycle_until

KNOWN_COST_PARTS = (Decimal("0.4"), Decimal("0.55"), Decimal("0.7"), Decimal("0.9"), Decimal("1.2"))
SHIPPING_CENTS = 250
PAST_DAYS = (
    datetime.date(1997, 1, 1),
    datetime.date(1997, 6, 30),
    datetime.date(1997, 12, 31),
    datetime.date(1998, 6, 30),
    datetime.date(1999, 6, 15),
)
FOLLOWING_DAYS = (
    datetime.date(1998, 3, 31),
    datetime.date(1998, 4, 1),
    datetime.date(1998, 4, 2),
    datetime.date(1998, 4, 30),
    datetime.date(1998, 6, 30),
    datetime.date(1998, 7, 1),
)


def get_silent_days(row, day):
    """Days since the last order; 0 for a prospect."""
    return (day - row.last_order_date).days if row.is_customer else 0


def get_lateness(row, day):
    """Days since the last order in own median gaps; 0 without any."""
    return float(get_silent_days(row, day) / row.median_gap_days) if row.median_gap_days else 0.0


class CdnowCase(OracleCase):
    """Both companies with all orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revenue_company = cls.create_company("Oracle Shop", "CNY", "Asia/Shanghai")
        cls.manager.company_ids += cls.revenue_company
        purchases = read_sample()
        partner_ids = cls.insert_partners(sorted({purchase.customer for purchase in purchases}))
        cls.insert_orders(
            cls.create_model_order(cls.company),
            [cls.with_cost(purchase, partner_ids) for purchase in purchases],
        )
        cls.insert_orders(
            cls.create_model_order(cls.revenue_company),
            [cls.without_cost(purchase, partner_ids, turn) for turn, purchase in enumerate(purchases)],
        )

    @classmethod
    def insert_partners(cls, numbers):
        """One contact for each customer number."""
        model = cls.env["res.partner"].create({"name": "Model of inserted contacts"})
        cls.env.flush_all()
        cls.env.cr.execute("SELECT nextval('res_partner_id_seq') FROM generate_series(1, %s)", [len(numbers)])
        partner_ids = dict(zip(numbers, (row[0] for row in cls.env.cr.fetchall()), strict=True))
        rows = [{"number": number, "id": partner_id} for number, partner_id in partner_ids.items()]
        source = cls.as_source("inserted_partner (number integer, id integer)", rows)
        columns = {
            "id": "inserted_partner.id",
            "commercial_partner_id": "inserted_partner.id",
            "name": "'Customer ' || inserted_partner.number",
            "complete_name": "'Customer ' || inserted_partner.number",
        }
        insert_alike(cls.env.cr, "res_partner", model.id, source, columns)
        cls.env.invalidate_all(flush=False)
        return partner_ids

    @classmethod
    def with_cost(cls, purchase, partner_ids):
        """A purchase at noon; one in ten customers buys what has no cost, small orders lose money."""
        amount = Decimal(purchase.cents).scaleb(-2)
        margin = amount
        if purchase.customer % 10:
            part = KNOWN_COST_PARTS[purchase.customer % len(KNOWN_COST_PARTS)]
            cost_cents = int(purchase.cents * part) + SHIPPING_CENTS
            margin = Decimal(purchase.cents - cost_cents).scaleb(-2)
        moment = datetime.datetime.combine(purchase.day, datetime.time(12))
        return NewOrder(partner_ids[purchase.customer], moment, amount, margin)

    @classmethod
    def without_cost(cls, purchase, partner_ids, turn):
        """The same purchase at some time of the day, at times at another rate, at times sent back or cancelled."""
        order = cls.with_cost(purchase, partner_ids)
        moment = datetime.datetime.combine(purchase.day, datetime.time()) + datetime.timedelta(minutes=turn * 37 % 1440)
        rate = (None, Decimal(1), Decimal("0.1382"), Decimal("7.1342"))[turn % 4]
        sign = -1 if turn % 11 == 0 else 1
        state = ("cancel" if turn % 13 == 0 else "sale") if turn % 17 else "sent"
        margin = order.margin if purchase.customer % 3 == 0 else order.amount
        return NewOrder(order.partner_id, moment, sign * order.amount, sign * margin, state, rate)


class TestCdnow(CdnowCase):
    def test_past_days_equal_the_oracle_without_memory(self):
        for day in PAST_DAYS:
            self.refresh(as_of=day)
            for company, basis in ((self.company, "margin"), (self.revenue_company, "revenue")):
                with self.subTest(day=day, basis=basis):
                    cards = self.compute(company, day)
                    self.assertEqual(cards.basis, basis)
                    self.assert_stored(cards, company)
                    self.assertFalse(self.read_events(company))

    def test_every_basis_and_method_can_be_chosen(self):
        day = datetime.date(1998, 6, 30)
        bounds = {"amount_key": 120, "amount_growth": 60, "amount_standard": 20}
        for basis, company in (("revenue", self.company), ("margin", self.revenue_company)):
            self.get_policy(company).write({"value_basis": basis, "method": "threshold", **bounds})
        self.refresh(as_of=day)
        for company in (self.company, self.revenue_company):
            cards = self.compute(company, day)
            self.assertEqual(len({row.computed_class for row in cards.rows.values()} - {None}), 4)
            self.assert_stored(cards, company)

    def test_following_days_equal_the_oracle_with_memory(self):
        previous = {self.company: None, self.revenue_company: None}
        events = {company: set() for company in previous}
        kept = 0
        for day in FOLLOWING_DAYS:
            self.refresh_on(day)
            for company in previous:
                cards = self.compute(company, day, previous[company])
                self.assert_stored(cards, company, with_changes=True)
                events[company].update(cards.events)
                self.assertEqual(self.read_events(company), events[company])
                kept += self.count_kept(company, cards)
                previous[company] = cards
        self.assertGreater(kept, 10, "the border memory was put to the test")

    def count_kept(self, company, cards):
        """How many customers have a class that they would not have got without memory."""
        fresh = self.compute(company, cards.as_of).rows
        return sum(row.computed_class != fresh[key].computed_class for key, row in cards.rows.items())

    def test_a_run_without_changes_rewrites_no_row(self):
        day = FOLLOWING_DAYS[0]
        self.refresh_on(day)
        before = self.read_versions(self.company)
        self.refresh_on(day)
        self.assertEqual(self.read_versions(self.company), before)
        self.assertEqual(self.get_policy(self.company).rows_written, 0)

    def test_a_day_that_only_passes_rewrites_only_those_who_changed(self):
        """A year and a half after the last order nothing enters or leaves the window."""
        self.get_policy(self.company).window_months = 24
        day = datetime.date(1998, 10, 1)
        self.refresh_on(day)
        first = self.compute(self.company, day)
        before = self.read_versions(self.company)
        day += datetime.timedelta(days=1)
        self.refresh_on(day)
        second = self.compute(self.company, day, first)
        self.assert_stored(second, with_changes=True)
        after = self.read_versions(self.company)
        changed = {key for key, row in second.rows.items() if row != first.rows[key]}
        self.assertTrue(changed)
        self.assertEqual({key for key in after if after[key] != before[key]}, changed)
        self.assertEqual(self.get_policy(self.company).rows_written, len(changed))

    def get_customers(self, company=None):
        """The scorecards of a company as the manager sees them."""
        company = company or self.company
        return self.env["sme.customer"].with_user(self.manager).with_company(company)

    def test_what_ages_is_computed_relative_to_the_day_of_the_run(self):
        day = datetime.date(1998, 3, 31)
        self.refresh(as_of=day)
        cards = self.compute(self.company, day)
        ranked_count = len(cards.ranked)
        for customer in self.get_customers().search([("company_id", "=", self.company.id)]):
            row = cards.rows[customer.partner_id.id]
            self.assertEqual(customer.days_since_last, get_silent_days(row, day))
            self.assertAlmostEqual(customer.lateness, get_lateness(row, day), 6)
            top_percent = math.ceil(Fraction(100 * row.value_rank, ranked_count)) if row.is_ranked else 0
            self.assertEqual(customer.top_percent, top_percent)

    def test_what_ages_is_searched_sorted_and_grouped_like_it_is_read(self):
        day = datetime.date(1998, 3, 31)
        self.refresh(as_of=day)
        rows = self.compute(self.company, day).rows.values()
        ranked_count = sum(row.is_ranked for row in rows)
        customers = self.get_customers()
        for domain, is_meant in (
            ([("days_since_last", ">=", 180)], lambda row: get_silent_days(row, day) >= 180),
            ([("days_since_last", "=", 100)], lambda row: get_silent_days(row, day) == 100),
            ([("lateness", ">", 1.5)], lambda row: get_lateness(row, day) > 1.5),
            ([("top_percent", "=", 1)], lambda row: row.is_ranked and 100 * row.value_rank <= ranked_count),
        ):
            with self.subTest(domain=domain):
                expected = {row.customer_id for row in rows if is_meant(row)}
                self.assertTrue(expected)
                found = customers.search([("company_id", "=", self.company.id), *domain])
                self.assertEqual(set(found.partner_id.ids), expected)
        found = customers.search([("company_id", "=", self.company.id)], order="lateness desc, id", limit=100)
        latest = sorted((get_lateness(row, day) for row in rows), reverse=True)[:100]
        self.assertEqual([round(customer.lateness, 6) for customer in found], [round(number, 6) for number in latest])
        groups = customers._read_group([("company_id", "=", self.company.id)], ["days_since_last"], ["__count"])
        self.assertEqual(dict(groups), Counter(get_silent_days(row, day) for row in rows))

    def test_contacts_are_searched_and_grouped_by_the_class_of_the_company(self):
        day = datetime.date(1998, 3, 31)
        self.refresh(as_of=day)
        for company in (self.company, self.revenue_company):
            rows = self.compute(company, day).rows
            partners = self.env["res.partner"].with_user(self.manager).with_company(company)
            everyone = [("id", "in", list(rows))]
            for record in self.env["sme.customer.class"].search([]):
                expected = {key for key, row in rows.items() if row.class_code == record.code}
                found = partners.search([*everyone, ("sme_class_id", "=", record.id)])
                self.assertEqual(set(found.ids), expected)
                self.assertEqual(found.sme_class_id, record if expected else record.browse())
            late = {key for key, row in rows.items() if row.lifecycle == "late"}
            self.assertEqual(set(partners.search([*everyone, ("sme_lifecycle", "=", "late")]).ids), late)
            groups = partners._read_group(everyone, ["sme_class_id"], ["__count"])
            self.assertEqual(
                {group.code: count for group, count in groups if group},
                Counter(row.class_code for row in rows.values() if row.class_code),
            )

    def test_lifecycle_until_is_the_first_day_of_another_lifecycle(self):
        day = datetime.date(1998, 3, 31)
        self.refresh(as_of=day)
        cards = self.compute(self.company, day)
        stored = dict(
            self.select("SELECT partner_id, lifecycle_until FROM sme_customer WHERE company_id = %s", self.company.id)
        )
        for customer_id, row in cards.rows.items():
            self.assertEqual(stored[customer_id], lifecycle_until(cards, row), row)


class TestCdnowPreview(CdnowCase):
    """What the preview promises is what applying the settings brings."""

    NEW_SETTINGS = {"share_key": 0.4, "share_growth": 0.7, "share_standard": 0.9, "window_months": 9}

    def test_preview_equals_the_oracle_and_the_run_after_applying(self):
        day = datetime.date(1998, 3, 31)
        with freeze_time(datetime.datetime(1998, 3, 31, 12)):
            self.refresh()
            before = self.compute(self.company, day)
            policy = self.get_policy(self.company)
            preview = self.env["sme.policy.preview"].with_user(self.manager).with_company(self.company)
            preview = preview.create({"policy_id": policy.id, **self.NEW_SETTINGS})
            preview.action_compute()
            result = preview.result
            self.assertEqual(self.read_policy(self.company), before.policy, "nothing is written")
            self.assert_stored(before)
            preview.action_apply()
            self.env.flush_all()
            self.env.invalidate_all()
        after = self.compute(self.company, day, before)
        self.assertEqual(after.policy.window_months, 9)
        self.assert_stored(after)
        self.assert_matrix(result, before, after)

    def assert_matrix(self, result, before, after):
        """Counts from class to class, and contacts per week after."""
        expected = {}
        for customer_id, row in after.rows.items():
            move = (before.rows[customer_id].class_code or "none", row.class_code or "none")
            expected[move] = expected.get(move, 0) + 1
        found = {(cell["from"], cell["to"]): cell["count"] for cell in result["matrix"] if cell["count"]}
        self.assertEqual(found, expected)
        self.assertEqual(result["mover_count"], sum(count for (old, new), count in expected.items() if old != new))
        contacts = sum(
            7 * sum(row.class_code == record.code for row in after.rows.values()) / record.contact_ideal_days
            for record in self.env["sme.customer.class"].search([])
            if record.contact_ideal_days
        )
        self.assertAlmostEqual(result["contacts_after"], contacts, 1)
