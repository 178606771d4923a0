"""A call is logged in two clicks: as a note, or on a record."""

from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from tests.orm.answer.common import AnswerCase


class TestLogCall(AnswerCase):
    def dialog(self, partner=None, role="service", **values):
        return (
            self.env["sme.call.wizard"]
            .with_user(self.users[role])
            .with_context(allowed_company_ids=self.company.ids)
            .create({"partner_id": (partner or self.azure).id, **values})
        )

    def last_message(self, record):
        return record.message_ids.sorted("id")[-1]

    def test_only_a_note(self):
        mails = self.env["mail.mail"].search_count([])
        self.dialog(note="Wants <b>blue</b>\nand green").action_log_note()
        message = self.last_message(self.azure)
        self.assertEqual((message.sme_call, message.author_id), ("reached", self.anna.partner_id))
        self.assertIn("&lt;b&gt;blue", message.body)
        self.assertEqual(message.mail_activity_type_id, self.env.ref("mail.mail_activity_data_call"))
        self.assertTrue(message.subtype_id.internal)
        self.assertNotIn(self.anna.partner_id, self.azure.message_partner_ids)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_nobody_answered(self):
        self.dialog(reached="not_reached").action_log_note()
        message = self.last_message(self.azure)
        self.assertEqual(message.sme_call, "not_reached")
        self.assertIn("not reached", message.body)

    def test_a_new_record(self):
        action = self.dialog(self.contact, note="Drawer is stuck\nsince Monday").action_log_record()
        service = self.env["sme.service"].browse(action["res_id"])
        self.assertRecordValues(
            service,
            [
                {
                    "name": "Drawer is stuck",
                    "partner_id": self.contact.id,
                    "channel": "phone",
                    "user_id": self.anna.id,
                    "state": "working",
                }
            ],
        )
        self.assertEqual(self.last_message(service).sme_call, "reached")
        states = {clock.kind: clock.state for clock in service.clock_ids}
        self.assertEqual(states, {"first_response": "met", "resolution": "running"})

    def test_a_call_that_reached_nobody_leaves_the_clock_running(self):
        service = self.create_service(self.azure)
        self.dialog(service_id=service.id, reached="not_reached").action_log_note()
        answer = service.clock_ids.filtered(lambda clock: clock.kind == "first_response")
        self.assertEqual(answer.state, "running")
        self.dialog(service_id=service.id).action_log_note()
        self.assertEqual(answer.state, "met")

    def test_a_new_record_without_a_word(self):
        service = self.env["sme.service"].browse(self.dialog().action_log_record()["res_id"])
        self.assertEqual(service.name, "Call of Azure")

    def test_an_open_record(self):
        service = self.create_service(self.azure, user_id=self.anna.id)
        action = self.dialog(service_id=service.id, reached="not_reached").action_log_record()
        self.assertEqual(action["res_id"], service.id)
        self.assertEqual(service.state, "new", "a call that reached nobody is no answer")
        self.dialog(service_id=service.id).action_log_note()
        self.assertEqual(service.state, "waiting", "a call that reached the customer is one")
        self.assertFalse(self.azure.message_ids.filtered("sme_call"))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_a_record_out_of_reach(self):
        team = self.env["sme.service.team"].create(
            {"name": "Others", "company_id": self.company.id, "member_ids": [(6, 0, self.leader.ids)]}
        )
        service = self.create_service(self.lumber, team_id=team.id, user_id=self.leader.id)
        dialog = self.dialog(self.lumber)
        dialog.sudo().service_id = service
        for action in (dialog.action_log_record, dialog.action_log_note):
            with self.assertRaises(AccessError):
                action()
        self.assertEqual(service.state, "new")
        self.assertFalse(service.message_ids.filtered("sme_call"))
