"""A tick with nothing to do asks little, and looks for it in indexes, however much was done before."""

import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tools import SQL

from odoo.addons.crm_sme.queries import tick as tick_queries

from bench.mass_insert import insert_alike
from tests.orm.plan.common import PlanCase

# Which lanes there are, a savepoint, whether anything is due.
MOST_QUERIES = 4
ROWS = 20_000
SEQUENCE = "nextval('{table}_id_seq')"
OF_PARENT = {"partner_id": "parent.id", "commercial_partner_id": "parent.id"}
LONG_AGO = "now() - nth * interval '1 hour' - interval '1 year'"
# Of which record what is filled in is one.
PARENTS = {
    "sme_contact": "res_partner AS parent",
    "sme_enrolment": "res_partner AS parent",
    "sme_enrolment_step": "sme_enrolment AS parent",
    "calendar_attendee": "calendar_event AS parent",
}
# Few rows, whatever happens.
SMALL = {"res_company", "res_users", "sme_plan", "sme_plan_step", "sme_service_type", "resource_calendar"}
SMALL |= {"resource_resource", "ir_model_data"}


class TestIdleTick(PlanCase):
    def setUp(self):
        super().setUp()
        self.tick = self.env["sme.tick"]
        self.now = self.get_now()
        self.env["sme.plan"].with_context(active_test=False).search([]).looked_until = self.now
        self.env["sme.contact"]._note_meetings(self.now)

    def ask(self):
        self.tick._get_lanes()
        return self.tick._get_jobs_to_do(self.now)

    def test_queries_of_a_tick_with_nothing_due(self):
        self.ask()  # what is kept in memory for a process
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.assertFalse(self.ask())
        self.assertLessEqual(self.env.cr.sql_log_count - before, MOST_QUERIES)

    def test_a_job_with_work_wakes_those_after_it(self):
        self.enrol(self.customer, day=self.now.date() - timedelta(days=7))
        jobs = [job.process for job in self.ask()]
        self.assertEqual(jobs[0], "_process_due")
        self.assertIn("_process_digest", jobs)
        self.assertNotIn("_process_review", jobs)

    def test_where_one_question_fails_every_job_is_asked(self):
        broken = SQL("SELECT 1 WHERE 1 / 0 = 1")
        with patch.object(self.registry["sme.alert"], "_probe_for_digest", lambda _alerts, _now: broken):
            self.assertEqual(self.ask(), sorted(self.tick._get_jobs()))
        self.assertFalse(self.ask())

    def test_every_probe_says_what_its_job_finds(self):
        """Nothing at first; then, for each kind of work, a job is asked for."""
        self.assertFalse(self.ask())
        meeting = self.env["calendar.event"].create(
            {
                "name": "Talk",
                "start": self.now - timedelta(hours=3),
                "stop": self.now - timedelta(hours=2),
                "partner_ids": [fields.Command.link(self.customer.id)],
            }
        )
        self.env["ir.config_parameter"].set_param("crm_sme.contact_meetings_until", self.now - timedelta(hours=6))
        self.assertEqual(self.ask()[0].process, "_process_pending")
        self.env["sme.contact"]._note_meetings(self.now)
        self.env["sme.contact"].search([]).is_pending = False
        self.assertFalse(self.ask(), "a meeting that was noted is no work, however long the mark stays")
        meeting.unlink()
        for job in sorted(self.tick._get_jobs()):
            model = self.env[job.model]
            with self.subTest(job=job.process):
                self.assertFalse(getattr(model, job.find)(self.now))

    def test_what_was_done_is_not_read(self):
        self.fill()
        self.assertFalse(self.ask())
        probes = [getattr(self.env[job.model], job.probe)(self.now) for job in self.tick._get_jobs()]
        plan = "\n".join(line for [line] in self.env.execute_query(SQL("EXPLAIN %s", tick_queries.count_rows(probes))))
        scanned = set(re.findall(r"Seq Scan on (\w+)", plan)) - SMALL
        self.assertFalse(scanned, plan)
        for table in ("sme_service_clock", "sme_contact", "sme_enrolment_step", "sme_alert", "calendar_event"):
            self.assertRegex(plan, rf"(Index.* on|using) \w*{table}", "it is looked at")

    def fill(self):
        """Years of work behind, nothing before."""
        service = self.create_service(self.azure)
        enrolment = self.enrol(self.customer)
        self.env["sme.contact"]._insert(
            events=[
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "date": self.now,
                    "channel": "email",
                    "direction": "out",
                    "kind": "message",
                    "is_real": True,
                    "event_key": "idle",
                }
            ]
        )
        self.env["sme.alert"]._raise(
            [{"user_id": self.seller.id, "company_id": self.company.id, "kind": "plan", "reasons": [], "key": "idle"}]
        )
        alert = self.env["sme.alert"].search([("key", "=", "idle")])
        alert.write({"state": "dropped"})
        right = self.env["sme.entitlement"].create(
            {"partner_id": self.azure.id, "product_id": self.env["product.product"].create({"name": "Desk"}).id}
        )
        contact = self.env["sme.contact"].search([("event_key", "=", "idle")])
        contact.is_pending = False
        meeting = self.env["calendar.event"].create(
            {
                "name": "Talk",
                "start": self.now - timedelta(days=400),
                "stop": self.now - timedelta(days=400),
                "partner_ids": [fields.Command.link(self.customer.id)],
            }
        )
        self.env.cr.flush()  # what is noted at the end of a transaction
        self.env["sme.contact"].search([]).is_pending = False
        self.env.flush_all()
        past = f"({LONG_AGO})::timestamp"
        rows = {
            "res_partner": (self.customer, {"commercial_partner_id": "currval('res_partner_id_seq')"}),
            "sme_service": (service, {"state": "'closed'", "number": "'IDLE' || nth", "access_token": "NULL"}),
            "sme_service_clock": (
                service.clock_ids[:1],
                {"state": "'met'", "cycle": "nth + 1", "review": "NULL", "date_end": past},
            ),
            "sme_contact": (contact, {"event_key": "'idle,' || parent.id", **OF_PARENT}),
            "sme_enrolment": (enrolment, {"state": "'done'", "running_key": "NULL", **OF_PARENT}),
            "sme_enrolment_step": (enrolment.step_ids, {"state": "'done'", "enrolment_id": "parent.id"}),
            "sme_alert": (alert, {"key": "'idle,' || nth", "date": past}),
            "sme_entitlement": (
                right,
                {"number": "'IDLE' || nth", "date_start": f"({past})::date", "date_end": f"({past})::date"},
            ),
            "calendar_event": (meeting, {"start": past, "stop": past, "access_token": "NULL"}),
            "calendar_attendee": (
                meeting.attendee_ids[:1],
                {"access_token": "'idle' || parent.id", "event_id": "parent.id"},
            ),
        }
        for table, (model, columns) in rows.items():
            source = PARENTS.get(table, f"generate_series(1, {ROWS}) AS nth")
            insert_alike(self.env.cr, table, model.id, source, {"id": SEQUENCE.format(table=table), **columns})
            self.assertGreaterEqual(self.env.cr.rowcount, ROWS)
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        enrolment._stop("by_hand", self.now)
        service.clock_ids.write({"review": False, "warned_on": self.now, "escalated_on": self.now})
        self.env.flush_all()
        self.env.invalidate_all()
