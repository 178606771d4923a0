"""What exits cost: one query for the event, and no more queries for many follow-ups than for few."""

from odoo import fields

from odoo.addons.crm_sme.models.exits.sme_tick import FOLD

from tests.orm.exits.common import ExitCase


class TestExitQueries(ExitCase):
    def enrol_many(self, count):
        customers = self.env["res.partner"].create(
            [{"name": f"Customer {n}", "is_company": True} for n in range(count)]
        )
        self.env.cr.flush()
        self.plan._enrol(
            [
                {"partner_id": customer.id, "documents": {}, "reasons": [], "date": fields.Date.today()}
                for customer in customers
            ]
        )
        return customers

    def note_orders(self, customers):
        self.env["sme.contact"]._note(
            [
                {
                    "partner_id": customer.id,
                    "company_id": self.company.id,
                    "date": fields.Datetime.now(),
                    "channel": "order",
                    "direction": "in",
                    "kind": "order",
                    "event_key": f"test,{customer.id}",
                }
                for customer in customers
            ]
        )
        self.env.cr.flush()

    def count_queries(self, count):
        customers = self.enrol_many(count)
        self.note_orders(customers)
        self.env.invalidate_all()
        ids = self.env["sme.contact"]._find_pending(fields.Datetime.now())
        before = self.env.cr.sql_log_count
        self.assertIsNone(self.env["sme.tick"]._try(FOLD, ids, fields.Datetime.now()))
        stopped = self.env["sme.enrolment"].search_count(
            [("commercial_partner_id", "in", customers.ids), ("stop_reason", "=", "order")]
        )
        self.assertEqual(stopped, count)
        return self.env.cr.sql_log_count - before

    def test_many_are_stopped_by_as_many_queries_as_few(self):
        self.count_queries(2)  # what is read once
        few = self.count_queries(3)
        many = self.count_queries(100)
        self.assertLessEqual(many, few + 2)
        self.assertLessEqual(many, 32)

    def test_an_event_of_a_customer_without_plan_wakes_nobody(self):
        self.enrol()
        triggers = self.env["ir.cron.trigger"]
        cron = self.env.ref("crm_sme.ir_cron_sme_tick")
        triggers.search([("cron_id", "=", cron.id)]).unlink()
        self.note_orders(self.lumber)
        self.assertFalse(triggers.search_count([("cron_id", "=", cron.id)]))
        self.note_orders(self.azure)
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), 1)

    def test_an_event_that_wakes_the_tick_is_one_statement(self):
        self.enrol()
        self.note_orders(self.lumber)
        with self.assertQueryCount(3):  # within a savepoint
            self.note_orders(self.azure)

    def test_a_tick_without_anything_new(self):
        self.tick()
        self.env.invalidate_all()
        now = fields.Datetime.now()
        self.env["sme.contact"]._find_pending(now)
        self.env["sme.enrolment"]._find_to_resume(now)
        with self.assertQueryCount(6):  # meetings within a savepoint, rows, what may go on
            self.env["sme.contact"]._find_pending(now)
            self.env["sme.enrolment"]._find_to_resume(now)
