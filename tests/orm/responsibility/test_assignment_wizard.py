"""Proposals of account managers: why, within whose time, and only by a manager."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from tests.orm.responsibility.common import ResponsibilityCase


class TestAssignmentWizard(ResponsibilityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users["sales_manager"]
        cls.desk.member_ids += cls.anna
        cls.classes["growth"].write({"contact_ideal_days": 7, "contact_minutes": 60})
        cls.known = cls.create_classified("Known", "growth")
        for _order in range(2):
            cls.create_order(cls.known, user_id=cls.carl.id)
        cls.loose = cls.create_classified("Loose", "growth")
        cls.loose_orders = cls.env["sale.order"].search([("partner_id", "=", cls.loose.id)])
        (cls.loose_orders + cls.env["sale.order"].search([("partner_id", "=", cls.known.id)])[-1:]).user_id = False
        cls.taken = cls.create_classified("Taken", "growth", user_id=cls.anna.id)
        cls.regional = cls.create_classified("Regional", "standard", user_id=cls.carl.id)

    def open_wizard(self):
        wizards = self.env["sme.assignment.wizard"].with_user(self.manager)
        action = wizards.with_context(allowed_company_ids=self.company.ids).action_open()
        wizard = wizards.browse(action["res_id"])
        wizard.user_ids = self.anna + self.carl
        wizard.action_propose()
        return wizard

    def test_who_knows_the_customer_is_proposed_with_the_reason(self):
        wizard = self.open_wizard()
        lines = {line.customer_id.partner_id: line for line in wizard.line_ids}
        self.assertEqual(set(lines), {self.known, self.loose})
        self.assertEqual(lines[self.known].user_id, self.carl)
        self.assertIn("Orders taken in two years: 2", lines[self.known].reason)
        # Anna has a customer already, Carl gets one: both have as much time left, Carl was given the first
        self.assertEqual(lines[self.loose].reason, "Has the most time left")
        self.assertFalse(self.known.user_id)

    def test_load_of_each_person(self):
        wizard = self.open_wizard()
        loads = {load.user_id: load for load in wizard.load_ids}
        self.company.sme_contact_percent = 10
        self.assertEqual(loads[self.anna].customers_before, 1)
        self.assertEqual(sum(load.customers_added for load in wizard.load_ids), 2)
        # an hour a week for each customer of class Growth, next to nothing for one of class Standard
        self.assertAlmostEqual(loads[self.carl].hours_after, loads[self.carl].customers_added, places=1)
        self.assertAlmostEqual(loads[self.anna].hours_available, 8)

    def test_the_load_follows_what_one_chooses(self):
        wizard = self.open_wizard()
        with Form(wizard) as form:
            for index in range(len(form.line_ids)):
                with form.line_ids.edit(index) as line:
                    line.user_id = self.carl
        loads = {load.user_id: load.customers_added for load in wizard.load_ids}
        self.assertEqual(loads, {self.anna: 0, self.carl: 2})

    def test_applied_by_a_manager_only_and_only_where_nobody_is(self):
        wizard = self.open_wizard()
        lines = {line.customer_id.partner_id: line for line in wizard.line_ids}
        lines[self.loose].chosen = False
        self.env["mail.message"].search([]).unlink()
        wizard.action_apply()
        self.assertEqual(self.known.user_id, self.carl)
        self.assertFalse(self.loose.user_id)
        self.assertEqual(self.taken.user_id, self.anna)
        self.assertFalse(self.env["mail.mail"].search([("model", "=", "res.partner")]))
        lines[self.loose].chosen = True
        self.loose.user_id = self.anna
        lines[self.loose].user_id = self.carl
        wizard.action_apply()
        self.assertEqual(self.loose.user_id, self.anna)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_salespeople_may_not(self):
        for role in ("salesman", "salesman_all", "service"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env["sme.assignment.wizard"].with_user(self.users[role]).action_open()
        wizard = self.open_wizard()
        with self.assertRaises(AccessError):
            wizard.with_user(self.carl).action_apply()

    def test_nobody_to_choose_from(self):
        wizard = self.open_wizard()
        wizard.user_ids = [Command.clear()]
        wizard.action_propose()
        self.assertFalse(wizard.line_ids)
        with self.assertRaises(UserError):
            wizard.action_apply()

    def test_the_customers_of_who_left_are_proposed_again(self):
        self.anna.active = False
        wizard = self.env["sme.assignment.wizard"].with_user(self.manager).create({"user_ids": self.carl.ids})
        wizard.action_propose()
        self.assertIn(self.taken, wizard.line_ids.customer_id.partner_id)
        wizard.action_apply()
        self.assertEqual(self.taken.user_id, self.carl)
