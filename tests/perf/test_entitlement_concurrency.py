"""One order confirmed, delivered and looked at by the tick at the same moment: one right, and nobody sees an error."""

import threading
from concurrent.futures import ThreadPoolExecutor

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from tests.perf.test_concurrency import WAIT_SECONDS, ConcurrencyCase


class TestEntitlementConcurrency(ConcurrencyCase):
    @classmethod
    def create_company(cls, env):
        super().create_company(env)
        product = env["product.product"].browse(cls.product_id)
        product.write({"sme_entitlement_kind": "licence"})

    @classmethod
    def remove_company(cls):
        with cls.transaction() as env, mute_logger("odoo.models.unlink"):
            env["sme.entitlement"].search([("company_id", "=", cls.company_id)]).unlink()
        super().remove_company()

    def new_order(self):
        with self.transaction() as env:
            return self.create_order(env, self.customer_ids[0], 10).id

    def count_rights(self, order_id):
        with self.transaction() as env:
            return env["sme.entitlement"].search_count([("sale_order_id", "=", order_id)])

    def follow(self, env, order_id):
        """What the tick and a delivery do."""
        return env["sale.order"].browse(order_id).order_line._follow_entitlements(fields.Datetime.now())

    def confirm(self, env, order_id):
        env["sale.order"].browse(order_id).action_confirm()

    def forget(self, order_id):
        with self.transaction() as env, mute_logger("odoo.models.unlink"):
            env["sme.entitlement"].search([("sale_order_id", "=", order_id)]).unlink()

    def test_the_tick_and_a_delivery_at_once(self):
        """The second one looks before the first is committed, waits for it, and leaves its right alone."""
        order_id = self.new_order()
        self.run_within(self.confirm, order_id)
        self.forget(order_id)
        born, looked = threading.Event(), threading.Event()

        def hold_until_the_other_has_looked(env):
            rights = self.follow(env, order_id)
            env.flush_all()
            born.set()
            looked.wait(WAIT_SECONDS)
            return len(rights)

        def look_and_follow(env):
            born.wait(WAIT_SECONDS)
            self.assertFalse(env["sme.entitlement"].search([("sale_order_id", "=", order_id)]))
            looked.set()
            return len(self.follow(env, order_id))

        with ThreadPoolExecutor(max_workers=2) as executor:
            functions = (hold_until_the_other_has_looked, look_and_follow)
            running = [executor.submit(self.run_within, function) for function in functions]
            self.assertEqual([result.result(timeout=WAIT_SECONDS) for result in running], [1, 0])
        self.assertEqual(self.count_rights(order_id), 1)

    def test_the_same_order_confirmed_twice_at_once(self):
        order_id = self.new_order()
        start = threading.Barrier(2, timeout=WAIT_SECONDS)

        def confirm(env):
            if not confirmed.get(threading.get_ident()):
                confirmed[threading.get_ident()] = True
                env["sale.order"].browse(order_id).read(["state"])
                start.wait()
            self.confirm(env, order_id)

        confirmed, results = {}, []
        with ThreadPoolExecutor(max_workers=2) as executor, mute_logger("odoo.sql_db", "odoo.service.model"):
            for running in [executor.submit(self.run_request, confirm) for _turn in range(2)]:
                failure = running.exception(timeout=WAIT_SECONDS)
                results.append(type(failure))
        self.assertEqual(set(results), {type(None), UserError})
        self.assertEqual(self.count_rights(order_id), 1)
