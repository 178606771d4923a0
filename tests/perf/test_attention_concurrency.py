"""Every "at most N" between processes: real transactions that ask for the last unit at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from odoo import fields
from odoo.tools import mute_logger

from tests.perf.test_concurrency import WAIT_SECONDS, ConcurrencyCase

KEY = "attention test"


class TestAttentionConcurrency(ConcurrencyCase):
    @classmethod
    def create_company(cls, env):
        super().create_company(env)
        env["res.company"].browse(cls.company_id).write(
            {"sme_alert_cap": 1, "sme_alert_working_hours": False, "sme_quiet_from": 0, "sme_quiet_until": 0}
        )

    @classmethod
    def remove_company(cls):
        with cls.transaction() as env, mute_logger("odoo.models.unlink"):
            alerts = env["sme.alert"].search([("company_id", "=", cls.company_id)])
            alerts.activity_id.unlink()
            alerts.unlink()
            env["sme.quota"].search(["|", ("key", "like", KEY), ("key", "like", f" {cls.manager_id} ")]).unlink()
        super().remove_company()

    def tearDown(self):
        with self.transaction() as env, mute_logger("odoo.models.unlink"):
            alerts = env["sme.alert"].search([("company_id", "=", self.company_id)])
            alerts.activity_id.unlink()
            alerts.unlink()
            env["sme.quota"].search(["|", ("key", "like", KEY), ("key", "like", f" {self.manager_id} ")]).unlink()
        super().tearDown()

    def at_once(self, *functions):
        """Run requests at the same time: each has its snapshot before the first of them writes."""
        barrier = threading.Barrier(len(functions), timeout=WAIT_SECONDS)

        def prepare(function):
            started = threading.Event()

            def request(env):
                env["sme.quota"].search_count([])
                if not started.is_set():
                    started.set()
                    barrier.wait()
                return function(env)

            return request

        with (
            ThreadPoolExecutor(max_workers=len(functions)) as executor,
            mute_logger("odoo.sql_db", "odoo.service.model"),
        ):
            running = [executor.submit(self.run_request, prepare(function)) for function in functions]
            return [result.result(timeout=WAIT_SECONDS) for result in running]

    def spend(self, most):
        return lambda env: env["sme.quota"]._spend(KEY, most, fields.Date.today() + timedelta(days=1))

    def prepare_alert(self, customer_id, key):
        return {
            "user_id": self.manager_id,
            "partner_id": customer_id,
            "company_id": self.company_id,
            "kind": "customer",
            "res_model": "res.partner",
            "res_id": customer_id,
            "key": f"{KEY},{key}",
        }

    def test_the_first_unit_of_a_limit_of_one(self):
        self.assertEqual(sorted(self.at_once(self.spend(1), self.spend(1))), [False, True])

    def test_the_last_unit_of_a_limit(self):
        for _number in range(2):
            self.assertTrue(self.run_request(self.spend(3)))
        self.assertEqual(sorted(self.at_once(self.spend(3), self.spend(3), self.spend(3))), [False, False, True])
        self.assertFalse(self.run_request(self.spend(3)))

    def test_two_workers_dispatch_for_one_person(self):
        with self.transaction() as env:
            values_list = [self.prepare_alert(self.customer_ids[number], number) for number in range(2)]
            first, second = env["sme.alert"]._raise(values_list)
            ids = first.id, second.id
        now = fields.Datetime.now()

        def dispatch(identifier):
            return lambda env: env["sme.alert"].browse(identifier)._process_dispatch(now)

        self.at_once(*(dispatch(identifier) for identifier in ids))
        with self.transaction() as env:
            alerts = env["sme.alert"].browse(ids)
            self.assertEqual(sorted(alerts.mapped("state")), ["digested", "shown"])
            self.assertEqual(len(env["mail.activity"].search([("user_id", "=", self.manager_id)])), 1)

    def test_two_raise_the_same(self):
        values = self.prepare_alert(self.customer_ids[0], "same")
        raised = self.at_once(*[lambda env: len(env["sme.alert"]._raise([values]))] * 2)
        self.assertEqual(sorted(raised), [0, 1])
