"""What the customer hears at once, and what goes out later."""

from datetime import timezone
from unittest.mock import patch
from zoneinfo import ZoneInfo

from odoo.fields import Command
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server, MailDeliveryException

from tests.orm.intake.common import PAULA, IntakeCase


class TestAcknowledgement(IntakeCase):
    def test_at_once_with_number_and_without_a_contact(self):
        contacts = self.env["res.partner"].search_count([])
        service = self.receive(sender='"New" <new@nowhere.example>', message_id="<1@nowhere.example>")
        [(addresses, subject, body)] = self.get_sent()
        self.assertEqual(addresses, ['"New" <new@nowhere.example>'])
        self.assertEqual(subject, f"[{service.number}] Printer does not start")
        self.assertIn(service.number, body)
        self.assertTrue(service.acknowledged_on)
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)
        [mail] = [mail for mail in self._mails if mail["email_to"] == addresses]
        self.assertEqual(mail["headers"]["Auto-Submitted"], "auto-replied")
        self.assertEqual(mail["headers"]["X-Auto-Response-Suppress"], "All")
        self.assertIn("<1@nowhere.example>", mail["references"])
        self.assertIn(self.address, mail["reply_to"])

    def test_with_the_promised_time_that_is_kept_from_then_on(self):
        calendar = self.company.resource_calendar_id
        calendar.tz = "Europe/Brussels"
        self.team.calendar_id = calendar
        service = self.receive()
        deadline = service._get_first_response_deadline()
        self.assertTrue(deadline)
        local = deadline.replace(tzinfo=timezone.utc).astimezone(ZoneInfo("Europe/Brussels"))
        [(_addresses, _subject, body)] = self.get_sent()
        self.assertIn(f"{local:%B} {local.day}, {local.year}", body)
        self.assertIn("(Europe/Brussels)", body)
        clock = service.clock_ids.filtered(lambda clock: clock.kind == "first_response")
        self.assertEqual(clock.told_deadline, deadline)
        self.assertFalse((service.clock_ids - clock).filtered("told_deadline"))

    def test_in_the_time_zone_of_a_known_customer(self):
        self.azure.tz = "Asia/Shanghai"
        self.receive()
        self.assertIn("(Asia/Shanghai)", self.get_sent()[0][2])

    def test_without_a_promise_no_time_is_told(self):
        self.env["sme.service.target"].search([]).active = False
        self.receive()
        self.assertIn("as soon as we can", self.get_sent()[0][2])

    def test_once_for_a_record(self):
        service = self.receive()
        self.receive(subject=f"Re: {service.number}")
        self.assertFalse(self.get_sent())
        with self.mock_mail_gateway():
            service._acknowledge()
        self.assertFalse(self.get_sent())

    def test_the_team_may_want_none(self):
        self.team.acknowledge = False
        self.assertFalse(self.receive().acknowledged_on)
        self.assertFalse(self.get_sent())

    def test_who_asks_for_silence_gets_a_record_and_silence(self):
        self.assertFalse(self.receive(X_Auto_Response_Suppress="All").acknowledged_on)
        self.assertFalse(self.get_sent())

    def test_in_the_language_of_a_known_customer_else_of_the_company(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("crm_sme.mail_template_sme_service_acknowledgement")
        template.with_context(lang="fr_FR").body_html = "<p>Bonjour</p>"
        self.azure.lang = "fr_FR"
        self.receive()
        self.assertIn("Bonjour", self.get_sent()[0][2])
        self.receive(sender="new@nowhere.example")
        self.assertNotIn("Bonjour", self.get_sent()[0][2])
        self.company.partner_id.lang = "fr_FR"
        self.receive(sender="new@nowhere.example")
        self.assertIn("Bonjour", self.get_sent()[0][2])

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_a_mail_server_that_is_down_harms_no_record(self):
        with patch.object(IrMail_Server, "_connect__", side_effect=MailDeliveryException("down")):
            service = self.receive()
        self.assertTrue(self.get_mails(service))
        mail = self.env["mail.mail"].search([("model", "=", "sme.service"), ("res_id", "=", service.id)], limit=1)
        self.assertEqual(mail.state, "exception")
        self.assertFalse(self.get_sent())

    def test_nor_does_a_template_that_somebody_archived_or_deleted(self):
        template = self.env.ref("crm_sme.mail_template_sme_service_acknowledgement")
        for away in (template.action_archive, template.unlink):
            away()
            service = self.receive()
            self.assertTrue(self.get_mails(service))
            self.assertFalse(service.acknowledged_on)
            self.assertFalse(self.get_sent())

    def test_the_link_opens_the_record_for_who_has_no_login(self):
        service = self.receive(sender='"New" <new@nowhere.example>')
        [(_addresses, _subject, body)] = self.get_sent()
        self.assertIn("your mail", body)
        self.assertTrue(service.access_token)
        self.assertIn(f"/my/service/{service.id}?access_token={service.access_token}", body)

    def test_the_link_asks_who_has_a_login_to_log_in(self):
        login = new_test_user(
            self.env,
            login="paula",
            email=self.azure.email,
            groups="base.group_portal",
            partner_id=self.azure.id,
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        service = self.receive()
        self.assertIn(f'/my/service/{service.id}"', self.get_sent()[0][2])
        self.assertNotIn("access_token", self.get_sent()[0][2])
        # a login that does not lead to the record is none
        login.write({"company_ids": [Command.set(self.env.ref("base.main_company").ids)], "company_id": 1})
        service = self.receive()
        self.assertIn(service.access_token, self.get_sent()[0][2])

    @mute_logger("odoo.addons.crm_sme.models.acknowledgement.sme_service", "odoo.addons.mail.models.mail_render_mixin")
    def test_nor_one_that_somebody_broke(self):
        template = self.env.ref("crm_sme.mail_template_sme_service_acknowledgement")
        template.body_html = "<p t-out='object.no_such_field'/>"
        service = self.receive()
        self.assertTrue(self.get_mails(service))
        self.assertFalse(self.get_sent())

    def test_the_quota_keeps_no_address(self):
        self.receive()
        self.assertFalse(self.env["sme.quota"].search([("key", "ilike", "paula")]))
        self.assertTrue(self.env["sme.quota"].search([("key", "like", "acknowledgement")]))


class TestOutgoing(IntakeCase):
    def setUp(self):
        super().setUp()
        self.service = self.receive()

    def post(self, **values):
        with self.mock_mail_gateway():
            self.service.with_user(self.anna).message_post(
                body="Switch it off.",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.azure.ids,
                **values,
            )
            self.env.flush_all()
        return self._mails[-1]

    def test_subjects_carry_the_number(self):
        for subject in (False, "About your printer", f"Re: [{self.service.number}] x"):
            sent = self.post(subject=subject)["subject"]
            self.assertEqual(sent.count(f"[{self.service.number}]"), 1)
            self.assertIn(subject or self.service.name, sent)

    def test_the_composer_proposes_it(self):
        composer = Form(
            self.env["mail.compose.message"]
            .with_user(self.anna)
            .with_context(default_model="sme.service", default_res_ids=self.service.ids)
        )
        self.assertEqual(composer.subject, f"[{self.service.number}] Printer does not start")
        reply = Form(
            self.env["mail.compose.message"]
            .with_user(self.anna)
            .with_context(
                default_model="sme.service",
                default_res_ids=self.service.ids,
                default_parent_id=self.get_mails(self.service).id,
            )
        )
        self.assertIn(f"[{self.service.number}]", reply.subject)

    def test_replies_come_back_to_the_address_of_the_team(self):
        self.assertIn(self.address, self.post()["reply_to"])
        self.team.alias_name = False
        self.assertIn("catchall@desk.example", self.post()["reply_to"])

    def test_a_reply_that_lost_its_references_comes_back_by_the_number(self):
        sent = self.post()
        self.assertFalse(self.receive(subject=f"AW: {sent['subject']}", sender=PAULA, body="Thanks"))
        self.assertIn("Thanks", self.get_mails(self.service)[-1].body)
        self.assertEqual(self.service.state, "working")
