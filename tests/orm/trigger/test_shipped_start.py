"""Each plan that comes with the addon, switched on: what really happens starts it, in the night after."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import freeze_time

from tests.common import TODAY
from tests.orm.trigger.test_night import NightCase, night

DAY = TODAY.date()


class TestShippedPlansStart(NightCase):
    def switch_on(self, name):
        plan = self.env["sme.plan"].with_context(active_test=False)
        plan = plan.search([("company_id", "=", self.company.id), ("name", "=", name)])
        with freeze_time(night(0)):
            plan.action_switch_on()
        plan.looked_until = night(0)
        return plan

    def assert_starts(self, plan, day, kind, documents=None, refresh=False):
        """Nobody is followed up the night before, Azure is that night, and never a second time."""
        self.assertFalse(self.pass_night(day - 1, refresh))
        enrolment = self.pass_night(day, refresh)
        self.assertEqual(
            (enrolment.plan_id, enrolment.commercial_partner_id, enrolment.state), (plan, self.azure, "running")
        )
        self.assertEqual((enrolment.step_ids.kind, enrolment.step_ids.user_id), (kind, self.ben))
        if documents:
            self.assertIn(documents, [enrolment[name] for name in ("order_ids", "entitlement_ids", "service_ids")])
        self.assertNotIn("[", enrolment.start_reason)
        self.assertFalse(self.pass_night(day + 1, refresh))

    def buy_every_month(self):
        for days_ago in (10, 40, 70, 100, 130):
            self.create_order(self.azure, 100, days_ago)
        self.refresh()
        return self.get_scorecard(self.azure)

    def test_welcome(self):
        plan = self.switch_on("Welcome")
        order = self.order(self.clerk, days=1)
        self.assert_starts(plan, 2, "mail", order)

    def test_quotation_chase(self):
        plan = self.switch_on("Quotation Chase")
        order = self.send_quotation(self.azure)
        self.assert_starts(plan, 3, "mail", order)  # sent on Tuesday, the third working day after is Friday

    def test_late_by_own_rhythm(self):
        card = self.buy_every_month()
        plan = self.switch_on("Late by Own Rhythm")
        self.assertEqual(card.lifecycle, "active")
        self.assert_starts(plan, (card.lifecycle_until - DAY).days, "call", refresh=True)
        self.assertEqual(card.lifecycle, "late")

    def test_dormant_win_back(self):
        card = self.buy_every_month()
        plan = self.switch_on("Dormant Win-Back")
        self.refresh_in((card.lifecycle_until - DAY).days)
        self.assertEqual(card.lifecycle, "late")
        self.assert_starts(plan, (card.lifecycle_until - DAY).days, "mail", refresh=True)
        self.assertEqual(card.lifecycle, "dormant")

    def test_key_account_rhythm(self):
        card = self.buy_every_month()
        plan = self.switch_on("Key-Account Rhythm")
        plan.class_ids.write({"contact_ideal_days": 20, "contact_max_days": 40})
        self.env["sme.customer.override"].create(
            {"partner_id": self.azure.id, "class_id": plan.class_ids.id, "reason": "Will grow"}
        )
        plan.class_ids.rhythm_since = DAY
        self.env.invalidate_all()
        self.assertEqual(card.class_id, plan.class_ids)
        self.assert_starts(plan, (card.contact_due_date - DAY).days, "call")

    def test_renewal(self):
        licence = self.env["product.product"].create(
            {
                "name": "Office licence",
                "type": "service",
                "taxes_id": [Command.clear()],
                "sme_entitlement_kind": "licence",
                "sme_entitlement_duration": 12,
                "sme_entitlement_unit": "months",
            }
        )
        order = self.create_order(self.azure, confirm=False)
        order.order_line.product_id = licence
        order.action_confirm()
        right = self.env["sme.entitlement"].search([("sale_order_id", "=", order.id)])
        plan = self.switch_on("Renewal")
        self.assert_starts(plan, (right.date_end - DAY).days - 30, "mail", right)

    def test_low_rating_call_back(self):
        complaint = self.env["sme.service"].create(
            {
                "name": "Wobbles",
                "partner_id": self.clerk.id,
                "type_id": self.env.ref("crm_sme.sme_service_type_complaint").id,
            }
        )
        complaint._move_to("solved")
        plan = self.switch_on("Low-Rating Call-Back")
        with freeze_time(TODAY + timedelta(days=1)):
            complaint.sudo()._rate_for_customer(self.clerk, "1", "Slow")
            self.env.cr.flush()
        self.assert_starts(plan, 2, "call", complaint)

    def test_thank_you_after_delivery(self):
        plan = self.switch_on("Thank-You After Delivery")
        order = self.order(self.azure)
        self.assertFalse(self.pass_night(1))
        with freeze_time(TODAY + timedelta(days=2)):
            order.order_line.qty_delivered = 1
            self.env.cr.flush()
        self.assert_starts(plan, 3, "mail", order)
