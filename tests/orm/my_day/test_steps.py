"""Steps of follow-ups in My Day, from the due day to the outcome; loads of the team; handing over."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from tests.orm.plan.common import PlanCase


class StepsCase(PlanCase):
    def setUp(self):
        super().setUp()
        self.enrolment = self.enrol(self.customer)
        self.step = self.enrolment.step_ids
        with self.at(4, 1, 8):
            self.step._process_due(self.get_now())
        self.assertTrue(self.step.activity_id)

    def get_day(self, user, *moment):
        with self.at(*(moment or (4, 1, 9))):
            return (
                self.env["sme.my.day"].with_user(user).with_context(allowed_company_ids=self.company.ids).get_my_day()
            )


class TestSteps(StepsCase):
    def test_a_due_step_is_a_line_with_its_reason_and_its_outcome_takes_it_away(self):
        [line] = self.get_day(self.seller)["lines"]
        [reason] = line["reasons"]
        self.assertEqual((line["name"], reason["kind"], reason["button"]), ("Azure", "step", "outcome"))
        self.assertEqual((reason["step_id"], reason["text"]), (self.step.id, "Call: By hand, by a test"))
        self.assertEqual(self.get_day(self.seller, 4, 3, 9)["lines"][0]["reasons"][0]["text"][-16:], ", 2 days overdue")
        with self.at(4, 1, 9):
            action = self.step.with_user(self.seller).action_open_outcome()
            dialog = self.env[action["res_model"]].with_user(self.seller).with_context(**action["context"])
            dialog.create({}).action_reached()
        day = self.get_day(self.seller)
        self.assertEqual((day["lines"], day["counts"]["done"]), ([], 1))

    def test_it_is_nobody_elses(self):
        self.assertEqual(self.get_day(self.colleague)["lines"], [])
        self.assertEqual(self.get_day(self.manager)["lines"], [])

    def test_what_just_happened_hides_the_step_until_the_tick_has_looked(self):
        with self.at(4, 1, 8, 55):
            self.create_order(self.customer)
            self.env.cr.precommit.run()
        self.assertEqual(self.get_day(self.seller)["lines"], [])
        row = self.env["sme.contact"].search([("commercial_partner_id", "=", self.customer.id)], limit=1)
        row.is_pending = False
        self.assertEqual(len(self.get_day(self.seller)["lines"]), 1)

    def test_no_amount_of_the_follow_up_is_told(self):
        """Danger 9: what a follow-up is worth is not in its reason."""
        self.enrolment.value_at_stake = 4321
        self.assertNotIn("4321", str(self.get_day(self.seller)).replace(",", ""))

    def test_a_stand_in_does_the_steps_of_who_is_away(self):
        self.env["sme.absence"].create(
            {
                "user_id": self.seller.id,
                "stand_in_id": self.colleague.id,
                "date_from": "2026-04-01",
                "date_to": "2026-04-03",
            }
        )
        [line] = self.get_day(self.colleague)["lines"]
        self.assertEqual(line["reasons"][0]["step_id"], self.step.id)
        self.assertEqual(self.get_day(self.colleague, 4, 7, 9)["lines"], [])

    def test_what_is_no_customers_is_not_shown_to_a_stand_in(self):
        """To-dos without a document, and those on other documents, are of the person alone."""
        todos = [
            {"user_id": self.seller.id, "summary": "Doctor", "date_deadline": "2026-04-01"},
            {
                "user_id": self.seller.id,
                "summary": "Raise",
                "date_deadline": "2026-04-01",
                "res_model_id": self.env["ir.model"]._get_id("sme.plan"),
                "res_id": self.plan.id,
            },
        ]
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(todos)
        self.env["sme.absence"].create(
            {
                "user_id": self.seller.id,
                "stand_in_id": self.colleague.id,
                "date_from": "2026-04-01",
                "date_to": "2026-04-03",
            }
        )
        own, stand_ins = str(self.get_day(self.seller)), str(self.get_day(self.colleague))
        for summary in ("Doctor", "Raise"):
            self.assertIn(summary, own)
            self.assertNotIn(summary, stand_ins)
        self.assertIn("Azure", stand_ins)


class TestTeam(StepsCase):
    def get_work(self, user, person, names=("steps_due",)):
        with self.at(4, 2, 9):
            rows = self.env["sme.workload"].with_user(user).with_context(allowed_company_ids=self.company.ids)
            return rows.search_read([("user_id", "=", person.id)], names)

    def test_loads_and_outcomes(self):
        other = self.enrol(self.create_customer("Ready Mat", user_id=self.seller.id))
        with self.at(4, 1, 9):
            other.step_ids._record_outcome("order_expected")
        other.step_ids.filtered(lambda step: step.state == "done").done_by_id = self.seller
        with self.at(4, 1, 9):
            self.env["sme.snooze"].with_user(self.seller).create(
                {"partner_id": self.other_customer.id, "date_until": "2026-04-09"}
            )
        self.create_service(user_id=self.seller.id)
        expected = {
            "steps_overdue": 1,
            "steps_due": 0,
            "steps_done": 1,
            "order_expected": 1,
            "reached": 0,
            "records_open": 1,
            "put_off": 1,
            "is_here": True,
        }
        [work] = self.get_work(self.manager, self.seller, list(expected))
        row = self.env["sme.workload"].browse(work.pop("id"))
        self.assertEqual(work, expected)
        self.assertEqual(row.action_open_steps()["domain"][0], ("user_id", "=", self.seller.id))
        self.assertEqual(row.action_open_records()["domain"][0], ("user_id", "=", self.seller.id))
        self.assertEqual(row.action_hand_over()["context"]["default_user_id"], self.seller.id)
        self.assertFalse(self.get_work(self.manager, self.colleague))

    def test_who_is_no_manager_sees_nobodys_work(self):
        with self.assertRaises(AccessError):
            self.get_work(self.seller, self.seller)

    def test_the_work_of_another_company_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.manager.company_ids += other
        rows = self.env["sme.workload"].with_user(self.manager).with_context(allowed_company_ids=other.ids)
        self.assertFalse(rows.search([]))


class TestHandOver(StepsCase):
    def open_dialog(self, user, **values):
        return (
            self.env["sme.handover.wizard"]
            .with_user(user)
            .with_context(allowed_company_ids=self.company.ids)
            .create({"user_id": self.seller.id, "company_id": self.company.id, **values})
        )

    def test_all_that_a_leaver_has_goes_to_one_person(self):
        service = self.create_service(user_id=self.seller.id)
        done = self.create_service(user_id=self.seller.id)
        done._move_to("closed")
        todo = self.customer.activity_schedule("mail.mail_activity_data_todo", user_id=self.seller.id)
        self.seller.active = False
        dialog = self.open_dialog(self.manager, new_user_id=self.colleague.id)
        self.assertRecordValues(
            dialog, [{"step_count": 1, "todo_count": 1, "record_count": 1, "customer_count": 1, "plan_names": ""}]
        )
        last = self.env["mail.message"].search([], order="id desc", limit=1).id
        self.assertIn("1 steps, 1 to-dos, 1 records", dialog.action_apply()["params"]["message"])
        self.assertEqual(self.step.user_id, self.colleague)
        self.assertEqual(self.step.activity_id.user_id, self.colleague)
        self.assertEqual((todo.user_id, service.user_id, done.user_id), (self.colleague, self.colleague, self.seller))
        self.assertEqual(self.customer.user_id, self.seller, "customers were not asked for")
        told = self.env["mail.message"].search([("id", ">", last), ("message_type", "=", "user_notification")])
        self.assertFalse(told, told.mapped(lambda message: f"{message.model} {message.body}"))
        lines = self.get_day(self.colleague)["lines"]
        self.assertEqual([line["name"] for line in lines if line["partner_id"]], ["Azure"])

    def test_only_what_is_chosen(self):
        self.open_dialog(
            self.manager, new_user_id=self.colleague.id, with_steps=False, with_records=False, with_customers=True
        ).action_apply()
        self.assertEqual(self.step.user_id, self.seller)
        self.assertEqual(self.customer.user_id, self.colleague)

    def test_what_belongs_to_another_company_stays(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        for user in (self.manager, self.seller):
            user.company_ids += other
        order = self.env["sale.order"].create({"partner_id": self.customer.id, "company_id": other.id})
        of_order = order.activity_schedule("mail.mail_activity_data_todo", user_id=self.seller.id)
        of_contact = self.customer.activity_schedule("mail.mail_activity_data_todo", user_id=self.seller.id)
        elsewhere = self.create_customer("Elsewhere's", user_id=self.seller.id, company_id=other.id)
        dialog = self.open_dialog(self.manager, new_user_id=self.colleague.id, with_customers=True).with_context(
            allowed_company_ids=(self.company + other).ids
        )
        self.assertEqual((dialog.todo_count, dialog.customer_count), (1, 1))
        dialog.action_apply()
        self.assertEqual((of_order.user_id, of_contact.user_id), (self.seller, self.colleague))
        self.assertEqual((elsewhere.user_id, self.customer.user_id), (self.seller, self.colleague))

    def test_plans_that_name_the_leaver_are_told(self):
        self.plan.step_ids[0].write({"who": "fixed", "user_id": self.seller.id})
        self.assertEqual(self.open_dialog(self.manager).plan_names, "Win back")

    def test_to_nobody_or_to_who_works_elsewhere_it_is_not_handed(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env, "stranger", "crm_sme.group_sme_user", company_id=other.id, company_ids=[Command.set(other.ids)]
        )
        for person in (self.env["res.users"], self.seller, stranger):
            with self.assertRaises(UserError):
                self.open_dialog(self.manager, new_user_id=person.id).action_apply()
        self.assertEqual(self.step.user_id, self.seller)

    def test_only_managers_hand_over(self):
        with self.assertRaises(AccessError):
            self.open_dialog(self.seller, new_user_id=self.colleague.id)
        dialog = self.open_dialog(self.manager, new_user_id=self.colleague.id)
        with self.assertRaises(AccessError):
            dialog.with_user(self.seller).sudo().with_user(self.seller).action_apply()

    def test_another_company_is_out_of_reach(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        dialog = self.open_dialog(self.manager, new_user_id=self.colleague.id, company_id=other.id)
        self.assertEqual(dialog.step_count, 0)
        with self.assertRaises(AccessError):
            dialog.action_apply()
        self.assertEqual(self.step.user_id, self.seller)

    def test_in_many_steps_at_once(self):
        customers = self.env["res.partner"].create(
            [{"name": f"Customer {number}", "user_id": self.seller.id} for number in range(30)]
        )
        self.enrol(*customers)
        self.open_dialog(self.manager, new_user_id=self.colleague.id).action_apply()
        self.assertFalse(
            self.env["sme.enrolment.step"].search([("user_id", "=", self.seller.id), ("state", "=", "planned")])
        )
        self.assertEqual(self.env["sme.enrolment.step"].search_count([("user_id", "=", self.colleague.id)]), 31)
