"""What becomes of scorecards, overrides and history when the data beneath them change.

Every scenario is checked twice: by the figures written here, and as a whole against the oracle.
"""

import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user
from odoo.tools import mute_logger

from tests.oracle.common import OracleCase

TODAY = datetime.date(2026, 3, 31)


def days_ago(days):
    """A day before the day of the tests."""
    return TODAY - datetime.timedelta(days=days)


class LifecycleCase(OracleCase):
    """Customers and orders made as users make them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.env["product.product"].create(
            {"name": "Hour of advice", "type": "service", "taxes_id": [Command.clear()]}
        )
        cls.customer = cls.create_customer("Azure Interior")
        cls.other = cls.create_customer("Deco Addict")

    @classmethod
    def create_customer(cls, name, **values):
        """A firm, unless the values say otherwise."""
        return cls.env["res.partner"].create({"name": name, "is_company": True, **values})

    @classmethod
    def create_quotation(cls, partner, amount=100, cost=None, company=None, **values):
        """A quotation of one line; without a cost none is known."""
        company = company or cls.company
        line = {
            "product_id": cls.service.id,
            "product_uom_qty": -1 if amount < 0 else 1,
            "price_unit": abs(amount),
            "purchase_price": cost or 0,
            "tax_ids": [Command.clear()],
        }
        orders = cls.env["sale.order"].with_company(company)
        return orders.create(
            {"company_id": company.id, "partner_id": partner.id, "order_line": [Command.create(line)], **values}
        )

    @classmethod
    def confirm_order(cls, partner, day, amount=100, cost=None, company=None, time=datetime.time(12), **values):
        """A confirmed order of that day, in UTC."""
        order = cls.create_quotation(partner, amount, cost, company, **values)
        order.action_confirm()
        order.date_order = datetime.datetime.combine(day, time)
        return order

    @classmethod
    def create_opportunity(cls, partner, **values):
        """An open opportunity of the company."""
        return cls.env["crm.lead"].create(
            {
                "name": "Interest",
                "type": "opportunity",
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "user_id": False,
                **values,
            }
        )

    def create_override(self, partner, code, day=TODAY, **values):
        """A class set by hand by the manager."""
        overrides = self.env["sme.customer.override"].with_user(self.manager).with_company(self.company)
        with freeze_time(datetime.datetime.combine(day, datetime.time(12))):
            override = overrides.create(
                {
                    "company_id": self.company.id,
                    "partner_id": partner.id,
                    "class_id": self.env.ref(f"crm_sme.customer_class_{code}").id,
                    "reason": "Strategic",
                    **values,
                }
            )
            self.env.flush_all()
        return override

    def judge(self, company=None, day=TODAY, previous=None, overrides=None):
        """Refresh as on ``day``, compare everything with the oracle, return its scorecards."""
        company = company or self.company
        self.refresh_on(day)
        cards = self.compute(company, day, previous, overrides)
        self.assert_stored(cards, company)
        return cards

    def get_card(self, partner, company=None):
        """The stored scorecard of a customer, archived or not."""
        return (
            self.env["sme.customer"]
            .with_context(active_test=False)
            .search([("partner_id", "=", partner.id), ("company_id", "=", (company or self.company).id)])
        )

    def get_events(self, partner, **conditions):
        """The history of a customer, oldest first."""
        domain = [("partner_id", "=", partner.id), ("company_id", "=", self.company.id)]
        domain += [(name, "=", value) for name, value in conditions.items()]
        return self.env["sme.customer.event"].search(domain, order="id")


class TestOrdersAndInterests(LifecycleCase):
    """Orders, quotations and opportunities that come and go."""

    def test_a_cancelled_order_takes_its_row_along(self):
        order = self.confirm_order(self.customer, days_ago(10))
        self.confirm_order(self.other, days_ago(10))
        self.judge()
        self.assertTrue(self.get_card(self.customer))
        order._action_cancel()
        self.judge(day=TODAY + datetime.timedelta(days=1))
        self.assertFalse(self.get_card(self.customer))
        self.assertTrue(self.get_card(self.other))
        self.assertEqual(self.get_events(self.customer).mapped("kind"), ["left"])

    def test_one_of_two_orders_cancelled(self):
        self.confirm_order(self.customer, days_ago(200), 50)
        order = self.confirm_order(self.customer, days_ago(10), 70)
        first = self.judge()
        self.assertEqual(self.get_card(self.customer).revenue, 120)
        order._action_cancel()
        self.judge(day=TODAY, previous=first)
        card = self.get_card(self.customer)
        self.assertEqual((card.revenue, card.order_count, card.last_order_date), (50, 1, days_ago(200)))
        self.assertEqual(card.lifecycle, "dormant")

    def test_a_quotation_makes_a_prospect_until_it_is_deleted(self):
        quotation = self.create_quotation(self.customer)
        self.judge()
        card = self.get_card(self.customer)
        self.assertEqual((card.lifecycle, card.class_id.code, card.value_rank), ("prospect", False, 0))
        quotation.unlink()
        self.judge(day=TODAY + datetime.timedelta(days=1))
        self.assertFalse(self.get_card(self.customer))

    def test_a_sent_quotation_counts_and_a_cancelled_one_does_not(self):
        quotation = self.create_quotation(self.customer, state="sent")
        self.judge()
        self.assertEqual(self.get_card(self.customer).lifecycle, "prospect")
        quotation._action_cancel()
        self.judge()
        self.assertFalse(self.get_card(self.customer))

    def test_a_prospect_who_buys_is_new(self):
        quotation = self.create_quotation(self.customer)
        first = self.judge(day=days_ago(1))
        quotation.action_confirm()
        quotation.date_order = datetime.datetime.combine(TODAY, datetime.time(8))
        self.judge(previous=first)
        card = self.get_card(self.customer)
        self.assertEqual((card.lifecycle, card.class_id.code), ("new", "key"))
        event = self.get_events(self.customer, kind="lifecycle")
        self.assertEqual((event.lifecycle_from, event.lifecycle_to, event.date), ("prospect", "new", TODAY))

    def test_an_opportunity_makes_a_prospect_until_it_is_lost_or_won(self):
        lost, won = self.create_opportunity(self.customer), self.create_opportunity(self.other)
        self.judge()
        self.assertEqual(self.get_card(self.customer).lifecycle, "prospect")
        lost.action_set_lost()
        won.action_set_won()
        self.judge()
        self.assertFalse(self.get_card(self.customer) + self.get_card(self.other))

    def test_leads_and_other_companies_opportunities_make_no_prospect(self):
        second_company = self.create_company("Second", "EUR", "UTC")
        self.create_opportunity(self.customer, type="lead")
        self.create_opportunity(self.other, company_id=second_company.id)
        self.judge()
        self.assertFalse(self.get_card(self.customer) + self.get_card(self.other))

    def test_an_opportunity_without_company_is_its_salespersons(self):
        self.create_opportunity(self.customer, company_id=False, user_id=self.manager.id)
        self.create_opportunity(self.other, company_id=False, user_id=False)
        self.judge()
        self.assertEqual(self.get_card(self.customer).lifecycle, "prospect")
        self.assertFalse(self.get_card(self.other))

    def test_interest_of_a_contact_is_the_firms(self):
        contact = self.create_customer("Brandon", is_company=False, parent_id=self.customer.id)
        self.create_opportunity(contact)
        self.judge()
        self.assertEqual(self.get_card(self.customer).lifecycle, "prospect")
        self.assertFalse(self.get_card(contact))

    def create_service(self, partner, day, cost, time=datetime.time(12), **values):
        """A service record of that day, in UTC, that cost so much."""
        team = self.env["sme.service.team"].search([("company_id", "=", self.company.id)], limit=1)
        service = self.env["sme.service"].create(
            {"name": "Printer", "company_id": self.company.id, "team_id": team.id, "partner_id": partner.id}
        )
        service.company_id.sme_hourly_cost = 60
        self.env["sme.service.effort"].create({"service_id": service.id, "minutes": cost})
        self.env.flush_all()
        moment = datetime.datetime.combine(day, time)
        self.env.cr.execute("UPDATE sme_service SET create_date = %s WHERE id = %s", [moment, service.id])
        service.invalidate_recordset()
        service.write(values)
        return service

    def test_what_service_cost_lowers_the_value_whatever_the_basis(self):
        self.confirm_order(self.customer, days_ago(10), 100, cost=40)
        self.confirm_order(self.other, days_ago(10), 100, cost=40)
        contact = self.create_customer("Contact", is_company=False, parent_id=self.customer.id)
        services = self.create_service(contact, days_ago(5), 90) + self.create_service(self.customer, days_ago(1), 30)
        self.create_service(self.customer, days_ago(365), 500)
        for basis, value in (("margin", -60), ("revenue", -20)):
            self.get_policy(self.company).value_basis = basis
            self.judge()
            card = self.get_card(self.customer)
            self.assertEqual((card.service_cost, card.value, card.class_id.code), (120, value, "occasional"))
            self.assertEqual(self.get_card(self.other).value, value + 120)
        losing = self.env["sme.customer"].search([("value", "<", 0), ("company_id", "=", self.company.id)])
        self.assertEqual(losing, card)
        self.assertIn("120.00", card.explanation)
        self.assertEqual(self.env["sme.service"].search(card.action_open_services()["domain"]), services)
        seller = new_test_user(
            self.env,
            login="seller",
            groups="sales_team.group_sale_salesman_all_leads",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        opened = self.env["sme.service"].with_user(seller).search(card.action_open_services()["domain"])
        self.assertEqual(opened, services)
        self.assertNotIn("service records", self.get_card(self.other).explanation)

    def test_service_without_orders_loses_money_but_makes_no_customer(self):
        self.confirm_order(self.customer, days_ago(400))
        self.create_service(self.customer, days_ago(5), 90)
        self.create_service(self.other, days_ago(5), 90)
        self.judge()
        card = self.get_card(self.customer)
        self.assertEqual((card.value, card.value_rank, card.class_id.code), (-90, 0, "occasional"))
        self.assertFalse(self.get_card(self.other))

    def test_a_service_record_counts_on_the_companys_day_also_when_cancelled(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self.confirm_order(self.customer, days_ago(10))
        cancelled = self.env["sme.service.stage"].search([("state", "=", "cancelled")], limit=1)
        self.create_service(self.customer, days_ago(365), 10, datetime.time(16), stage_id=cancelled.id)
        self.create_service(self.customer, days_ago(365), 200, datetime.time(15, 59))
        self.create_service(self.customer, TODAY, 20, datetime.time(15, 59))
        self.create_service(self.customer, TODAY, 400, datetime.time(16))
        self.judge()
        self.assertEqual(self.get_card(self.customer).service_cost, 30)

    def test_returns_reduce_amounts_but_are_no_purchase(self):
        self.confirm_order(self.customer, days_ago(100), 100, cost=40)
        self.confirm_order(self.customer, days_ago(100), 60, cost=20)
        self.confirm_order(self.customer, days_ago(5), -30, cost=10)
        self.judge()
        card = self.get_card(self.customer)
        self.assertEqual((card.revenue, card.margin, card.value), (130, 80, 80))
        self.assertEqual((card.order_count, card.order_day_count, card.average_order), (2, 1, 65))
        self.assertEqual((card.last_order_date, card.lifecycle), (days_ago(100), "active"))

    def test_only_returns_make_no_row(self):
        self.confirm_order(self.customer, days_ago(5), -30)
        self.judge()
        self.assertFalse(self.get_card(self.customer))

    def test_yearly_buyers_are_not_lost_on_the_day_they_are_due(self):
        for years in (1, 2, 3, 4):
            self.confirm_order(self.customer, TODAY.replace(year=TODAY.year - years))
        cards = self.judge()
        card = self.get_card(self.customer)
        self.assertEqual((card.lifecycle, card.expected_next_date), ("active", TODAY))
        cards = self.judge(day=TODAY + datetime.timedelta(days=182), previous=cards)
        self.assertEqual(self.get_card(self.customer).lifecycle, "active")
        self.judge(day=TODAY + datetime.timedelta(days=183), previous=cards)
        self.assertEqual(self.get_card(self.customer).lifecycle, "late")

    def test_time_zone_edges(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        late_evening = datetime.time(23, 30)
        self.confirm_order(self.customer, days_ago(1), time=late_evening)
        self.confirm_order(self.other, TODAY, time=late_evening)
        self.judge()
        self.assertEqual(self.get_card(self.customer).last_order_date, TODAY)
        self.assertFalse(self.get_card(self.other), "in Shanghai this order is of tomorrow")
        self.company.partner_id.tz = False
        self.company.resource_calendar_id.tz = "UTC"
        self.judge()
        self.assertEqual(self.get_card(self.customer).last_order_date, days_ago(1))
        self.assertEqual(self.get_card(self.other).last_order_date, TODAY)
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.judge()
        self.assertEqual(self.get_card(self.customer).last_order_date, TODAY)

    def test_today_is_the_companys(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        with freeze_time(datetime.datetime.combine(TODAY, datetime.time(18))):
            self.refresh()
        self.assertEqual(self.get_policy(self.company).as_of, TODAY + datetime.timedelta(days=1))

    def test_two_companies_with_two_currencies(self):
        second_company = self.create_company("Second", "EUR", "UTC")
        self.manager.company_ids += second_company
        franc = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CHF")])
        franc.active = True
        franc.rate_ids = [
            Command.create({"name": days_ago(800), "rate": 0.8, "company_id": self.company.id}),
            Command.create({"name": days_ago(50), "rate": 0.5, "company_id": self.company.id}),
        ]
        pricelist = self.env["product.pricelist"].create(
            {"name": "CHF", "currency_id": franc.id, "company_id": self.company.id}
        )
        for days in (100, 10):
            order = self.create_quotation(
                self.customer,
                80,
                40,
                pricelist_id=pricelist.id,
                date_order=datetime.datetime.combine(days_ago(days), datetime.time()),
            )
            with freeze_time(datetime.datetime.combine(days_ago(days), datetime.time())):
                order.action_confirm()
        self.confirm_order(self.customer, days_ago(3), 7, company=second_company)
        self.refresh_on(TODAY)
        for company, revenue, margin in ((self.company, 260, 130), (second_company, 7, 7)):
            self.assert_stored(self.compute(company, TODAY), company)
            card = self.get_card(self.customer, company)
            self.assertEqual((card.revenue, card.margin, card.currency_id), (revenue, margin, company.currency_id))

    def test_one_refresh_serves_all_companies_of_the_user(self):
        second_company = self.create_company("Second", "EUR", "UTC")
        self.manager.company_ids += second_company
        self.confirm_order(self.customer, days_ago(3))
        self.confirm_order(self.customer, days_ago(3), company=second_company)
        customers = self.env["sme.customer"].with_user(self.manager).with_company(self.company)
        with freeze_time(datetime.datetime.combine(TODAY, datetime.time(12))):
            customers.action_refresh()
        self.assertTrue(self.get_card(self.customer))
        self.assertTrue(self.get_card(self.customer, second_company))


class TestBasis(LifecycleCase):
    """Margin where costs are known."""

    def test_customers_without_cost_go_by_revenue(self):
        self.confirm_order(self.customer, days_ago(10), 100)
        self.confirm_order(self.other, days_ago(10), 60, cost=55)
        self.judge()
        self.assertEqual(self.get_policy(self.company).value_basis_used, "revenue")
        self.assertEqual(self.get_card(self.other).value, 60)

    def test_basis_is_kept_between_seventy_and_eighty_per_cent(self):
        self.confirm_order(self.customer, days_ago(10), 80, cost=30)
        self.confirm_order(self.other, days_ago(10), 20)
        cards = self.judge()
        self.assertEqual((cards.basis, self.get_card(self.customer).value), ("margin", 50))
        self.confirm_order(self.other, days_ago(9), 14)
        cards = self.judge(previous=cards)
        self.assertEqual(cards.basis, "margin")
        self.confirm_order(self.other, days_ago(8), 1)
        cards = self.judge(previous=cards)
        self.assertEqual((cards.basis, self.get_card(self.customer).value), ("revenue", 80))
        self.confirm_order(self.customer, days_ago(7), 20, cost=1)
        cards = self.judge(previous=cards)
        self.assertEqual(cards.basis, "revenue")
        self.assertEqual(self.get_policy(self.company).value_basis_used, "revenue")

    def test_returns_without_a_purchase_weigh_in_the_basis(self):
        self.confirm_order(self.customer, days_ago(10), 100, cost=60)
        self.confirm_order(self.other, days_ago(10), -100)
        cards = self.judge()
        self.assertEqual((cards.basis, cards.cost_known_share), ("revenue", 0.5))

    def test_the_basis_is_told_in_the_explanation(self):
        self.confirm_order(self.customer, days_ago(10), 100)
        self.judge()
        self.assertRegex(self.get_card(self.customer).explanation.lower(), r"\brevenue\b")


class TestDegenerateCompanies(LifecycleCase):
    """Companies with little to tell."""

    def create_customers(self, count):
        """That many customers."""
        return self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(count)])

    def test_empty_company(self):
        cards = self.judge()
        self.assertEqual((cards.rows, cards.basis), ({}, "revenue"))
        self.assertEqual(self.get_policy(self.company).as_of, TODAY)

    def test_one_customer(self):
        self.confirm_order(self.customer, days_ago(10))
        self.judge()
        card = self.get_card(self.customer)
        self.assertEqual((card.class_id.code, card.value_rank, card.value_share), ("key", 1, 1))
        self.assertEqual((card.cumulative_share, card.rfm_monetary, card.top_percent), (1, 0, 100))
        self.assertIn(["few_ranked", 1, 20], card.reasons)

    def test_all_equal(self):
        customers = self.create_customers(6)
        for customer in customers:
            self.confirm_order(customer, days_ago(10))
        self.judge()
        cards = self.env["sme.customer"].search([("company_id", "=", self.company.id)], order="value_rank")
        self.assertEqual(cards.partner_id.ids, customers.ids, "equal customers rank by their number")
        self.assertEqual(cards.class_id.mapped("code"), ["key"])
        self.assertEqual(set(cards.mapped("rfm_monetary")), {1})

    def test_all_negative(self):
        for customer in self.create_customers(6):
            self.confirm_order(customer, days_ago(10), 10, cost=11)
        self.judge()
        cards = self.env["sme.customer"].search([("company_id", "=", self.company.id)])
        self.assertEqual(cards.class_id.mapped("code"), ["occasional"])
        self.assertEqual(set(cards.mapped("cumulative_share")), {0})
        self.assertEqual(set(cards.mapped("value")), {-1})

    def test_excluded_customers_have_no_row_and_no_weight(self):
        self.confirm_order(self.customer, days_ago(10), 900)
        self.confirm_order(self.other, days_ago(10), 100)
        first = self.judge()
        self.get_policy(self.company).excluded_partner_ids = self.customer
        self.judge(previous=first)
        self.assertFalse(self.get_card(self.customer))
        self.assertEqual(self.get_card(self.other).value_share, 1)
        self.get_policy(self.company).excluded_partner_ids = False
        self.judge()
        self.assertEqual(self.get_card(self.other).value_share, 0.1)

    def test_action_leave_out(self):
        self.confirm_order(self.customer, days_ago(10), 900)
        self.judge()
        self.get_card(self.customer).with_user(self.manager).action_leave_out()
        self.assertIn(self.customer, self.get_policy(self.company).excluded_partner_ids)
        self.judge()
        self.assertFalse(self.get_card(self.customer))


class TestPartners(LifecycleCase):
    """Contacts archived, moved, merged, deleted."""

    def merge(self, destination, *sources):
        """Merge contacts as the wizard of Odoo does."""
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with mute_logger("odoo.addons.base.partner.merge", "odoo.models.unlink"):
            wizard._merge((destination + self.env["res.partner"].union(*sources)).ids, destination)
        self.env.flush_all()
        self.env.invalidate_all()

    def test_an_archived_contact_keeps_its_row_out_of_sight(self):
        self.confirm_order(self.customer, days_ago(10))
        self.judge()
        self.customer.action_archive()
        self.judge()
        card = self.get_card(self.customer)
        self.assertTrue(card)
        self.assertFalse(card.active)
        self.assertFalse(self.env["sme.customer"].search([("partner_id", "=", self.customer.id)]))

    def test_a_contact_moved_under_another_firm_takes_its_orders_along(self):
        person = self.create_customer("Freelancer", is_company=False)
        self.confirm_order(person, days_ago(400), 10)
        self.confirm_order(person, days_ago(10), 40)
        self.confirm_order(self.customer, days_ago(20), 60)
        first = self.judge()
        self.assertEqual(self.get_card(person).revenue, 40)
        person.parent_id = self.customer
        self.judge(previous=first)
        card = self.get_card(self.customer)
        self.assertFalse(self.get_card(person))
        self.assertEqual((card.revenue, card.order_count, card.first_order_date), (100, 2, days_ago(400)))
        with freeze_time(datetime.datetime.combine(TODAY, datetime.time(12))):
            self.assertEqual(person.with_company(self.company).sme_class_id, card.class_id)

    def test_merged_contacts_keep_overrides_and_history(self):
        self.confirm_order(self.customer, days_ago(89), 10)
        self.confirm_order(self.other, days_ago(10), 90)
        first = self.judge()
        tomorrow = TODAY + datetime.timedelta(days=2)
        self.judge(day=tomorrow, previous=first)
        history = self.get_events(self.customer)
        self.assertEqual(history.mapped("lifecycle_to"), ["active"])
        override = self.create_override(self.customer, "growth", day=tomorrow)
        history = self.get_events(self.customer)
        self.merge(self.other, self.customer)
        self.assertFalse(self.customer.exists())
        self.assertEqual(override.partner_id, self.other)
        self.assertEqual(history.partner_id, self.other)
        self.refresh_on(tomorrow)
        self.assert_stored(self.compute(self.company, tomorrow, overrides={self.other.id: "growth"}))
        card = self.get_card(self.other)
        self.assertEqual((card.revenue, card.class_id.code, card.computed_class_id.code), (100, "growth", "key"))

    def test_of_two_merged_overrides_the_newest_wins(self):
        self.confirm_order(self.customer, days_ago(10), 10)
        self.confirm_order(self.other, days_ago(10), 90)
        self.judge()
        older = self.create_override(self.other, "standard")
        newer = self.create_override(self.customer, "growth")
        self.merge(self.other, self.customer)
        self.assertEqual((older + newer).exists().partner_id, self.other)
        self.refresh_on(TODAY)
        self.assertEqual(self.get_card(self.other).class_id.code, "growth")
        self.assert_stored(self.compute(self.company, TODAY, overrides={self.other.id: "growth"}))

    def test_no_scorecard_outlives_its_contact(self):
        """Between merging or deleting a contact and the next run nobody meets a scorecard of nobody."""
        prospect = self.create_customer("Prospect")
        opportunity = self.create_opportunity(prospect)
        self.confirm_order(self.customer, days_ago(10))
        self.confirm_order(self.other, days_ago(10))
        self.judge()
        opportunity.unlink()
        prospect.unlink()
        self.merge(self.other, self.customer)
        self.env.flush_all()
        self.env.invalidate_all()
        cards = self.env["sme.customer"].with_user(self.manager).with_company(self.company)
        cards = cards.with_context(active_test=False).search([("company_id", "=", self.company.id)])
        self.assertEqual(cards.partner_id, self.other)
        self.assertEqual(cards.mapped("display_name"), cards.partner_id.mapped("display_name"))
        self.assertEqual(len(cards.web_read({"partner_id": {"fields": {"display_name": {}}}})), 1)

    def test_a_customer_who_disappears_leaves_nothing_that_fails(self):
        quotation = self.create_quotation(self.customer)
        self.judge()
        self.create_override(self.customer, "key")
        quotation.unlink()
        self.customer.unlink()
        self.judge()


class TestPastAndFuture(LifecycleCase):
    """As of another day."""

    def create_border_customers(self):
        """Three customers, the second of whom moves over a border by an order of today."""
        third = self.create_customer("Third")
        self.confirm_order(self.customer, days_ago(40), 49)
        self.confirm_order(self.other, days_ago(40), 41)
        self.confirm_order(third, days_ago(40), 10)
        self.confirm_order(self.customer, TODAY, 6)

    def test_the_future_is_refused(self):
        with freeze_time(datetime.datetime.combine(TODAY, datetime.time(12))), self.assertRaises(UserError):
            self.refresh(as_of=TODAY + datetime.timedelta(days=1))

    def test_the_past_has_no_memory_and_no_events(self):
        self.create_border_customers()
        yesterday = days_ago(1)
        first = self.judge(day=yesterday)
        self.assertEqual(self.get_card(self.other).class_id.code, "key")
        self.judge(previous=first)
        self.assertEqual(self.get_card(self.other).class_id.code, "key", "kept by the memory")
        events = self.get_events(self.other) + self.get_events(self.customer)
        later = TODAY + datetime.timedelta(days=100)
        with freeze_time(datetime.datetime.combine(later, datetime.time(12))):
            self.refresh(as_of=TODAY)
            self.assert_stored(self.compute(self.company, TODAY))
            self.assertEqual(self.get_card(self.other).class_id.code, "growth", "judged without memory")
            self.refresh(as_of=yesterday)
            self.assert_stored(self.compute(self.company, yesterday))
            self.assertEqual(self.get_policy(self.company).as_of, yesterday)
        self.assertEqual(self.get_events(self.other) + self.get_events(self.customer), events)

    def test_the_run_after_a_past_day_has_no_memory_and_no_events(self):
        """What a past day left is no memory: else a class would be kept that no run of its day ever gave."""
        self.create_border_customers()
        self.judge()
        with freeze_time(datetime.datetime.combine(TODAY, datetime.time(12))):
            self.refresh(as_of=days_ago(1))
        self.assertEqual(self.get_card(self.other).class_id.code, "key")
        self.judge()
        self.assertEqual(self.get_card(self.other).class_id.code, "growth", "judged without memory")
        self.assertFalse(self.get_events(self.other) + self.get_events(self.customer))

    def test_a_past_day_does_not_see_later_orders(self):
        self.create_border_customers()
        with freeze_time(datetime.datetime.combine(TODAY, datetime.time(12))):
            self.refresh(as_of=days_ago(1))
        self.assertEqual(self.get_card(self.customer).revenue, 49)

    def test_a_date_may_come_as_text(self):
        self.create_border_customers()
        with freeze_time(datetime.datetime.combine(TODAY, datetime.time(12))):
            self.refresh(as_of=str(days_ago(1)))
        self.assertEqual(self.get_policy(self.company).as_of, days_ago(1))

    def test_repeated_runs_add_no_history(self):
        self.create_border_customers()
        cards = self.judge()
        for _turn in range(3):
            cards = self.judge(previous=cards)
        self.assertFalse(self.get_events(self.customer) + self.get_events(self.other))

    @mute_logger("odoo.http")
    def test_only_managers_refresh(self):
        for groups in ("sales_team.group_sale_salesman_all_leads", "base.group_user"):
            user = new_test_user(self.env, f"no_manager_{groups}", groups=groups, company_id=self.company.id,
                                 company_ids=[Command.set(self.company.ids)])  # fmt: skip
            with self.assertRaises(AccessError):
                self.env["sme.customer"].with_user(user).with_company(self.company).action_refresh()


class TestOverrides(LifecycleCase):
    """Classes set by hand."""

    def setUp(self):
        super().setUp()
        self.confirm_order(self.customer, days_ago(10), 90)
        self.confirm_order(self.other, days_ago(10), 10)
        self.cards = self.judge()

    def test_it_holds_at_once_and_over_runs(self):
        self.create_override(self.other, "key")
        card = self.get_card(self.other)
        self.assertEqual((card.class_id.code, card.computed_class_id.code), ("key", "standard"))
        self.assertEqual((card.previous_class_id.code, card.class_since), ("standard", TODAY))
        self.assertTrue(card.has_override)
        self.assertEqual(self.get_events(self.other).mapped("kind"), ["override"])
        cards = self.judge(
            day=TODAY + datetime.timedelta(days=1), overrides={self.other.id: "key"}, previous=self.cards
        )
        self.assertEqual(cards.rows[self.other.id].class_code, "key")
        self.assertEqual(self.get_card(self.other).class_since, TODAY)

    def test_it_ends_by_itself_after_its_last_day(self):
        last_day = TODAY + datetime.timedelta(days=2)
        override = self.create_override(self.other, "key", date_end=last_day)
        self.judge(day=last_day, overrides={self.other.id: "key"})
        self.assertEqual(self.get_card(self.other).class_id.code, "key")
        day_after = last_day + datetime.timedelta(days=1)
        self.judge(day=day_after)
        self.assertEqual(self.get_card(self.other).class_id.code, "standard")
        self.assertEqual(self.get_events(self.other).mapped("kind"), ["override", "override_end"])
        with freeze_time(datetime.datetime.combine(day_after, datetime.time(12))):
            override.invalidate_recordset()
            self.assertEqual(override.state, "ended")

    def test_ending_it_rejudges_at_once(self):
        override = self.create_override(self.other, "key")
        with freeze_time(datetime.datetime.combine(TODAY, datetime.time(12))):
            override.action_end()
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.get_card(self.other).class_id.code, "standard")
        self.assertEqual(self.get_events(self.other).mapped("kind"), ["override", "override_end"])

    def test_a_prospect_may_have_a_class_by_hand(self):
        prospect = self.create_customer("Prospect")
        self.create_quotation(prospect)
        self.judge()
        self.assertFalse(self.get_card(prospect).class_id)
        self.create_override(prospect, "growth")
        self.judge(overrides={prospect.id: "growth"})
        card = self.get_card(prospect)
        self.assertEqual((card.class_id.code, card.computed_class_id.code), ("growth", False))

    def test_it_wins_over_no_value(self):
        gone = self.create_customer("Gone")
        self.confirm_order(gone, days_ago(800))
        self.judge()
        self.create_override(gone, "key")
        self.judge(overrides={gone.id: "key"})
        self.assertEqual(self.get_card(gone).class_id.code, "key")

    def test_history_cannot_be_changed(self):
        self.create_override(self.other, "key")
        event = self.get_events(self.other).with_user(self.manager)
        with self.assertRaises(AccessError):
            event.write({"date": days_ago(1)})
        with self.assertRaises(AccessError):
            event.unlink()
