"""What holds for a whole company: one switch for all plans, and merged contacts are followed up once."""

from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import SQL, mute_logger

from odoo.addons import crm_sme

from tests.orm.plan.common import PlanCase


class TestSwitch(PlanCase):
    def test_a_manager_pauses_everything_and_lets_it_go_on(self):
        plans = self.env["sme.plan"].with_user(self.manager)
        plans.action_pause_all()
        self.assertEqual(
            plans.get_pause_state(),
            {"paused": True, "company": self.company.name, "may_change": True, "trouble": ""},
        )
        self.assertTrue(self.plan.is_paused)
        with self.assertRaises(UserError):
            self.plan.with_user(self.seller).action_enrol(self.customer.ids)
        plans.action_resume_all()
        self.assertFalse(self.company.sme_plans_paused)

    def test_nobody_else_does(self):
        plans = self.env["sme.plan"].with_user(self.seller)
        self.assertFalse(plans.get_pause_state()["may_change"])
        with self.assertRaises(AccessError):
            plans.action_pause_all()

    def test_a_neutralised_copy_follows_nobody_up(self):
        statements = (Path(crm_sme.__file__).parent / "data/neutralize.sql").read_text()
        self.env.execute_query(SQL("%s RETURNING id", SQL(statements.rstrip().rstrip(";"))))
        self.env.invalidate_all()
        self.assertTrue(all(self.env["res.company"].search([]).mapped("sme_plans_paused")))


class TestTwoCompanies(PlanCase):
    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_plans_and_follow_ups_of_another_company_are_out_of_reach(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            login="stranger",
            groups="crm_sme.group_sme_manager,sales_team.group_sale_salesman_all_leads",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        enrolment = self.enrol(self.customer)
        theirs = self.env(user=stranger, context={"allowed_company_ids": elsewhere.ids})
        for record in (self.plan, self.plan.step_ids, enrolment, enrolment.step_ids):
            self.assertFalse(record.with_env(theirs).has_access("read"), record)
            self.assertFalse(record.with_env(theirs).search([("id", "in", record.ids)]))
        with self.assertRaises(AccessError):
            self.plan.with_env(theirs).action_enrol(self.customer.ids)
        with self.assertRaises(AccessError):
            enrolment.with_env(theirs).action_stop()
        self.assertEqual(self.customer.with_env(theirs).get_standing()["plans"], "")

    def test_one_customer_is_followed_up_in_each_company(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids += elsewhere
        plan = self.create_plan(company_id=elsewhere.id)
        first, second = self.enrol(self.customer), self.enrol(self.customer, plan=plan)
        self.assertEqual(second.company_id, elsewhere)
        self.assertEqual(second.step_ids.company_id, elsewhere)
        first._stop("order", self.get_now())
        self.assertEqual(second.state, "running")


class TestMerge(PlanCase):
    def test_after_a_merge_the_younger_of_two_follow_ups_ends(self):
        orders = [self.create_order(partner, confirm=False) for partner in (self.customer, self.other_customer)]
        older, younger = (self.enrol(order.partner_id, documents={"sale.order": order.ids}) for order in orders)
        partners = self.customer + self.other_customer
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(partners.ids, self.other_customer, extra_checks=False)
        self.env.invalidate_all()
        self.assertRecordValues(
            older + younger,
            [{"state": "running", "stop_reason": False}, {"state": "stopped", "stop_reason": "duplicate"}],
        )
        self.assertEqual(older.commercial_partner_id, self.other_customer)
        self.assertEqual(older.order_ids, orders[0] + orders[1])
        self.assertEqual(self.enrol(self.other_customer), older)

    def test_a_contact_that_joins_a_firm_brings_its_follow_up_along(self):
        contact = self.create_customer("Person", is_company=False)
        older, younger = self.enrol(contact), self.enrol(self.customer)
        contact.parent_id = self.customer
        self.env.flush_all()
        self.env["sme.enrolment"]._gc_doubles()
        self.assertEqual((older.state, younger.state), ("running", "stopped"))
        self.assertEqual(self.enrol(self.customer), older)

    def test_done_steps_and_their_to_dos_survive_a_merge(self):
        enrolment = self.enrol(self.customer)
        enrolment.step_ids._process_due(self.get_now())
        with self.at(4, 1, 8):
            enrolment.step_ids._process_due(self.get_now())
            enrolment.step_ids._record_outcome("reached")
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.customer + self.other_customer).ids, self.other_customer, extra_checks=False
        )
        self.env.invalidate_all()
        done = enrolment.step_ids.filtered(lambda step: step.state == "done")
        self.assertEqual(done.partner_id, self.other_customer)
        self.assertTrue(done.activity_id.exists())


class TestLists(PlanCase):
    def open_dialog(self, records, user):
        return (
            self.env["sme.enrol.wizard"]
            .with_user(user)
            .with_context(active_model=records._name, active_ids=records.ids)
            .create({"plan_id": self.plan.id})
        )

    def test_customers_of_a_list_of_contacts_are_followed_up(self):
        dialog = self.open_dialog(self.customer, self.seller)
        self.assertEqual((dialog.partner_count, dialog.running_count), (1, 0))
        action = dialog.action_enrol()
        enrolment = self.env["sme.enrolment"].search(action["domain"])
        self.assertEqual(enrolment.partner_id, self.customer)
        self.assertIn(self.seller.name, enrolment.start_reason)
        self.assertEqual(self.open_dialog(self.customer, self.seller).running_count, 1)

    def test_the_dialog_counts_only_the_follow_ups_that_one_may_see(self):
        """Whoever picks customers of a colleague is not told who of them is followed up."""
        colleagues = self.enrol(self.other_customer)
        self.assertFalse(colleagues.with_user(self.seller).has_access("read"))
        for user, count in ((self.seller, 0), (self.colleague, 1), (self.manager, 1)):
            with self.subTest(user=user.login):
                self.assertEqual(self.open_dialog(self.other_customer, user).running_count, count)

    def test_customers_of_a_list_of_scorecards_are_followed_up(self):
        for partner in (self.customer, self.other_customer):
            self.create_order(partner)
        self.env["sme.customer"].action_refresh()
        cards = self.env["sme.customer"].search([("partner_id", "in", (self.customer + self.other_customer).ids)])
        action = self.open_dialog(cards, self.manager).action_enrol()
        self.assertEqual(len(self.env["sme.enrolment"].search(action["domain"])), 2)

    def test_the_contact_names_the_plans_that_run(self):
        contact = self.create_customer("Person", parent_id=self.customer.id, is_company=False)
        self.enrol(self.customer)
        self.assertEqual(contact.with_user(self.seller).get_standing()["plans"], "Win back")
        self.assertEqual(self.customer.with_user(self.colleague).get_standing()["plans"], "")

    def test_the_steps_of_a_plan_say_who_is_where(self):
        first, second = self.enrol(self.customer, self.other_customer)
        first.step_ids._record_outcome("reached")
        self.assertRecordValues(
            self.plan.step_ids,
            [
                {"waiting_count": 1, "due_count": 0, "done_count": 1, "skipped_count": 0},
                {"waiting_count": 1, "due_count": 0, "done_count": 0, "skipped_count": 0},
                {"waiting_count": 0, "due_count": 0, "done_count": 0, "skipped_count": 0},
            ],
        )
        self.assertTrue(second)
