"""How many queries things cost: what many records cost, few must cost as well, and the other way round."""

import datetime
from contextlib import contextmanager
from decimal import Decimal

from lxml import etree

from odoo import Command
from odoo.tests import freeze_time, new_test_user

from odoo.addons.crm_sme.expression_fields import ExpressionField

from tests.oracle.common import NewOrder, OracleCase

TODAY = datetime.datetime(2026, 3, 31, 12)
FEW, MANY = 10, 300
PAGE = 80


class QueryCountCase(OracleCase):
    """Three hundred customers with orders, quotations and opportunities."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(MANY)])
        cls.model_order = cls.create_model_order(cls.company)
        cls.salesperson = new_test_user(
            cls.env,
            "oracle_salesperson",
            groups="sales_team.group_sale_salesman_all_leads",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def insert_history(cls, customers):
        """Three orders for each of the customers, at dates that make every lifecycle."""
        orders = [
            NewOrder(
                customer.id,
                TODAY - datetime.timedelta(days=1 + (index * 7 + turn * 45) % 600),
                Decimal(10 + index),
                Decimal(5),
            )
            for index, customer in enumerate(customers)
            for turn in range(3)
        ]
        cls.insert_orders(cls.model_order, orders)

    @contextmanager
    def count_queries(self, counts):
        """Append the number of queries of the block to ``counts``, starting with empty caches and nothing pending."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        with freeze_time(TODAY):
            yield
        self.env.flush_all()
        counts.append(self.cr.sql_log_count - before)


class TestRefreshQueries(QueryCountCase):
    def count_refresh(self, days=0):
        """Queries of one refresh, so many days after today."""
        counts = []
        customers = self.env["sme.customer"].with_user(self.manager).with_company(self.company)
        with self.count_queries(counts), freeze_time(TODAY + datetime.timedelta(days=days)):
            customers.action_refresh()
        return counts[0]

    def count_runs(self, customers):
        """Queries of a first run, an unchanged one, one that changes lifecycles, and one with new orders."""
        self.insert_history(customers)
        first, unchanged, later = self.count_refresh(), self.count_refresh(), self.count_refresh(100)
        self.insert_history(customers[:FEW])
        return first, unchanged, later, self.count_refresh(100)

    def test_refresh_costs_the_same_for_few_and_for_many(self):
        self.refresh_on(TODAY)
        savepoint = self.cr.savepoint()
        few = self.count_runs(self.customers[:FEW])
        self.env.clear()
        savepoint.close(rollback=True)
        many = self.count_runs(self.customers)
        self.assertEqual(few, many)
        self.assertLess(max(many), 100)


