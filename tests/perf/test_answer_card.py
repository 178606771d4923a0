"""The answer card costs the same for few orders and for many, and long threads cost no more than short ones."""

import re
from unittest.mock import patch

from odoo.api import Environment
from odoo.tests import freeze_time
from odoo.tools import SQL

from bench.mass_insert import insert_alike
from tests.orm.answer.common import AnswerCase

FEW, MANY = 10, 1000
CONTACTS = 20_000
MOST_QUERIES = 25


class TestAnswerCardQueries(AnswerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.buyers = {}
        for count in (FEW, MANY):
            buyer = cls.create_customer(f"Buyer of {count}", user_id=cls.ben.id, lang="zh_CN")
            buyer.property_account_receivable_id = cls.accounts["receivable"]
            order = cls.order_of(buyer, (cls.product, 5), (cls.chair, 2), user=cls.ben, promised_in=5)
            cls.invoice_of(order)
            order.order_line[0].qty_delivered = 2
            for number in range(3):
                cls.create_service(buyer, name=f"Case {number}")
            cls.create_service(buyer)._move_to("solved")
            cls.env["sme.entitlement"].create({"partner_id": buyer.id, "product_id": cls.product.id})
            buyer.with_user(cls.anna)._log_call("Hello", True)
            cls.insert_orders(order, count - 1)
            cls.buyers[count] = buyer
        cls.env["sme.customer"].action_refresh()
        cls.env.cr.execute("ANALYZE sale_order, sale_order_line, res_partner, mail_message, account_move")

    @classmethod
    def insert_orders(cls, order, count):
        """Orders with two lines each, one a week, in the likeness of an order."""
        cls.env.flush_all()
        cr = cls.env.cr
        cr.execute("SELECT max(id) FROM sale_order")
        [(last,)] = cr.fetchall()
        series = f"generate_series(1, {count}) AS number"
        columns = {
            "id": f"{last} + number",
            "name": "'MANY' || number",
            "date_order": "model.date_order - number * interval '7 days'",
            "access_token": "NULL",
        }
        insert_alike(cr, "sale_order", order.id, series, columns)
        for line in order.order_line:
            columns = {"id": "nextval('sale_order_line_id_seq')", "order_id": f"{last} + number"}
            insert_alike(cr, "sale_order_line", line.id, series, columns)
        cr.execute("SELECT setval('sale_order_id_seq', %s)", [last + count])
        cls.env.invalidate_all(flush=False)

    def count_queries(self, role, partner):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        with freeze_time(self.freeze_to):
            card = self.card(role, partner)
        return self.env.cr.sql_log_count - before, card

    def test_the_same_few_queries_for_few_and_for_many_orders(self):
        for role in ("service", "salesman", "sales_manager"):
            with self.subTest(role=role):
                self.count_queries(role, self.buyers[FEW])  # what is cached for a process
                few, _card = self.count_queries(role, self.buyers[FEW])
                many, card = self.count_queries(role, self.buyers[MANY])
                self.assertEqual(len(card["orders"]["rows"]), 20)
                self.assertEqual(card["orders"]["more"], MANY - 20)
                self.assertEqual(few, many)
                self.assertLessEqual(many, MOST_QUERIES)

    def count_portal(self, count):
        self.users["portal"].partner_id.parent_id = self.buyers[count]
        self.env.registry.clear_cache()  # the record rules of the user
        self.count_queries("portal", self.buyers[count])
        return self.count_queries("portal", self.buyers[count])

    def test_a_customer_is_told_as_cheaply(self):
        few, _card = self.count_portal(FEW)
        many, card = self.count_portal(MANY)
        self.assertEqual(len(card["orders"]["rows"]), 20)
        self.assertEqual(few, many)
        self.assertLessEqual(many, MOST_QUERIES)

    def test_a_long_history_is_read_by_its_index(self):
        buyer = self.buyers[FEW]
        buyer.with_user(self.anna)._log_call("Hello", True)
        self.env.cr.precommit.run()
        row = self.env["sme.contact"].search([("commercial_partner_id", "=", buyer.id)], limit=1)
        series = f"generate_series(1, {CONTACTS}) AS number"
        columns = {
            "id": "nextval('sme_contact_id_seq')",
            "event_key": "'perf,' || number",
            "date": "model.date - number * interval '1 hour'",
            "kind": "CASE WHEN number %% 2 = 0 THEN 'payment' ELSE 'message' END",
        }
        insert_alike(self.env.cr, "sme_contact", row.id, series, columns)
        self.env.cr.execute("ANALYZE sme_contact")
        self.count_queries("service", buyer)
        plain, _card = self.count_queries("service", self.buyers[MANY])
        count, card = self.count_queries("service", buyer)
        self.assertEqual((count, card["last_contact"]["channel"]), (plain, "call"))
        plan = self.explain_last_contact(buyer)
        self.assertNotIn("Seq Scan on sme_contact", plan)
        read = [int(float(rows)) for rows in re.findall(r"on sme_contact.*actual.*?rows=(\S+)", plan)]
        self.assertTrue(read)
        self.assertLess(max(read), 10, plan)

    def explain_last_contact(self, partner):
        """The plan of the statement that fetches the last contact."""
        plans = []
        execute_query = Environment.execute_query

        def explain(env, query):
            if "sme_contact contact" in query.code:
                plans.extend(line for (line,) in execute_query(env, SQL("EXPLAIN ANALYZE %s", query)))
            return execute_query(env, query)

        with patch.object(Environment, "execute_query", explain):
            self.card("service", partner)
        return "\n".join(plans)
