"""Robots, lists, bounces, loops and floods."""

from datetime import timedelta

from odoo.tools import mute_logger

from tests.orm.intake.common import PAULA, IntakeCase

DSN = b"""Return-Path: <>\r
From: Mail Delivery System <mailer-daemon@mx.example>\r
To: %(to)s\r
Subject: Undelivered Mail Returned to Sender\r
Message-Id: <dsn-%(id)s@mx.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r
\r
--b\r
Content-Type: text/plain\r
\r
Your message could not be delivered.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example\r
\r
Final-Recipient: rfc822; %(bounced)s\r
Action: failed\r
Status: 5.1.1\r
--b\r
Content-Type: message/rfc822\r
\r
From: help@desk.example\r
To: %(bounced)s\r
Subject: Printer\r
Message-Id: %(original)s\r
\r
text\r
--b--\r
"""


class TestRobots(IntakeCase):
    def test_an_answer_of_a_robot_that_belongs_to_nothing_is_held(self):
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"X_Autoreply": "yes"},
            {"X_Autorespond": "yes"},
            {"Precedence": "auto_reply"},
            {"subject": "Automatic reply: your newsletter"},
            {"subject": "自动回复:外出"},
        ):
            with self.subTest(headers=headers):
                held = self.receive(**headers)
                self.assertRecordValues(held, [{"held_reason": "automatic", "acknowledged_on": False}])
                self.assertFalse(self.get_sent())

    def test_a_robot_that_writes_by_itself_gets_a_record_and_no_acknowledgement(self):
        """The form of a web shop, for instance."""
        service = self.receive(Auto_Submitted="auto-generated", subject="Contact form")
        self.assertRecordValues(service, [{"held_reason": False, "acknowledged_on": False}])
        self.assertEqual(self.get_mails(service).sme_automatic, "auto_reply")
        self.assertFalse(self.get_sent())

    def test_an_answer_of_a_robot_moves_nothing(self):
        service = self.receive(message_id="<1@azure.example>")
        service._move_to("waiting")
        for headers in ({"In_Reply_To": "<1@azure.example>"}, {"subject": f"Out of office: {service.number}"}):
            self.receive(Auto_Submitted="auto-replied", **headers)
        self.assertEqual(service.state, "waiting")
        self.assertEqual(self.get_mails(service).mapped("sme_automatic"), [False, "auto_reply", "auto_reply"])
        self.assertFalse(self.get_sent())

    def test_nobody_tells_a_robot_that_somebody_is_away(self):
        service = self.receive(message_id="<1@azure.example>")
        service.user_id.write(
            {"out_of_office_from": self.env.cr.now() - timedelta(days=1), "out_of_office_message": "<p>Away</p>"}
        )
        self.receive(Auto_Submitted="auto-replied", In_Reply_To="<1@azure.example>")
        self.assertFalse(service.message_ids.filtered(lambda message: message.message_type == "out_of_office"))
        self.receive(In_Reply_To="<1@azure.example>")
        self.assertTrue(service.message_ids.filtered(lambda message: message.message_type == "out_of_office"))

    def test_mails_of_lists_are_not_acknowledged_but_their_replies_to_us_count(self):
        service = self.receive(List_Id="<users.azure.example>", message_id="<1@azure.example>")
        self.assertFalse(service.acknowledged_on)
        self.assertEqual(self.get_mails(service).sme_automatic, "list")
        self.receive(List_Id="<users.azure.example>", In_Reply_To="<1@azure.example>")
        answer = service.with_user(self.anna).message_post(
            body="Switch it off and on.", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(service.state, "waiting")
        self.receive(List_Id="<users.azure.example>", In_Reply_To=answer.message_id)
        self.assertEqual(service.state, "working")
        self.assertEqual(self.get_mails(service).mapped("sme_automatic"), ["list", "list", False])

    def test_two_robots_that_answer_each_other_stop(self):
        """The other one marks nothing, keeps no reference and no number: an acknowledgement for each of its mails."""
        answers = 0
        for number in range(30):
            self.receive(sender="robot@other.example", subject=f"We got your mail {number:02}", body="Thank you.")
            answers += len(self.get_sent())
        self.assertEqual(answers, 5)
        records = self.env["sme.service"].search([("email_normalized", "=", "robot@other.example")])
        self.assertEqual(len(records.filtered(lambda service: not service.held_reason)), 20)

    def test_a_robot_that_answers_the_acknowledgement_begins_nothing(self):
        service = self.receive(sender="robot@other.example")
        mail = service.message_ids.filtered(lambda message: message.message_type == "email_outgoing")
        for values in ({"In_Reply_To": mail.message_id}, {"subject": f"Re: [{service.number}] Printer"}):
            self.assertFalse(self.receive(sender="robot@other.example", **values))
            self.assertFalse(self.get_sent())

    def test_our_own_addresses_are_not_acknowledged(self):
        self.receive(sender=self.address)
        self.assertFalse(self.get_sent())


class TestBounces(IntakeCase):
    def report(self, to=None, bounced=b"lumber@example.com", original=b"<none@desk.example>"):
        self.count = getattr(self, "count", 0) + 1
        return DSN % {
            b"to": (to or self.address).encode(),
            b"id": str(self.count).encode(),
            b"bounced": bounced,
            b"original": original,
        }

    def test_a_bounce_is_held_and_moves_nothing(self):
        service = self.create_service(self.lumber, user_id=self.anna.id)
        answer = service.with_user(self.anna).message_post(
            body="Try again", message_type="comment", subtype_xmlid="mail.mt_comment", partner_ids=self.lumber.ids
        )
        self.assertEqual(service.state, "waiting")
        held = self.receive(self.report(original=answer.message_id.encode()))
        self.assertRecordValues(held, [{"held_reason": "bounce", "name": "Undelivered Mail Returned to Sender"}])
        self.assertEqual(service.state, "waiting")
        self.assertFalse(self.get_mails(service))
        self.assertFalse(self.get_sent())

    def test_a_bounce_to_the_address_for_bounces_is_nothing_of_ours(self):
        self.assertFalse(self.receive(self.report(to="bounce@desk.example")))

    def test_a_forged_bounce_changes_no_record(self):
        service = self.receive(message_id="<1@azure.example>")
        service._move_to("waiting")
        held = self.receive(self.report(bounced=b"paula@azure.example", original=b"<1@azure.example>"))
        self.assertEqual(held.held_reason, "bounce")
        self.assertEqual(service.state, "waiting")
        self.assertEqual(service.partner_id, self.azure)

    def test_an_answer_to_a_notice_of_the_gateway_is_held(self):
        held = self.receive(References="<1-loop-detection-bounce-email@desk.example>")
        self.assertEqual(held.held_reason, "loop")

    def test_a_mail_to_the_address_for_everything_and_to_us_is_no_loss(self):
        service = self.receive(to=f"catchall@desk.example, {self.address}")
        self.assertFalse(service.held_reason)


class TestFlood(IntakeCase):
    def test_twenty_records_then_one_that_keeps_the_rest(self):
        services = self.env["sme.service"]
        for number in range(30):
            services |= self.receive(subject=f"Mail {number:02}")
        flood = services.filtered("held_reason")
        self.assertEqual(len(services), 21)
        self.assertRecordValues(flood, [{"held_reason": "flood", "held_count": 10, "name": "Mail 20"}])
        self.assertEqual(len(flood._get_raw_mails()), 10)
        self.assertFalse(self.get_sent())
        # replies still find their record
        service = services[0]
        self.assertFalse(self.receive(subject=f"Re: {service.number}"))
        self.assertEqual(len(self.get_mails(service)), 2)
        # other people are not concerned
        self.assertFalse(self.receive(sender="lumber@example.com").held_reason)

    def test_each_mail_of_a_flood_becomes_a_record_when_released(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "2")
        for number in range(5):
            self.receive(subject=f"Mail {number}")
        flood = self.env["sme.service"].search([("held_reason", "=", "flood")])
        flood.action_release_held()
        services = self.env["sme.service"].search([], order="id")
        self.assertEqual(services.mapped("name"), [f"Mail {number}" for number in range(5)])
        self.assertFalse(any(services.mapped("held_reason")))
        for service in services:
            self.assertEqual(len(self.get_mails(service)), 1)

    def test_beyond_a_size_mails_are_only_counted(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "1")
        self.receive()
        for _number in range(3):
            self.receive(body="x" * 5_000_000)
        flood = self.env["sme.service"].search([("held_reason", "=", "flood")])
        self.assertEqual(flood.held_count, 3)
        self.assertLess(len(flood._get_raw_mails()), 3)

    def test_garbage_in_the_limit_counts_as_not_set(self):
        for value in ("many", "-3", "0", ""):
            self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", value)
            self.assertEqual(self.env["sme.service"]._get_limit("threshold", 20), 20)

    def test_trusted_senders_may_write_more(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "1")
        self.env["mail.gateway.allowed"].create({"email": PAULA})
        for _number in range(3):
            self.assertFalse(self.receive().held_reason)

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_too_many_replies_to_one_record_are_held(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "3")
        self.receive(message_id="<1@azure.example>")
        held = [self.receive(In_Reply_To="<1@azure.example>", subject=f"Re {number}") for number in range(4)]
        self.assertEqual([service.held_reason for service in held if service], ["loop", "loop"])
