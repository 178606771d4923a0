"""Events beside a tick at work: real transactions, that commit. No mail waits for a plan or is lost because of one."""

import threading
from concurrent.futures import ThreadPoolExecutor

from odoo import fields
from odoo.tools import mute_logger

from odoo.addons.crm_sme.models.exits.sme_tick import FOLD

from tests.perf.test_concurrency import WAIT_SECONDS, ConcurrencyCase

MAIL = """From: Customer <concurrent@customer.example>
To: orders@desk.example
Subject: Re: your offer
Message-Id: <{number}.exit@customer.example>
In-Reply-To: {parent}
References: {parent}

Yes, please.
"""


class TestExitConcurrency(ConcurrencyCase):
    @classmethod
    def create_company(cls, env):
        super().create_company(env)
        env["res.partner"].browse(cls.customer_ids[0]).email = "concurrent@customer.example"
        cls.plan_id = (
            env["sme.plan"]
            .create(
                {
                    "name": "Win back",
                    "company_id": cls.company_id,
                    "active": True,
                    "user_id": cls.manager_id,
                    "step_ids": [(0, 0, {"name": "Call", "who": "fixed", "user_id": cls.manager_id})],
                }
            )
            .id
        )

    @classmethod
    def remove_company(cls):
        with cls.transaction() as env, mute_logger("odoo.models.unlink"):
            env["sme.enrolment"].search([("company_id", "=", cls.company_id)]).unlink()
            env["sme.plan"].with_context(active_test=False).search([("company_id", "=", cls.company_id)]).unlink()
        super().remove_company()

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            env["sme.contact"].search([("company_id", "=", self.company_id)]).write({"is_pending": False})
            env["sme.enrolment"].search([("company_id", "=", self.company_id)]).unlink()
            enrolment = (
                env["sme.plan"]
                .browse(self.plan_id)
                ._enrol(
                    [
                        {
                            "partner_id": self.customer_ids[0],
                            "documents": {},
                            "reasons": [["by_hand", "a test"]],
                            "date": fields.Date.today(),
                        }
                    ]
                )
            )
            self.enrolment_id = enrolment.id
            order = env["sale.order"].browse(self.waiting_order_id)
            self.parent = order.message_post(body="Shall we?", subtype_xmlid="mail.mt_comment").message_id

    def receive(self, env, number=1):
        """The gateway takes a mail of the customer in."""
        raw = MAIL.format(number=f"{self.enrolment_id}-{number}", parent=self.parent)
        return env["mail.thread"].message_process(None, raw)

    def fold(self, env):
        contacts = env["sme.contact"].search([("company_id", "=", self.company_id), ("is_pending", "=", True)])
        return env["sme.tick"]._try(FOLD, contacts.ids, fields.Datetime.now())

    def read(self):
        with self.transaction() as env:
            pending = env["sme.contact"].search_count([("company_id", "=", self.company_id), ("is_pending", "=", True)])
            return env["sme.enrolment"].browse(self.enrolment_id).state, pending

    def test_a_mail_while_a_tick_holds_the_follow_up(self):
        """Danger 14: the mail is kept, nobody waits, nothing collides, and the plan stops with the next tick."""
        held, received = threading.Event(), threading.Event()

        def work(env):
            enrolment = env["sme.enrolment"].browse(self.enrolment_id)
            enrolment.lock_for_update()
            enrolment.step_ids.write({"due_on": fields.Date.today()})
            env.flush_all()
            held.set()
            received.wait(WAIT_SECONDS)

        def run():
            with self.transaction() as env:
                work(env)

        with ThreadPoolExecutor(max_workers=1) as executor:
            tick = executor.submit(run)
            held.wait(WAIT_SECONDS)
            try:
                with self.transaction() as env:
                    order_id = self.receive(env)
                with self.transaction() as env:
                    self.assertIsNone(self.fold(env), "the row waits, nothing fails")
                self.assertEqual(self.read(), ("running", 1))
            finally:
                received.set()
            tick.result(timeout=WAIT_SECONDS)
        self.assertEqual(order_id, self.waiting_order_id)
        with self.transaction() as env:
            self.assertIsNone(self.fold(env))
        self.assertEqual(self.read(), ("stopped", 0))
        with self.transaction() as env:
            enrolment = env["sme.enrolment"].browse(self.enrolment_id)
            self.assertEqual(enrolment.stop_reason, "message_in")
            self.assertEqual(enrolment.step_ids.mapped("state"), ["skipped"])

    def test_a_row_that_appears_behind_a_later_one_is_not_overlooked(self):
        """A slow transaction draws its number early and commits late."""
        with self.registry.cursor() as slow_cr:
            with self.transaction() as env:
                slow = env(cr=slow_cr)
            contacts = slow["sme.contact"]
            late = contacts._insert([self.prepare_event("order")])[0][0]
            with self.transaction() as env:
                early = env["sme.contact"]._insert([self.prepare_event("rating")])[0][0]
            self.assertGreater(early, late)
            with self.transaction() as env:
                self.assertIsNone(self.fold(env))
            self.assertEqual(self.read(), ("running", 0))
        self.assertEqual(self.read(), ("running", 1))
        with self.transaction() as env:
            self.assertIsNone(self.fold(env))
        self.assertEqual(self.read(), ("stopped", 0))

    def prepare_event(self, kind):
        return {
            "partner_id": self.customer_ids[0],
            "company_id": self.company_id,
            "date": fields.Datetime.now(),
            "channel": "other",
            "direction": "in",
            "kind": kind,
            "event_key": f"test,{self.enrolment_id},{kind}",
        }

    def test_two_ticks_at_once_draw_consequences_once(self):
        with self.transaction() as env:
            self.receive(env)
        with self.transaction() as first, self.transaction() as second:
            self.assertIsNone(self.fold(first))
            self.assertIsNone(self.fold(second), "what another one works on is left alone")
        self.assertEqual(self.read(), ("stopped", 0))
