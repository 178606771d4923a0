"""The answer card costs the same for few orders and for many, and long threads cost no more than short ones."""

import re

from odoo.tests import freeze_time
from odoo.tools import SQL

from odoo.addons.crm_sme.queries import answer_customer

from bench.mass_insert import insert_alike
from tests.orm.answer.common import AnswerCase

FEW, MANY = 10, 1000
MESSAGES = 20_000
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

    def test_a_long_thread_is_read_by_its_index(self):
        buyer = self.buyers[FEW]
        message = buyer.message_post(
            body="Hello",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.anna.partner_id.id,
        )
        note = buyer.message_post(body="A note", subtype_xmlid="mail.mt_note")
        self.env.flush_all()
        for model, series in (
            (message, f"generate_series(1, {MESSAGES}) AS number"),
            (note, "generate_series(1, 100) AS number"),
        ):
            columns = {"id": "nextval('mail_message_id_seq')", "message_id": "'<' || number || '@example.com>'"}
            insert_alike(self.env.cr, "mail_message", model.id, series, columns)
        self.env.cr.execute("ANALYZE mail_message")
        self.count_queries("service", buyer)
        plain, _card = self.count_queries("service", self.buyers[MANY])
        count, card = self.count_queries("service", buyer)
        self.assertEqual((count, card["last_contact"]["channel"]), (plain, "message"))
        plan = self.explain_last_contact(buyer)
        self.assertNotIn("Seq Scan on mail_message", plan)
        # what an index scan of the thread gave before the newest public message was found
        read = [int(float(part.split()[0])) for part in re.findall(r"on mail_message .*actual.*?rows=(\S+)", plan)]
        self.assertTrue(read)
        self.assertLess(max(read), 300, plan)

    def explain_last_contact(self, partner):
        partner = partner.with_user(self.anna).with_context(allowed_company_ids=self.company.ids)
        scope = partner.env["sme.answer.card"]._get_scope(partner, partner._get_answer_audience())
        documents = [("sale.order", scope.document_ids)]
        statement = answer_customer.last_contact(
            scope.contact_ids, scope.order_ids, documents, scope.now, partner.env.user.partner_id.id
        )
        return "\n".join(line for (line,) in self.env.execute_query(SQL("EXPLAIN ANALYZE %s", statement)))
