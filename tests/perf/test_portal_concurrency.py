"""Customers who click twice, or at the same time: real transactions, that commit."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests.common import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger

WAIT_SECONDS = 20


@tagged("-at_install", "post_install")
class TestPortalConcurrency(BaseCase):
    """Two people of one customer, with a record each of them may rate; removed at the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.addClassCleanup(cls.remove)
        with cls.transaction() as env:
            firm = env["res.partner"].create({"name": "Concurrent Firm", "is_company": True})
            people = [
                new_test_user(env, f"concurrent_{name}", "base.group_portal", name=name, email=f"{name}@example.com")
                for name in ("paul", "mary")
            ]
            for user in people:
                user.partner_id.parent_id = firm
            cls.firm_id, cls.user_ids = firm.id, [user.id for user in people]
            cls.type_id = env.ref("crm_sme.sme_service_type_enquiry").id

    @classmethod
    def remove(cls):
        with cls.transaction() as env, mute_logger("odoo.models.unlink"):
            services = env["sme.service"].with_context(active_test=False)
            services.search([("partner_id", "child_of", cls.firm_id)]).unlink()
            env["sme.quota"].search([("key", "like", "portal")]).unlink()
            users = env["res.users"].browse(cls.user_ids)
            partners = users.partner_id
            users.unlink()
            (partners + env["res.partner"].browse(cls.firm_id)).unlink()

    @classmethod
    @contextmanager
    def transaction(cls):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def run_at_once(self, *functions):
        """Run requests in transactions of their own; each has done its work before the first one commits or waits."""
        barrier = threading.Barrier(len(functions))

        def run(function):
            attempts = []

            def attempt():
                if not attempts:
                    # a snapshot before any of the others commits
                    env.cr.execute("SELECT 1")
                    barrier.wait(WAIT_SECONDS)
                attempts.append(True)
                return function(env)

            with self.transaction() as env:
                result = retrying(attempt, env)
                return result, len(attempts)

        with (
            ThreadPoolExecutor(max_workers=len(functions)) as executor,
            mute_logger("odoo.service.model", "odoo.sql_db"),
        ):
            futures = [executor.submit(run, function) for function in functions]
            return [future.result(timeout=WAIT_SECONDS) for future in futures]

    def get_services(self, env, user_id=None):
        user = env["res.users"].browse(user_id or SUPERUSER_ID)
        return env["sme.service"].with_user(user).sudo()

    def create(self, env, key="1" * 32):
        values = {"name": "Sent twice", "type_id": self.type_id, "company_id": env.ref("base.main_company").id}
        return self.get_services(env, self.user_ids[0])._create_for_customer(values, key).id

    def test_a_form_sent_twice_at_once_makes_one_record(self):
        results = self.run_at_once(self.create, self.create)
        ids = {number for number, _attempts in results}
        self.assertEqual(len(ids), 1)
        with self.transaction() as env:
            found = self.get_services(env).search(
                [("partner_id", "child_of", self.firm_id), ("name", "=", "Sent twice")]
            )
            self.assertEqual(set(found.ids), ids)

    def test_two_low_ratings_at_once_ask_for_one_call(self):
        with self.transaction() as env:
            number = self.create(env, "2" * 32)
            service = self.get_services(env).browse(number)
            service._move_to("solved")
            service.user_id = env.ref("base.user_admin")

        def rate(user_id):
            def run(env):
                service = self.get_services(env, user_id).browse(number)
                service._rate_for_customer(env["res.users"].browse(user_id).partner_id, "1", "Bad")

            return run

        self.run_at_once(*(rate(user_id) for user_id in self.user_ids))
        with self.transaction() as env:
            service = self.get_services(env).browse(number)
            self.assertEqual(len(service.rating_ids.filtered("consumed")), 2)
            # a to-do that nobody was there to take the record is another matter
            calls = service.activity_ids.filtered(
                lambda activity: activity.activity_type_id == env.ref("crm_sme.mail_activity_type_call_back")
            )
            self.assertEqual(len(calls), 1)

    def test_two_answers_to_an_old_record_at_once_begin_one_record(self):
        with self.transaction() as env:
            number = self.create(env, "3" * 32)
            service = self.get_services(env).browse(number)
            service._move_to("closed")
            service.date_closed -= timedelta(days=service.team_id.reopen_days + 1)

        def answer(user_id):
            def run(env):
                service = self.get_services(env, user_id).browse(number)
                return service.message_post(body="It is broken again").res_id

            return run

        results = self.run_at_once(*(answer(user_id) for user_id in self.user_ids))
        self.assertEqual(len({followed for followed, _attempts in results}), 1)
        with self.transaction() as env:
            self.assertEqual(len(self.get_services(env).browse(number).follower_record_ids), 1)
