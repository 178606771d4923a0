"""Who is followed up: once a plan, by hand within one's rights, and until something ends it."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from tests.orm.plan.common import WEDNESDAY, PlanCase


class TestEnrolling(PlanCase):
    def test_the_first_step_is_planned_for_the_account_manager(self):
        enrolment = self.enrol(self.customer)
        self.assertRecordValues(
            enrolment,
            [
                {
                    "state": "running",
                    "next_date": WEDNESDAY,
                    "commercial_partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "plan_version": self.plan.version,
                }
            ],
        )
        self.assertRecordValues(
            enrolment.step_ids,
            [{"name": "Call", "state": "planned", "date_planned": WEDNESDAY, "user_id": self.seller.id}],
        )
        self.assertIn("a test", enrolment.start_reason)
        self.assertFalse(enrolment.message_follower_ids)

    def test_a_step_is_named_in_the_language_of_who_does_it(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.colleague.lang = "fr_FR"
        self.plan.step_ids[0].update_field_translations("name", {"fr_FR": "Appel"})
        enrolments = self.enrol(self.customer, self.other_customer)
        self.assertEqual(enrolments.step_ids.mapped("name"), ["Call", "Appel"])

    def test_a_further_document_joins_what_runs(self):
        contact = self.create_customer("Person", parent_id=self.customer.id, is_company=False)
        orders = [self.create_order(self.customer, confirm=False) for _count in range(2)]
        first = self.enrol(self.customer, documents={"sale.order": orders[0].ids}, value=100)
        second = self.enrol(
            contact, documents={"sale.order": orders[1].ids}, reasons=[["quotation", orders[1].name]], value=50
        )
        self.assertEqual(first, second)
        self.assertEqual(first.order_ids, orders[0] + orders[1])
        self.assertEqual(len(first.start_reasons), 2)
        self.assertEqual(first.value_at_stake, 150)
        self.assertEqual(len(first.step_ids), 1)

    def test_one_customer_twice_among_the_candidates_is_enrolled_once(self):
        self.assertEqual(len(self.enrol(self.customer, self.customer, self.other_customer)), 2)

    def test_who_is_done_may_be_enrolled_again(self):
        first = self.enrol(self.customer)
        first._stop("order", self.get_now())
        second = self.enrol(self.customer)
        self.assertNotEqual(first, second)
        self.assertEqual((first.state, second.state), ("stopped", "running"))

    def test_a_stop_keeps_done_steps_and_skips_planned_ones(self):
        enrolment = self.enrol(self.customer)
        enrolment._stop("order", self.get_now())
        self.assertRecordValues(enrolment.step_ids, [{"state": "skipped", "skip_reason": "order"}])
        self.assertRecordValues(
            enrolment, [{"stop_reason": "order", "running_key": False, "next_date": False, "date_end": self.get_now()}]
        )
        self.assertIn("Order", enrolment.explanation)

    def test_what_paused_goes_on_where_it_was(self):
        enrolment = self.enrol(self.customer)
        enrolment._pause("complaint", False, self.get_now())
        self.assertEqual(enrolment.state, "paused")
        self.assertIn("Complaint", enrolment.explanation)
        with self.at(4, 10, 12):
            enrolment._resume(self.get_now())
            self.assertRecordValues(enrolment, [{"state": "running", "next_date": date(2026, 4, 10)}])
            self.assertEqual(self.get_planned(enrolment).date_planned, date(2026, 4, 10))

    def test_an_open_pause_is_not_shortened(self):
        enrolment = self.enrol(self.customer)
        enrolment._pause("complaint", False, self.get_now())
        enrolment._pause("out_of_office", self.get_now(), self.get_now())
        self.assertRecordValues(enrolment, [{"pause_reason": "complaint", "paused_until": False}])


class TestByHand(PlanCase):
    def test_who_may_edit_the_customer_may_enrol_it(self):
        enrolments = self.plan.with_user(self.seller).action_enrol(self.customer.ids)
        self.assertEqual(len(enrolments), 1)
        enrolments.action_pause()
        enrolments.action_resume()
        enrolments.action_stop()
        self.assertEqual(enrolments.stop_reason, "by_hand")

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_who_may_not_edit_the_customer_may_not(self):
        with self.assertRaises(AccessError):
            self.plan.with_user(self.anna).action_enrol(self.customer.ids)
        portal = self.create_users("portal")["portal"]
        with self.assertRaises(AccessError):
            self.plan.with_user(portal).action_enrol(portal.partner_id.ids)

    def test_many_at_once_are_for_managers(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(51)])
        with self.assertRaisesRegex(UserError, "50"):
            self.plan.with_user(self.seller).action_enrol(partners.ids)
        self.assertEqual(len(self.plan.with_user(self.manager).action_enrol(partners.ids)), 51)

    def test_customers_of_other_companies_and_colleagues_are_left_out(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids += elsewhere
        foreign = self.create_customer("Foreign", company_id=elsewhere.id)
        self.assertFalse(self.plan.action_enrol((foreign + self.anna.partner_id).ids))

    def test_a_plan_that_is_off_enrols_nobody_by_hand(self):
        self.plan.active = False
        with self.assertRaises(UserError):
            self.plan.with_user(self.seller).action_enrol(self.customer.ids)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nobody_writes_follow_ups_or_ends_those_of_others(self):
        enrolment = self.enrol(self.customer)
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                enrolment.with_user(user).write({"state": "done"})
            with self.assertRaises(AccessError):
                enrolment.step_ids.with_user(user).write({"state": "done"})
        with self.assertRaises(AccessError):
            enrolment.with_user(self.colleague).action_stop()
        with self.assertRaises(AccessError):
            enrolment.with_user(self.seller).read(["value_at_stake"])


class TestPlan(PlanCase):
    def test_a_plan_is_off_at_first_and_says_since_when_it_is_on(self):
        plan = self.env["sme.plan"].create({"name": "New", "company_id": self.company.id})
        self.assertFalse(plan.active or plan.switched_on)
        with self.assertRaises(UserError):
            plan.action_switch_on()
        plan.step_ids = [Command.create({"name": "Call"})]
        plan.action_switch_on()
        self.assertEqual(plan.switched_on, self.get_now())

    def test_a_change_of_steps_is_a_new_version(self):
        version = self.plan.version
        self.plan.step_ids[0].delay_days = 3
        self.assertEqual(self.plan.version, version + 1)
        self.plan.step_ids[-1].unlink()
        self.assertEqual(self.plan.version, version + 2)
        self.plan.step_ids = [Command.create({"name": "Letter", "kind": "letter"})]
        self.assertEqual(self.plan.version, version + 3)

    def test_a_copy_is_off_and_has_steps_and_exits_of_its_own(self):
        self.plan.exit_ids = [Command.clear(), Command.create({"event": "order", "effect": "ends"})]
        copy = self.plan.copy()
        self.assertRecordValues(copy, [{"active": False, "switched_on": False, "version": 1}])
        self.assertEqual(copy.step_ids.mapped("name"), self.plan.step_ids.mapped("name"))
        self.assertFalse(copy.step_ids & self.plan.step_ids)
        self.assertEqual(copy.exit_ids.mapped("event"), ["order"])

    def test_conditions_are_literals_over_fields_that_may_be_asked_for(self):
        self.plan.customer_domain = "[('lifecycle', '=', 'late'), ('value', '>', 100)]"
        for domain in (
            "[('company_id.partner_id.email', '=', 'x')]",
            "[(1, '=', 1)]",
            "__import__('os')",
            "[('partner_id', 'any', [('email', '=', 'x')])]",
            "{}",
        ):
            with self.subTest(domain=domain), self.assertRaises(ValidationError):
                self.plan.customer_domain = domain
            with self.subTest(condition=domain), self.assertRaises(ValidationError):
                self.plan.step_ids[0].condition = domain

    def test_a_plan_somebody_was_in_is_switched_off_not_deleted(self):
        self.enrol(self.customer)
        with self.assertRaises(UserError):
            self.plan.unlink()
        self.create_plan().unlink()