class TestReadingQueries(QueryCountCase):
    """Badges in lists, and filters, orders and groups by them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.insert_history(cls.customers)
        cls.create_leads()
        with freeze_time(TODAY):
            cls.env["sme.customer"].with_user(cls.manager).with_company(cls.company).action_refresh()

    @classmethod
    def create_leads(cls):
        """One opportunity for each customer."""
        cls.env["crm.lead"].create(
            [
                {"name": customer.name, "type": "opportunity", "partner_id": customer.id, "company_id": cls.company.id}
                for customer in cls.customers
            ]
        )

    def browse_all(self, model_name):
        """The records of the company, as its salesperson sees them."""
        model = self.env[model_name].with_user(self.salesperson).with_company(self.company)
        if model_name == "res.partner":
            return model.browse(self.customers.ids)
        return model.search([("company_id", "=", self.company.id), ("partner_id", "in", self.customers.ids)])

    def count_reading(self, records, names=("sme_class_id", "sme_lifecycle")):
        """Queries of reading the badge of all the records, the name of the class included."""
        counts = []
        with self.count_queries(counts):
            for record in records:
                for name in names:
                    self.assertIsNotNone(record[name])
                self.assertIsNotNone(record.sme_class_id.display_name)
        return counts[0]

    def test_reading_badges_is_constant(self):
        for model_name in ("res.partner", "sale.order", "crm.lead"):
            with self.subTest(model=model_name):
                records = self.browse_all(model_name)
                self.assertGreaterEqual(len(records), MANY)
                self.count_reading(records[:FEW])
                few = self.count_reading(records[:FEW])
                page = self.count_reading(records[:PAGE])
                self.assertEqual(few, page)
                self.assertLessEqual(page, 6)

    def test_badges_are_there(self):
        for model_name in ("res.partner", "sale.order", "crm.lead"):
            with freeze_time(TODAY):
                records = self.browse_all(model_name)[:PAGE]
                self.assertTrue(all(record.sme_class_id for record in records), model_name)

    def test_list_with_badges_costs_one_query_more(self):
        badges = {"sme_class_id": {"fields": {"display_name": {}}}, "sme_lifecycle": {}}
        for model_name in ("res.partner", "sale.order", "crm.lead"):
            with self.subTest(model=model_name):
                records = self.browse_all(model_name)[:PAGE]
                partner = "commercial_partner_id" if model_name == "res.partner" else "partner_id"
                specification = {partner: {"fields": {"display_name": {}}}}
                with_badges = {**specification, **badges}
                records.web_read(with_badges)
                counts = []
                for fields in (specification, with_badges):
                    with self.count_queries(counts):
                        records.web_read(fields)
                self.assertLessEqual(counts[1] - counts[0], 1)

    def test_figures_on_the_contact_cost_three_queries(self):
        """Class and lifecycle, last contact, and rights: each for all contacts at once."""
        names = ("sme_class_id", "sme_lifecycle", "sme_last_contact_date")
        names += ("sme_entitlement_count", "sme_entitlement_hint")
        self.assertEqual(set(names), self.get_own_fields("res.partner", "form"))
        partners = self.browse_all("res.partner")
        partners[:1].web_read({name: {} for name in names})
        for page in (partners[:1], partners[:PAGE]):
            counts = []
            for fields in (("commercial_partner_id",), ("commercial_partner_id", *names)):
                with self.count_queries(counts):
                    page.web_read({name: {} for name in fields})
            self.assertLessEqual(counts[1] - counts[0], 3)

    def get_own_fields(self, model_name, view_type):
        """The addon's fields in the view that everybody opens."""
        arch = self.env[model_name].with_user(self.salesperson).get_view(view_type=view_type)["arch"]
        names = {node.get("name") for node in etree.fromstring(arch).iter("field")}
        return {name for name in names if name.startswith("sme_")}

    def test_lists_show_only_what_one_query_brings(self):
        for model_name in ("res.partner", "sale.order"):
            self.assertEqual(self.get_own_fields(model_name, "list"), {"sme_class_id", "sme_lifecycle"})

    def test_descriptions_of_views_take_no_query_of_ours(self):
        """Whether a field can sort and group is known without asking who is away today."""
        for model_name in ("res.partner", "sme.customer"):
            model = self.env[model_name].with_user(self.salesperson).with_company(self.company)
            names = [name for name, field in model._fields.items() if isinstance(field, ExpressionField)]
            self.assertGreaterEqual(len(names), 4)
            model.fields_get(names)
            counts = []
            with self.count_queries(counts):
                described = model.fields_get(names)
            self.assertEqual(counts, [0])
            self.assertTrue(all(description["sortable"] for description in described.values()))

    def count_searching(self, model, **arguments):
        """Queries of one search."""
        counts = []
        with self.count_queries(counts):
            model.search(**arguments)
        return counts[0]

    def test_searching_and_sorting_take_a_few_queries(self):
        growth = self.env.ref("crm_sme.customer_class_growth")
        for model_name in ("res.partner", "sale.order", "crm.lead"):
            model = self.browse_all(model_name).browse()
            for arguments in (
                {"domain": [("sme_class_id", "=", growth.id)]},
                {"domain": [("sme_class_id", "!=", False)]},
                {"domain": [("sme_class_id.code", "in", ["key", "growth"])]},
                {"domain": [("sme_class_id", "ilike", "grow")]},
                {"domain": [("sme_lifecycle", "in", ["late", "dormant"])]},
                {"domain": [], "order": "sme_class_id, id", "limit": PAGE},
            ):
                with self.subTest(model=model_name, **arguments):
                    self.count_searching(model, **arguments)
                    self.assertLessEqual(self.count_searching(model, **arguments), 3)

    def test_grouping_takes_a_constant_number_of_queries(self):
        for model_name in ("res.partner", "sale.order", "crm.lead"):
            with self.subTest(model=model_name):
                model = self.browse_all(model_name).browse()
                counts = []
                for _turn in range(2):
                    with self.count_queries(counts):
                        groups = model.formatted_read_group([], ["sme_class_id"], ["__count"])
                self.assertGreaterEqual(len(groups), 3)
                self.assertLessEqual(counts[1], 3)

    def test_what_ages_is_searched_sorted_and_grouped_in_sql(self):
        customers = self.env["sme.customer"].with_user(self.manager).with_company(self.company)
        for arguments in (
            {"domain": [("days_since_last", ">", 90)]},
            {"domain": [("lateness", ">", 1.5)], "order": "lateness desc"},
            {"domain": [], "order": "days_since_last desc", "limit": PAGE},
        ):
            with self.subTest(**arguments):
                self.count_searching(customers, **arguments)
                self.assertLessEqual(self.count_searching(customers, **arguments), 2)
        counts = []
        with self.count_queries(counts):
            groups = customers.formatted_read_group([], ["days_since_last"], ["__count"])
        self.assertGreater(len(groups), PAGE)
        self.assertLessEqual(counts[0], 4)
