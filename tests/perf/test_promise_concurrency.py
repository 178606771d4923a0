"""Clocks beside people at work: whoever loses a race is served a moment later, and nothing happens twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from odoo import fields
from odoo.tools import mute_logger

from odoo.addons.crm_sme.models.escalation.sme_tick import WARNING

from tests.perf.test_concurrency import WAIT_SECONDS, ConcurrencyCase


class TestPromiseConcurrency(ConcurrencyCase):
    @classmethod
    def create_company(cls, env):
        super().create_company(env)
        team = env["sme.service.team"].search([("company_id", "=", cls.company_id)])
        team.write({"assign_automatically": False, "user_id": cls.manager_id})
        cls.team_id = team.id

    @classmethod
    def remove_company(cls):
        with cls.transaction() as env, mute_logger("odoo.models.unlink"):
            env["sme.service"].with_context(active_test=False).search([("company_id", "=", cls.company_id)]).unlink()
        super().remove_company()

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            self.service_id = (
                env["sme.service"]
                .create(
                    {
                        "name": "Wobbles",
                        "company_id": self.company_id,
                        "team_id": self.team_id,
                        "partner_id": self.customer_ids[0],
                    }
                )
                .id
            )

    def at_once(self, *functions):
        """Run requests at the same time: each has its snapshot before the first of them writes."""
        barrier = threading.Barrier(len(functions), timeout=WAIT_SECONDS)

        def prepare(function):
            started = threading.Event()

            def request(env):
                service = env["sme.service"].browse(self.service_id)
                service.read(["state", "priority"])
                if not started.is_set():
                    started.set()
                    barrier.wait()
                return function(service)

            return request

        with (
            ThreadPoolExecutor(max_workers=len(functions)) as executor,
            mute_logger("odoo.sql_db", "odoo.service.model"),
        ):
            running = [executor.submit(self.run_request, prepare(function)) for function in functions]
            return [result.result(timeout=WAIT_SECONDS) for result in running]

    def post_of_customer(self, service):
        return service.message_post(
            body="Still wobbles",
            author_id=self.customer_ids[0],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        ).id

    def reply(self, service):
        return (
            service.with_user(self.manager_id)
            .message_post(body="We look", message_type="comment", subtype_xmlid="mail.mt_comment")
            .id
        )

    def test_two_people_save_the_same_record(self):
        self.at_once(
            lambda service: service.write({"priority": "2"}),
            lambda service: service._move_to("waiting"),
        )
        with self.transaction() as env:
            service = env["sme.service"].browse(self.service_id)
            self.assertEqual((service.priority, service.state), ("2", "waiting"))
            self.assertEqual(sorted(service.clock_ids.mapped("state")), ["paused", "running"])

    def test_two_messages_of_the_customer_open_one_clock(self):
        self.run_request(lambda env: self.reply(env["sme.service"].browse(self.service_id)))
        self.run_request(lambda env: env["sme.service"].browse(self.service_id)._move_to("working"))
        messages = self.at_once(self.post_of_customer, self.post_of_customer)
        with self.transaction() as env:
            service = env["sme.service"].browse(self.service_id)
            clocks = service.clock_ids.filtered(lambda clock: clock.kind == "next_response")
            self.assertEqual(clocks.mapped("state"), ["running"])
            self.assertEqual(set(messages) & set(service.message_ids.ids), set(messages), "no message is lost")

    def test_two_jobs_at_once_warn_once(self):
        with self.transaction() as env:
            clocks = env["sme.service.clock"].search([("service_id", "=", self.service_id)])
            now = max(clocks.mapped("deadline")) - timedelta(minutes=1)
        warned, looked = threading.Event(), threading.Event()

        def process(env):
            ids = env["sme.service.clock"].search([("service_id", "=", self.service_id)]).ids
            return env["sme.tick"]._try(WARNING, ids, now)

        def hold(env):
            error = process(env)
            warned.set()
            looked.wait(WAIT_SECONDS)
            return error

        def look(env):
            warned.wait(WAIT_SECONDS)
            error = process(env)
            looked.set()
            return error

        with ThreadPoolExecutor(max_workers=2) as executor:
            running = [executor.submit(self.run_within, function) for function in (hold, look)]
            self.assertEqual([result.result(timeout=WAIT_SECONDS) for result in running], [None, None])
        self.run_within(process)
        with self.transaction() as env:
            service = env["sme.service"].browse(self.service_id)
            alerts = env["sme.alert"].search([("res_model", "=", service._name), ("res_id", "=", service.id)])
            self.assertEqual(len(alerts), len(clocks), "one a clock: the leader handles it")
            self.assertTrue(all(clock.warned_on for clock in service.clock_ids))

    def test_a_holiday_entered_while_an_answer_is_sent(self):
        def add_holiday(service):
            now = fields.Datetime.now()
            service.env["resource.calendar.leaves"].create(
                {
                    "name": "Bridge day",
                    "company_id": self.company_id,
                    "calendar_id": False,
                    "date_from": now + timedelta(days=1),
                    "date_to": now + timedelta(days=2),
                }
            )

        self.at_once(add_holiday, self.reply)
        with self.transaction() as env:
            service = env["sme.service"].browse(self.service_id)
            first = service.clock_ids.filtered(lambda clock: clock.kind == "first_response")
            self.assertIn(first.state, ("met", "missed"))
            solution = service.clock_ids - first
            self.assertEqual((solution.state, solution.review), ("paused", "hours"))
            env["resource.calendar.leaves"].search([("company_id", "=", self.company_id)]).unlink()
