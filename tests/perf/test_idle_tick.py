"""A tick with nothing to do asks little, and looks for it in indexes, however much was done before."""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from odoo.addons.crm_sme.queries import clocks

from bench.mass_insert import insert_alike
from tests.orm.cases.common import CasesCase

# What the lanes and the jobs ask once the plans were looked at tonight.
MOST_QUERIES = 15
ROWS = 50_000


class TestIdleTick(CasesCase):
    def test_queries_of_a_tick_with_nothing_due(self):
        now = fields.Datetime.now()
        self.env["sme.plan"].with_context(active_test=False).search([]).looked_until = now
        self.find(now)  # what is kept in memory for a process
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        found = self.find(now)
        self.assertFalse(any(found.values()), found)
        self.assertLessEqual(self.env.cr.sql_log_count - before, MOST_QUERIES)

    def find(self, now):
        tick = self.env["sme.tick"]
        tick._get_lanes()
        return {job.process: getattr(self.env[job.model], job.find)(now) for job in sorted(tick._get_jobs())}

    def test_finished_clocks_are_not_read(self):
        service = self.create_service(self.azure)
        now = fields.Datetime.now()
        clock = service.clock_ids[:1]
        self.env.flush_all()
        insert_alike(
            self.env.cr,
            "sme_service_clock",
            clock.id,
            f"generate_series(1, {ROWS}) AS number",
            {"id": "nextval('sme_service_clock_id_seq')", "state": "'met'", "cycle": "number + 1", "review": "NULL"},
        )
        self.assertGreaterEqual(self.env.cr.rowcount, ROWS)
        self.env.cr.execute("ANALYZE sme_service_clock")
        plan = self.env.execute_query(SQL("EXPLAIN %s", clocks.clocks_of_changed_classes(now + timedelta(days=9), 3)))
        text = "\n".join(line for [line] in plan)
        self.assertNotIn("Seq Scan on sme_service_clock", text)
