"""Addresses and records of two companies; mails handed in by people instead of a mail server."""

from unittest.mock import patch
from xmlrpc.client import Binary

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from odoo.addons.crm_sme.models.intake import mail_thread

from tests.orm.intake.common import PAULA, IntakeCase


class TestCompanies(IntakeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Chairs & Söhne", "alias_domain_id": cls.domain.id})
        cls.other_team = cls.env["sme.service.team"].search([("company_id", "=", cls.other.id)])

    def test_every_company_has_an_address_of_its_own(self):
        teams = self.env["sme.service.team"].search([])
        self.assertTrue(all(team.alias_name for team in teams))
        self.assertEqual(len(set(teams.mapped("alias_name"))), len(teams))
        self.assertEqual(self.other_team.alias_email, "service-chairs-sohne@desk.example")
        self.assertEqual(self.other_team.alias_id.alias_model_id.model, "sme.service")

    def test_companies_of_one_name_and_taken_addresses(self):
        twins = self.env["res.company"].create(
            [{"name": "Chairs & Söhne 2"}, {"name": "Chairs - Söhne 2"}, {"name": "中文"}]
        )
        names = self.env["sme.service.team"].search([("company_id", "in", twins.ids)]).mapped("alias_name")
        self.assertTrue(all(names))
        self.assertEqual(len(set(names)), 3)

    @mute_logger("odoo.addons.crm_sme.models.intake.sme_service_team")
    def test_a_company_is_made_also_where_its_team_gets_no_address(self):
        def refuse(*args):
            raise UserError("taken")

        self.patch(self.registry["mail.alias"], "_check_unique", refuse)
        company = self.env["res.company"].create({"name": "Without"})
        team = self.env["sme.service.team"].search([("company_id", "=", company.id)])
        self.assertTrue(team)
        self.assertFalse(team.alias_name)

    def test_a_contact_of_another_company_writes(self):
        self.azure.company_id = self.other
        service = self.receive()
        self.assertRecordValues(service, [{"company_id": self.company.id, "partner_id": False, "held_reason": False}])
        own = self.receive(to=self.other_team.alias_email)
        self.assertRecordValues(own, [{"company_id": self.other.id, "partner_id": self.azure.id}])

    def test_of_two_contacts_with_an_address_each_company_takes_its_own(self):
        self.azure.company_id = self.other
        mine = self.create_customer("Azure here", email="paula@azure.example", company_id=self.company.id)
        self.assertEqual(self.receive().partner_id, mine)
        self.assertEqual(self.receive(to=self.other_team.alias_email).partner_id, self.azure)

    def test_spam_of_one_company_is_a_customer_of_the_other(self):
        self.env["sme.blocked.sender"].create({"email_from": PAULA, "company_id": self.other.id})
        self.assertFalse(self.receive().held_reason)
        held = self.receive(to=self.other_team.alias_email)
        self.assertRecordValues(held, [{"held_reason": "spam", "company_id": self.other.id}])

    def test_people_see_the_held_mails_of_their_company(self):
        self.env["sme.blocked.sender"].create({"email_from": PAULA, "company_id": self.other.id})
        self.receive(to=self.other_team.alias_email)
        self.assertFalse(self.env["sme.service"].with_user(self.leader).search([]))

    def test_the_answer_comes_from_the_company_written_to(self):
        service = self.receive(to=self.other_team.alias_email)
        self.assertEqual(service.company_id, self.other)
        [(_addresses, _subject, body)] = self.get_sent()
        self.assertIn("Chairs &amp; Söhne", body)


class TestHandedIn(IntakeCase):
    """Any employee may call the gateway by name; it lends nobody more than a customer's mail may do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Elsewhere", "alias_domain_id": False})
        cls.other_team = cls.env["sme.service.team"].search([("company_id", "=", cls.other.id)])
        cls.foreign = cls.create_service(cls.lumber, user_id=cls.leader.id)
        cls.foreign._move_to("closed")

    def hand_in(self, user, **values):
        raw = self.compose(to="nobody@nowhere.example", subject="Handed in")
        with self.mock_mail_gateway():
            record_id = self.env["mail.thread"].with_user(user).message_process("sme.service", Binary(raw), **values)
        return self.env["sme.service"].browse(record_id)

    def test_nothing_but_the_team_is_believed(self):
        stage = self.env.ref("crm_sme.sme_service_stage_closed")
        values = {
            "team_id": self.team.id,
            "company_id": self.other.id,
            "user_id": self.users["employee"].id,
            "stage_id": stage.id,
            "priority": "2",
            "partner_id": self.lumber.id,
            "held_reason": "spam",
            "number": "SR9999",
            "name": "Mine",
        }
        with patch.object(mail_thread._logger, "info") as log:
            service = self.hand_in(self.users["employee"], custom_values=values)
        self.assertIn(self.users["employee"].id, log.call_args_list[0].args)
        self.assertRecordValues(
            service,
            [
                {
                    "name": "Handed in",
                    "company_id": self.company.id,
                    "team_id": self.team.id,
                    "state": "new",
                    "priority": "0",
                    "partner_id": self.azure.id,
                    "held_reason": False,
                }
            ],
        )
        self.assertNotEqual(service.number, "SR9999")
        self.assertNotEqual(service.user_id, self.users["employee"])

    def test_default_values_of_the_context_count_for_nothing(self):
        user = self.users["employee"]
        gateway = self.env["mail.thread"].with_user(user)
        with self.mock_mail_gateway():
            record_id = gateway.with_context(
                default_priority="2", default_company_id=self.other.id, default_held_reason="spam"
            ).message_process("sme.service", self.compose(to="nobody@nowhere.example"))
        self.assertRecordValues(
            self.env["sme.service"].browse(record_id),
            [{"priority": "0", "company_id": self.company.id, "held_reason": False}],
        )

    def test_teams_that_are_none(self):
        for team_id in (987654321, "1 OR 1=1", [self.team.id], None, {}):
            with self.subTest(team_id=team_id):
                service = self.hand_in(self.users["employee"], custom_values={"team_id": team_id})
                self.assertEqual(service.company_id, self.company)
        self.other_team.active = False
        self.assertTrue(self.hand_in(self.users["employee"], custom_values={"team_id": self.other_team.id}).team_id)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_no_foreign_record_is_reached(self):
        count = len(self.foreign.message_ids)
        for user in (self.users["employee"], self.anna):
            self.team.member_ids = self.leader
            service = self.hand_in(user, thread_id=self.foreign.id)
            self.assertNotEqual(service, self.foreign)
        self.assertEqual(self.foreign.state, "closed")
        self.assertEqual(len(self.foreign.message_ids), count)
        self.assertEqual(self.hand_in(self.leader, thread_id=self.foreign.id), self.foreign)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_people_from_outside_hand_in_nothing(self):
        portal = self.create_users("portal")["portal"]
        for user in (portal, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self.hand_in(user)
            with self.assertRaises(AccessError), self.mock_mail_gateway():
                self.env["mail.thread"].with_user(user).message_process(None, self.compose())
        self.assertEqual(self.env["sme.service"].search([]), self.foreign)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_nor_does_an_employee_make_or_change_records_by_the_other_methods(self):
        records = self.env["sme.service"].with_user(self.users["employee"])
        with self.assertRaises(AccessError):
            records.message_new({"subject": "x", "email_from": PAULA}, {"team_id": self.team.id})
        with self.assertRaises(AccessError):
            records.browse(self.foreign.id).message_update({"subject": "x"}, {"priority": "2"})
