"""What a plan would have done last month: the same as it really does, and written nowhere."""

import re
from datetime import datetime, time, timedelta
from random import Random
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.crm_sme.models.preview.sme_plan import MORNING, NIGHT

from tests.common import TODAY
from tests.orm.trigger.common import TriggerCase

FIRST = TODAY.date() - timedelta(days=30)
DAYS = [FIRST + timedelta(days=ahead) for ahead in range(30)]


class PreviewCase(TriggerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users["sales_manager"]

    def preview(self, plan):
        action = plan.with_user(self.manager).action_preview()
        preview = self.env["sme.plan.preview"].with_user(self.manager).browse(action["res_id"])
        while preview.action_advance():
            pass
        return preview

    def order_on(self, partner, day, amount=100.0):
        with freeze_time(datetime.combine(day, time(12))):
            self.create_order(partner, amount, confirm=False).action_confirm()
            self.env.cr.flush()


class TestPreview(PreviewCase):
    def test_who_when_and_by_whom(self):
        plan = self.create_plan("order_confirmed", active=False, is_selling=False)
        plan.step_ids = [Command.create({"name": "Mail", "kind": "mail", "delay_days": 3, "sequence": 20})]
        self.lumber.user_id = self.users["salesman"]
        self.order_on(self.azure, DAYS[1], 250)
        self.order_on(self.lumber, DAYS[9], 80)
        before = self.env["sme.enrolment"].search_count([])
        preview = self.preview(plan)
        self.assertEqual(self.env["sme.enrolment"].search_count([]), before)
        self.assertFalse(plan.active or plan.looked_until or plan.message_ids.filtered("body")[1:])
        self.assertEqual((preview.state, preview.percent), ("done", 100))
        self.assertRecordValues(
            preview.line_ids.sorted("id").filtered(lambda line: line.kind != "end"),
            [
                {"kind": "enrolment", "partner_id": self.azure.id, "date": DAYS[2], "user_id": self.ben.id},
                {"kind": "step", "partner_id": self.azure.id, "date": DAYS[2], "user_id": self.ben.id},
                {"kind": "step", "partner_id": self.azure.id, "date": DAYS[5], "user_id": self.ben.id},
                {
                    "kind": "enrolment",
                    "partner_id": self.lumber.id,
                    "date": DAYS[10],
                    "user_id": self.lumber.user_id.id,
                },
                {"kind": "step", "partner_id": self.lumber.id, "date": DAYS[10], "user_id": self.lumber.user_id.id},
                {"kind": "step", "partner_id": self.lumber.id, "date": DAYS[15], "user_id": self.lumber.user_id.id},
            ],
        )
        self.assertEqual(
            preview.sentence,
            "If this had been on from 03/01/2026 to 03/30/2026: 2 customers, 2 calls, 2 mails "
            f"({self.lumber.user_id.name} 2, {self.ben.name} 2), 2 went through all steps.",
        )
        self.assertIn("was confirmed", preview.line_ids[0].start_reason)
        for action in (preview.action_open_customers(), preview.action_open_days(), preview.action_open_people()):
            self.assertTrue(self.env[action["res_model"]].with_user(self.manager).search_count(action["domain"]))
        self.assertEqual(preview.line_ids[0].action_open_partner()["res_id"], self.azure.id)

    def test_nobody(self):
        preview = self.preview(self.create_plan("low_rating", active=False))
        self.assertIn("nobody would have been followed up", preview.sentence)
        self.assertFalse(preview.line_ids)

    def test_who_has_too_much_to_do_is_told(self):
        self.company.write({"sme_steps_per_day": 1, "sme_touches_per_week": 10})
        plan = self.create_plan("order_confirmed", active=False, is_selling=False)
        plan.step_ids = [
            Command.create({"name": "Again", "kind": "call", "delay_days": 0, "sequence": sequence})
            for sequence in range(20, 60, 10)
        ]
        for number, day in enumerate(DAYS[:28]):
            self.order_on(self.create_customer(f"C{number}", user_id=self.ben.id), day)
        self.assertRegex(self.preview(plan).sentence, rf"{re.escape(self.ben.name)} 105: 24 a week, has time for 5")

    def get_steps(self, preview):
        return [
            (line.step_id.name, line.date) for line in preview.line_ids.sorted("id") if line.kind == "step"
        ]  # fmt: skip

    def test_a_customer_is_touched_so_often_a_week_also_by_what_other_plans_did(self):
        self.company.sme_touches_per_week = 2
        plan = self.create_plan("order_confirmed", active=False, is_selling=False)
        plan.step_ids = [
            Command.create({"name": "Mail", "kind": "mail", "delay_days": 1, "sequence": 20}),
            Command.create({"name": "Think", "kind": "task", "delay_days": 0, "sequence": 30}),
        ]
        self.order_on(self.azure, DAYS[1])  # a Monday
        self.assertEqual(self.get_steps(self.preview(plan)), [("Call", DAYS[2]), ("Mail", DAYS[3]), ("Think", DAYS[3])])
        other = self.create_plan("manual", is_selling=False)
        enrolment = other.action_enrol(self.clerk.ids)
        enrolment.step_ids.write({"due_on": DAYS[1], "state": "done"})
        self.assertEqual(self.get_steps(self.preview(plan)), [("Call", DAYS[2]), ("Mail", DAYS[8]), ("Think", DAYS[8])])

    def test_conditions_of_steps_are_those_of_the_day_where_that_is_known(self):
        plan = self.create_plan("quotation", active=False, trigger_days=2)
        plan.exit_ids.filtered(lambda row: row.event in ("order", "message_in")).effect = "nothing"
        sent = {"condition_target": "document", "condition": "[('state', '=', 'sent')]"}
        plan.step_ids = [
            Command.clear(),
            Command.create({"name": "First", "kind": "call", "delay_days": 0, "sequence": 10, **sent}),
            Command.create({"name": "Second", "kind": "call", "delay_days": 4, "sequence": 20, **sent}),
            Command.create({"name": "Last", "kind": "task", "delay_days": 0, "sequence": 30}),
        ]
        with freeze_time(datetime.combine(DAYS[1], time(12))):
            order = self.create_order(self.azure, confirm=False)
            order.action_quotation_sent()
            self.env.cr.flush()
        with freeze_time(datetime.combine(DAYS[5], time(12))):
            order.action_confirm()
            self.env.cr.flush()
        preview = self.preview(plan)
        self.assertEqual(self.get_steps(preview), [("First", DAYS[3]), ("Last", DAYS[9])])
        self.assertNotIn("no history", preview.hint)
        plan.step_ids[0].condition = "[('amount_total', '>', 1000)]"
        preview = self.preview(plan)
        self.assertEqual(self.get_steps(preview), [("Last", DAYS[9])])
        self.assertIn("the conditions of “First” ask for what has no history", preview.hint)

    def test_it_goes_on_where_it_was(self):
        plan = self.create_plan("order_confirmed", active=False)
        self.order_on(self.azure, DAYS[1])
        whole = self.preview(plan)
        action = plan.with_user(self.manager).action_preview()
        piecewise = self.env["sme.plan.preview"].with_user(self.manager).browse(action["res_id"])
        with self.patched_seconds(-1):
            turns = 0
            while piecewise.action_advance():
                turns += 1
                self.assertEqual(piecewise.percent, 100 * turns // 30)
                piecewise.invalidate_recordset()
        self.assertEqual(turns, 30)
        names = ["kind", "partner_id", "user_id", "date", "reason"]
        self.assertEqual(
            [[line[name] for name in names] for line in piecewise.line_ids],
            [[line[name] for name in names] for line in whole.line_ids],
        )

    def patched_seconds(self, seconds):
        return patch("odoo.addons.crm_sme.wizard.sme_plan_preview.MOST_SECONDS", seconds)

    def test_switching_on_and_those_waiting(self):
        plan = self.create_plan("order_confirmed", active=False)
        self.order_on(self.azure, DAYS[1])
        preview = self.preview(plan)
        self.assertEqual(preview.waiting_count, 1)
        preview.action_switch_on()
        self.assertTrue(plan.active)
        self.assertFalse(plan.takes_waiting)
        again = self.preview(plan)
        with self.assertRaises(UserError):
            again.action_switch_on()
        again.takes_waiting = True
        self.assertEqual(again.action_switch_on()["res_id"], plan.id)
        self.assertTrue(plan.takes_waiting)

    def test_only_managers_preview(self):
        plan = self.create_plan("order_confirmed", active=False)
        with self.assertRaises(AccessError):
            plan.with_user(self.ben).action_preview()
        with self.assertRaises(AccessError):
            self.preview(plan).with_user(self.ben).action_advance()


class TestPreviewIsWhatHappens(PreviewCase):
    """The same month twice: night by night as it comes, and afterwards in a preview."""

    maxDiff = None

    def live(self, plan, seed):
        """A month in which customers order, ask, complain and answer at random, and the plan is on."""
        random = Random(seed)
        with freeze_time(plan._get_moment(FIRST, time())):
            plan.action_switch_on()
        quotations, complaints = [], []
        for day in DAYS:
            self.tick(plan._get_moment(day, NIGHT), enrol=plan)
            self.tick(plan._get_moment(day, MORNING), work=plan)
            for hour in (13, 15):
                with freeze_time(plan._get_moment(day, time(hour))):
                    for _number in range(random.randrange(3)):
                        self.happen(random, quotations, complaints)
                self.tick(plan._get_moment(day, time(hour, 30)))

    def happen(self, random, quotations, complaints):
        customer = random.choice(self.customers)
        what = random.choice(["order", "order", "quotation", "quotation", "mail", "away", "complaint", "settle"])
        if what == "order":
            self.create_order(customer, random.randrange(1, 900), confirm=False).action_confirm()
        elif what == "quotation":
            quotations.append(self.create_order(customer, random.randrange(1, 900), confirm=False))
            quotations[-1].action_quotation_sent()
        elif what in ("mail", "away") and quotations:
            order = random.choice(quotations)
            self.answer(order, order.partner_id, automatic="auto_reply" if what == "away" else None)
        elif what == "complaint":
            complaints.append(
                self.env["sme.service"].create(
                    {
                        "name": "Wobbles",
                        "partner_id": customer.id,
                        "type_id": self.env.ref("crm_sme.sme_service_type_complaint").id,
                    }
                )
            )
            self.env.flush_all()
            now = complaints[-1].date_last_stage_update
            self.env.cr.execute("UPDATE sme_service SET create_date = %s WHERE id = %s", [now, complaints[-1].id])
        elif what == "settle" and complaints:
            complaints.pop()._move_to("solved")
        self.env.cr.flush()

    def tick(self, now, enrol=None, work=None):
        with freeze_time(now):
            self.env.cr.flush()
            contacts, enrolments = self.env["sme.contact"], self.env["sme.enrolment"]
            contacts.browse(contacts._find_pending(now))._process_pending(now)
            enrolments.browse(enrolments._find_to_resume(now))._process_resume(now)
            if enrol:
                enrol._enrol_tonight(now)
                enrol.looked_until = now
            if work:
                self.work(work, now)
            self.env.cr.flush()

    def work(self, plan, now):
        """Everybody does the steps of the day."""
        steps = self.env["sme.enrolment.step"]
        today = plan._get_day(now)
        if today.weekday() >= 5:
            return
        while due := steps.search(
            [
                ("plan_id", "=", plan.id),
                ("state", "=", "planned"),
                ("date_planned", "<=", today),
                ("enrolment_id.state", "=", "running"),
            ]
        ):
            due._record_outcome("reached")

    def get_life(self, plan):
        found = set()
        for enrolment in self.env["sme.enrolment"].search([("plan_id", "=", plan.id)]):
            customer = enrolment.commercial_partner_id
            found.add(("enrolment", customer, plan._get_day(enrolment.date_start)))
            found |= {
                ("step", customer, step.name, plan._get_day(step.date_done))
                for step in enrolment.step_ids
                if step.state == "done"
            }
            if enrolment.date_end:
                found.add(("end", customer, enrolment.stop_reason, plan._get_day(enrolment.date_end)))
        return found

    def get_preview(self, preview):
        found = set()
        for line in preview.line_ids:
            if line.kind == "enrolment":
                found.add(("enrolment", line.customer_id, line.date))
            elif line.kind == "step":
                found.add(("step", line.customer_id, line.step_id.name, line.date))
            elif line.kind == "end":
                found.add(("end", line.customer_id, line.reason, line.date))
        return found

    def check(self, seed, trigger, **values):
        self.company.sme_steps_per_day = 1 + seed % 2
        people = self.ben | self.users["salesman"]
        self.customers = [self.create_customer(f"C{number}", user_id=people[number % 2].id) for number in range(7)]
        plan = self.create_plan(trigger, active=False, wait_days=3, **values)
        plan.step_ids = [
            Command.clear(),
            Command.create({"name": "One", "kind": "task", "delay_days": 1, "sequence": 10}),
            Command.create({"name": "Two", "kind": "task", "delay_days": 3, "sequence": 20}),
            Command.create({"name": "Three", "kind": "task", "delay_days": 0, "sequence": 30}),
        ]
        self.live(plan, seed)
        life = self.get_life(plan)
        self.assertGreater(len([one for one in life if one[0] == "enrolment"]), 3, "a month without life tells nothing")
        found = self.get_preview(self.preview(plan))
        self.assertEqual(
            sorted(map(str, found - life), key=lambda t: t[-14:]), sorted(map(str, life - found), key=lambda t: t[-14:])
        )

    def test_orders(self):
        self.check(1, "order_confirmed", is_selling=False)

    def test_orders_of_another_month(self):
        self.check(2, "order_confirmed", is_selling=False)

    def test_quotations(self):
        self.check(3, "quotation", trigger_days=1)

    def test_quotations_of_another_month(self):
        self.check(4, "quotation", trigger_days=1)
