"""What follows a right: renewal, trial into licence, and rights of past orders."""

from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from tests.common import TODAY
from tests.orm.entitlement.common import EntitlementCase


class TestRenewal(EntitlementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.sell(cls.licence, quantity=15, user_id=cls.ben.id, line={"price_unit": 80, "discount": 10})
        cls.right = cls.rights_of(cls.order)

    def renew(self, right):
        action = right.with_user(self.ben).action_renew()
        self.assertEqual(action["res_model"], "sale.order")
        return self.env["sale.order"].browse(action["res_id"])

    def test_one_click_copies_product_quantity_and_price(self):
        quotation = self.renew(self.right)
        self.assertEqual((quotation.state, quotation.partner_id), ("draft", self.azure))
        self.assertRecordValues(
            quotation.order_line,
            [
                {
                    "product_id": self.licence.id,
                    "product_uom_qty": 15,
                    "price_unit": 80,
                    "discount": 10,
                    "sme_renews_id": self.right.id,
                }
            ],
        )
        self.assertEqual(self.right.state, "running")
        self.assertEqual(self.renew(self.right), quotation)

    def test_confirming_the_renewal_closes_the_old_right(self):
        quotation = self.renew(self.right)
        quotation.action_confirm()
        new = self.rights_of(quotation)
        self.assertEqual((self.right.renewed_by_id, self.right.state), (new, "renewed"))
        self.assertEqual((new.date_start, new.date_end), (date(2027, 3, 31), date(2028, 3, 30)))
        self.assertEqual(new.state, "running")
        with self.assertRaisesRegex(UserError, new.number):
            self.right.action_renew()

    def test_a_late_renewal_begins_when_it_is_bought(self):
        quotation = self.renew(self.right)
        with freeze_time(TODAY + timedelta(days=400)):
            quotation.action_confirm()
        self.assertEqual(self.rights_of(quotation).date_start, date(2027, 5, 5))

    def test_cancelling_the_renewal_opens_the_old_right_again(self):
        quotation = self.renew(self.right)
        quotation.action_confirm()
        quotation._action_cancel()
        self.assertEqual(self.right.state, "running")
        quotation.action_draft()
        quotation.action_confirm()
        self.assertEqual(self.right.state, "renewed")
        self.assertEqual(len(self.rights_of(quotation)), 1)

    def test_another_customers_order_closes_nothing(self):
        self.sell(self.licence, self.lumber, line={"sme_renews_id": self.right.id})
        self.assertEqual(self.right.state, "running")

    def test_a_copied_quotation_does_not_renew_again(self):
        quotation = self.renew(self.right)
        self.assertFalse(quotation.copy().order_line.sme_renews_id)

    def test_a_trial_becomes_the_licence_that_is_chosen(self):
        trial = self.rights_of(self.sell(self.trial, user_id=self.ben.id))
        action = trial.with_user(self.ben).action_renew()
        self.assertEqual(action["res_model"], "sme.entitlement.renewal.wizard")
        wizard = self.env[action["res_model"]].with_user(self.ben)
        dialog = wizard.with_context(**action["context"]).create({"product_id": self.licence.id})
        quotation = self.env["sale.order"].browse(dialog.action_apply()["res_id"])
        self.assertEqual(quotation.order_line.product_id, self.licence)
        quotation.action_confirm()
        licence = self.rights_of(quotation)
        self.assertEqual((trial.state, trial.renewed_by_id), ("renewed", licence))
        self.assertEqual(licence.date_start, date(2026, 3, 31))
        other = self.rights_of(self.sell(self.trial))
        self.assertEqual(wizard.new({"entitlement_id": other.id}).product_id._origin, self.licence)

    def test_goods_are_not_sold_again_for_their_warranty(self):
        order = self.sell(self.desk)
        self.deliver(order)
        self.assertEqual(self.rights_of(order).action_renew()["res_model"], "sme.entitlement.renewal.wizard")

    def test_cancelled_rights_are_not_renewed(self):
        self.right.action_cancel()
        with self.assertRaises(UserError):
            self.right.action_renew()

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_the_service_group_reads_only(self):
        right = self.right.with_user(self.anna)
        self.assertEqual(right.read(["display_name", "state", "sale_order_line_id"])[0]["state"], "running")
        for method in ("action_renew", "action_cancel", "action_restore"):
            with self.assertRaises(AccessError):
                getattr(right, method)()
        right.message_post(body="The customer asked about it")
        right.activity_schedule("mail.mail_activity_data_todo", user_id=self.anna.id)

    def test_a_right_does_not_renew_itself(self):
        with self.assertRaises(ValidationError):
            self.right.renewed_by_id = self.right


class TestPastOrders(EntitlementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chair = cls.create_product("Chair", "none")
        cls.orders = [cls.sell(cls.chair, quantity=2) for _turn in range(4)]
        for order, days in zip(cls.orders, (1000, 400, 100, 50), strict=True):
            order.date_order = cls.get_moment(days)
        for order in cls.orders[:3]:
            cls.deliver(order)
        cls.chair.write({"sme_entitlement_kind": "warranty", "sme_entitlement_duration": 24})

    def open_wizard(self, **values):
        wizard = self.env["sme.entitlement.wizard"].with_user(self.leader)
        return wizard.create({"product_tmpl_ids": [Command.set(self.chair.product_tmpl_id.ids)], **values})

    def test_a_kind_gives_nothing_to_the_past_by_itself(self):
        self.assertEqual(self.chair.sme_entitlement_from, date(2026, 3, 31))
        self.assertFalse(self.env["sme.entitlement"]._get_lines_to_follow())

    def test_the_preview_counts_and_creates_nothing(self):
        wizard = self.open_wizard()
        self.assertEqual(
            (wizard.line_count, wizard.running_count, wizard.past_count, wizard.partner_count), (3, 2, 1, 1)
        )
        self.assertEqual(wizard.line_ids.order_id.ids, [order.id for order in self.orders[2::-1]])
        self.assertFalse(self.rights_of(*self.orders))
        self.assertEqual(self.open_wizard(date_from="2026-01-01").line_count, 0)

    def test_applied_it_creates_them_once_from_the_day_of_the_order(self):
        wizard = self.open_wizard()
        action = wizard.action_apply()
        rights = self.env[action["res_model"]].search(action["domain"], order="date_start")
        self.assertEqual(rights.sale_order_id, self.env["sale.order"].concat(*self.orders[:3]))
        self.assertEqual(rights.mapped("state"), ["expired", "running", "running"])
        self.assertEqual(rights[1].date_start, self.get_moment(400).date())
        self.assertEqual(wizard.line_count, 0)
        wizard.action_apply()
        self.assertEqual(len(self.rights_of(*self.orders)), 3)

    def test_nobody_is_told_about_rights_that_are_over(self):
        before = self.env["mail.activity"].search_count([]), self.env["mail.mail"].search_count([])
        self.open_wizard().action_apply()
        rights = self.rights_of(*self.orders)
        self.assertFalse(rights.activity_ids)
        self.assertFalse(rights.message_partner_ids)
        after = self.env["mail.activity"].search_count([]), self.env["mail.mail"].search_count([])
        self.assertEqual(before, after)

    def test_what_is_delivered_later_comes_by_the_tick(self):
        self.open_wizard().action_apply()
        line = self.orders[3].order_line
        self.env.cr.execute("UPDATE sale_order_line SET qty_delivered = 2 WHERE id = %s", [line.id])
        self.env.invalidate_all()
        self.assertEqual(self.env["sme.entitlement"]._get_lines_to_follow(), line)

    def test_many_are_done_in_several_goes(self):
        self.patch_constant("MOST_LINES", 2)
        self.patch_constant("BATCH", 1)
        wizard = self.open_wizard()
        self.assertEqual(wizard.action_apply()["res_id"], wizard.id)
        self.assertEqual(len(self.rights_of(*self.orders)), 2)
        self.assertEqual(wizard.action_apply()["res_model"], "sme.entitlement")
        self.assertEqual(len(self.rights_of(*self.orders)), 3)

    def patch_constant(self, name, value):
        from odoo.addons.crm_sme.wizard import sme_entitlement_wizard

        self.patch(sme_entitlement_wizard, name, value)

    def test_only_managers_look_through_the_past(self):
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            self.env["sme.entitlement.wizard"].with_user(self.ben).create({})
