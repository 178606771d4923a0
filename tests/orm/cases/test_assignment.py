"""Who gets a new record, and why."""

from datetime import timedelta

from odoo import fields
from odoo.tools import mute_logger

from tests.orm.cases.common import CasesCase


class TestAssignment(CasesCase):
    def test_the_account_manager_who_can_read_it(self):
        self.azure.user_id = self.leader
        service = self.create_service(self.azure)
        self.assertRecordValues(service, [{"user_id": self.leader.id, "assignment_reason": "account_manager"}])
        self.assertTrue(service.assigned_on)

    def test_an_account_manager_without_the_right_to_serve_is_passed_over(self):
        self.azure.user_id = self.users["employee"]
        service = self.create_service(self.azure)
        self.assertIn(service.user_id, self.anna | self.ben)
        self.assertEqual(service.assignment_reason, "least_loaded")

    def test_the_usual_handler_of_the_customer(self):
        for _number in range(2):
            self.create_service(self.azure, user_id=self.ben.id).stage_id = self.env.ref(
                "crm_sme.sme_service_stage_cancelled"
            )
        self.create_service(self.lumber, user_id=self.ben.id)
        service = self.create_service(self.azure)
        self.assertRecordValues(service, [{"user_id": self.ben.id, "assignment_reason": "usual_handler"}])

    def test_a_usual_handler_who_left_the_team_cannot_read_and_gets_nothing(self):
        for _number in range(2):
            self.create_service(self.azure, user_id=self.ben.id).user_id = self.ben
        self.team.member_ids = self.anna
        service = self.create_service(self.azure)
        self.assertEqual(service.user_id, self.anna)

    def test_the_least_loaded_member_of_a_batch(self):
        self.create_service(self.lumber, user_id=self.anna.id)
        services = self.env["sme.service"].create(
            [{"name": f"Question {number}", "team_id": self.team.id} for number in range(9)]
        )
        self.assertEqual(len(services.filtered(lambda service: service.user_id == self.anna)), 4)
        self.assertEqual(len(services.filtered(lambda service: service.user_id == self.ben)), 5)

    def test_who_is_on_leave_or_out_of_office_gets_nothing(self):
        now = fields.Datetime.now()
        resource = self.env["resource.resource"].create(
            {"name": "Anna", "user_id": self.anna.id, "company_id": self.company.id}
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holidays",
                "resource_id": resource.id,
                "company_id": self.company.id,
                "date_from": now - timedelta(days=1),
                "date_to": now + timedelta(days=1),
            }
        )
        self.azure.user_id = self.anna
        for _number in range(3):
            self.assertEqual(self.create_service(self.azure).user_id, self.ben)
        self.ben.out_of_office_from = self.env.cr.now() - timedelta(hours=1)
        service = self.create_service(self.azure)
        self.assertRecordValues(service, [{"user_id": self.leader.id, "assignment_reason": "leader"}])

    def test_nobody_there_and_no_leader_warns_a_manager_once_a_day(self):
        self.team.write({"member_ids": [(5,)], "user_id": False})
        services = self.create_service(self.azure) + self.create_service(self.lumber)
        self.assertEqual(services.mapped("assignment_reason"), ["nobody", "nobody"])
        self.assertFalse(services.user_id)
        self.assertEqual(self.team.nobody_count, 2)
        warnings = self.env["sme.alert"].search([("kind", "=", "nobody"), ("company_id", "=", self.company.id)])
        self.assertEqual(len(warnings), 1)
        self.assertIn(self.team.name, warnings.text)
        self.assertEqual(warnings.user_id, self.leader)
        self.assertEqual(self.team.action_open_nobody()["context"]["search_default_nobody"], 1)

    def test_a_holiday_of_the_company_is_no_absence_of_people(self):
        now = fields.Datetime.now()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Bridge day",
                "company_id": self.company.id,
                "date_from": now - timedelta(hours=1),
                "date_to": now + timedelta(hours=1),
            }
        )
        self.assertEqual(self.create_service(self.azure).assignment_reason, "least_loaded")

    def test_held_records_and_teams_that_choose_by_hand_are_left_alone(self):
        self.assertFalse(self.create_service(self.azure, held_reason="flood").user_id)
        self.team.assign_automatically = False
        service = self.create_service(self.azure)
        self.assertFalse(service.user_id)
        service.action_assign()
        self.assertEqual(service.assignment_reason, "least_loaded")

    def test_by_hand_is_said_so(self):
        service = self.create_service(self.azure, user_id=self.anna.id)
        self.assertEqual(service.assignment_reason, "by_hand")
        service.user_id = False
        self.assertFalse(service.assignment_reason)
        service.user_id = self.ben
        self.assertEqual(service.assignment_reason, "by_hand")

    def test_nobody_gets_a_mail_for_being_assigned(self):
        before = self.env["mail.mail"].search_count([])
        services = self.env["sme.service"].with_context(tracking_disable=False)
        service = services.create({"name": "Question", "team_id": self.team.id, "partner_id": self.azure.id})
        service.user_id = self.leader
        self.env.flush_all()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        self.assertFalse(service.message_ids.notification_ids)
        self.assertIn(self.leader.partner_id, service.message_partner_ids)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_an_account_manager_of_another_company_is_passed_over(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.leader.copy({"login": "stranger", "company_id": other.id, "company_ids": [(6, 0, other.ids)]})
        self.azure.user_id = stranger
        self.assertIn(self.create_service(self.azure).user_id, self.anna | self.ben)

    def test_ten_records_cost_as_many_questions_as_one(self):
        self.azure.user_id = self.leader

        def assign(count):
            records = self.env["sme.service"].create(
                [
                    {"name": "Question", "team_id": self.team.id, "partner_id": self.azure.id, "held_reason": "flood"}
                    for _number in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records._assign()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        assign(1)
        self.assertEqual(assign(10), assign(50))
