"""Deciding about many alerts costs as many queries as deciding about few; what is shown costs a few each."""

from odoo import fields
from odoo.tools import SQL

from odoo.addons.crm_sme.models.dispatch.sme_tick import DIGEST, DISPATCH, EXPIRING

from tests.orm.attention.common import AttentionCase

FEW, MANY = 10, 100
SLACK = 3
MOST_IDLE = 4  # of the three jobs together, where nothing is due
MOST_EACH = 3  # of what is shown


class TestAttentionQueries(AttentionCase):
    def count(self, function, *arguments):
        """Queries of a call with cold caches and nothing pending."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        function(*arguments)
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def raise_alerts(self, number):
        return self.alerts._raise(
            [
                {
                    "user_id": self.anna.id,
                    "partner_id": customer.id,
                    "company_id": self.company.id,
                    "kind": "customer",
                    "key": f"perf,{customer.id}",
                    "res_model": "res.partner",
                    "res_id": customer.id,
                }
                for customer in self.customers(number)
            ]
        )

    def dispatch(self, alerts):
        alerts._process_dispatch(fields.Datetime.now())

    def test_nothing_due(self):
        now = fields.Datetime.now()

        def look():
            for job in (EXPIRING, DISPATCH, DIGEST):
                self.assertFalse(getattr(self.env[job.model], job.find)(now))

        self.count(look)
        self.assertLessEqual(self.count(look), MOST_IDLE)

    def test_raising(self):
        few = self.customers(FEW), self.count(self.raise_alerts, FEW)
        self.assertLessEqual(self.count(self.raise_alerts, MANY), few[1] + SLACK)

    def test_what_goes_into_the_digest(self):
        self.company.sme_alert_cap = 0
        self.count(self.dispatch, self.raise_alerts(FEW))
        few = self.count(self.dispatch, self.raise_alerts(FEW))
        self.assertLessEqual(self.count(self.dispatch, self.raise_alerts(MANY)), few + SLACK)

    def test_what_is_shown(self):
        self.company.sme_alert_cap = MANY * 3
        self.count(self.dispatch, self.raise_alerts(FEW))
        few = self.count(self.dispatch, self.raise_alerts(FEW))
        many = self.count(self.dispatch, self.raise_alerts(MANY))
        self.assertLessEqual((many - few) / (MANY - FEW), MOST_EACH)

    def test_the_plan_needs_no_scan(self):
        """The searches of the tick find what is due by an index, however many alerts there were."""
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        for domain in (
            [("state", "=", "pending"), ("fail_count", "<", 3)],
            [("state", "=", "digested"), ("digest_date", "=", False), ("digest_on", "<=", fields.Datetime.now())],
        ):
            query = self.alerts._search(domain, bypass_access=True)
            self.env.cr.execute(SQL("EXPLAIN %s", query.select()))
            plan = "\n".join(row[0] for row in self.env.cr.fetchall())
            self.assertNotIn("Seq Scan on sme_alert", plan)
