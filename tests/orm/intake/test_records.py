"""A mail becomes a record, or a message on the record that it belongs to."""

from datetime import timedelta

from odoo import fields
from odoo.tools import mute_logger

from tests.orm.intake.common import PAULA, IntakeCase


class TestNewRecords(IntakeCase):
    def test_a_mail_becomes_a_record_of_its_customer(self):
        service = self.receive(Cc="colleague@azure.example")
        self.assertRecordValues(
            service,
            [
                {
                    "name": "Printer does not start",
                    "partner_id": self.azure.id,
                    "email_from": PAULA,
                    "email_normalized": "paula@azure.example",
                    "team_id": self.team.id,
                    "company_id": self.company.id,
                    "channel": "email",
                    "state": "new",
                    "priority": "0",
                    "held_reason": False,
                    "email_cc": "colleague@azure.example",
                }
            ],
        )
        self.assertIn("three times", service.description)
        message = self.get_mails(service)
        self.assertEqual(message.author_id, self.azure)
        self.assertIn("three times", message.body)
        self.assertFalse(message.sme_automatic)
        self.assertIn(service.user_id, self.anna | self.ben)

    def test_people_in_copy_are_no_followers_and_no_contacts(self):
        contacts = self.env["res.partner"].search_count([])
        service = self.receive(
            to=f"{self.address}, boss@azure.example", Cc="lumber@example.com", sender="new@nowhere.example"
        )
        self.assertFalse(service.partner_id)
        self.assertNotIn(self.lumber, service.message_partner_ids)
        self.assertEqual(service.message_partner_ids, service.user_id.partner_id)
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)

    def test_a_crowd_in_copy_is_not_offered_for_answers(self):
        crowd = ", ".join(f"person{number}@crowd.example" for number in range(500))
        service = self.receive(Cc=crowd)
        self.assertTrue(service)
        self.assertFalse(service.email_cc)
        self.assertFalse(self.receive(Cc=crowd, subject=f"Re: {service.number}"))
        self.assertFalse(service.email_cc)
        self.assertEqual(len(self.get_mails(service)), 2)

    def test_blind_copies_are_found_by_the_envelope(self):
        service = self.receive(to="boss@azure.example", X_Original_To=self.address)
        self.assertEqual(service.team_id, self.team)
        self.assertFalse(service.held_reason)

    def test_without_a_domain_the_part_before_the_at_decides(self):
        self.company.alias_domain_id = False
        self.team.alias_id.alias_domain_id = False
        self.assertTrue(self.team.alias_id.alias_incoming_local)
        service = self.receive(to="help@anything.example")
        self.assertEqual(service.team_id, self.team)
        self.team.alias_id.alias_domain_id = self.domain
        self.assertFalse(self.team.alias_id.alias_incoming_local)

    def test_a_mailbox_that_names_the_model_needs_no_alias(self):
        service = self.receive(to="other@elsewhere.example", model="sme.service")
        self.assertEqual(service.company_id, self.company)
        self.assertFalse(service.held_reason)

    def test_an_archived_team_is_replaced_by_another_of_its_company(self):
        second = self.team.copy({"name": "Second"})
        self.team.active = False
        self.assertEqual(self.receive().team_id, second)

    def test_two_teams_in_one_mail_have_a_record_each(self):
        repairs = self.env["sme.service.team"].create(
            {"name": "Repairs", "company_id": self.company.id, "alias_name": "repairs"}
        )
        services = self.receive(to=f"{self.address}, repairs@desk.example")
        self.assertEqual(services.team_id, self.team | repairs)
        self.assertEqual(len(services), 2)

    def test_a_mail_that_an_employee_passes_on_came_in(self):
        self.anna.partner_id.email = "anna@desk.example"
        service = self.receive(sender="Anna <anna@desk.example>")
        self.assertEqual(service.state, "new")
        self.assertFalse(service.partner_id)


class TestReplies(IntakeCase):
    def setUp(self):
        super().setUp()
        self.service = self.receive(message_id="<first@azure.example>")

    def reply(self, **values):
        values = {"subject": "Re: Printer", "In-Reply-To": "<first@azure.example>", **values}
        return self.receive(**{name.replace("-", "_"): value for name, value in values.items()})

    def test_references_find_the_record(self):
        self.service._move_to("waiting")
        self.assertFalse(self.reply(body="And it smokes."))
        self.assertIn("smokes", self.get_mails(self.service)[-1].body)
        self.assertEqual(self.service.state, "working")

    def test_the_same_mail_twice_is_one(self):
        raw = self.compose(message_id="<twice@azure.example>")
        self.assertEqual(len(self.receive(raw)), 1)
        self.assertFalse(self.receive(raw))

    def test_a_copy_without_an_id_is_known_too(self):
        raw = self.compose().replace(b"Message-Id", b"X-Was-Id")
        self.assertEqual(len(self.receive(raw)), 1)
        self.assertFalse(self.receive(raw))

    def test_a_closed_record_opens_again_for_some_days(self):
        self.service._move_to("closed")
        self.assertFalse(self.reply())
        self.assertEqual(self.service.state, "working")

    def test_later_a_new_record_follows_it(self):
        self.service._move_to("closed")
        self.service.date_closed = fields.Datetime.now() - timedelta(days=self.team.reopen_days + 1)
        follower = self.reply(subject="Smokes again", body="As last month.")
        self.assertRecordValues(
            follower,
            [
                {
                    "previous_id": self.service.id,
                    "name": "Smokes again",
                    "partner_id": self.azure.id,
                    "channel": "email",
                    "state": "new",
                }
            ],
        )
        self.assertIn("last month", self.get_mails(follower).body)
        self.assertEqual(self.service.state, "closed")
        self.assertEqual(len(self.get_mails(self.service)), 1)
        self.assertIn(follower.number, self.get_sent()[0][1])

    def test_and_only_one(self):
        self.service._move_to("closed")
        self.service.date_closed = fields.Datetime.now() - timedelta(days=self.team.reopen_days + 1)
        follower = self.reply()
        self.assertFalse(self.reply(body="Hello?"))
        self.assertIn("Hello?", self.get_mails(follower)[-1].body)

    def test_a_reply_to_a_held_record_is_seen(self):
        self.service.held_reason = "spam"
        self.assertFalse(self.reply().held_reason)

    def test_a_reply_to_a_duplicate_reaches_the_original(self):
        original = self.create_service(self.azure)
        original._merge(self.service)
        # the mails moved: this one refers to a message that stayed
        note = self.service._message_log(body="stays")
        self.assertFalse(self.reply(**{"In-Reply-To": note.message_id}, body="Any news?"))
        self.assertIn("Any news", self.get_mails(original)[-1].body)

    def test_a_reply_to_a_deleted_record_becomes_a_new_one(self):
        self.service.unlink()
        self.assertRecordValues(
            self.reply(), [{"team_id": self.team.id, "partner_id": self.azure.id, "held_reason": False}]
        )

    @mute_logger("odoo.addons.crm_sme.models.intake.mail_thread")
    def test_a_message_that_survived_its_record_breaks_the_gateway_and_loses_nothing(self):
        note = self.service._message_log(body="x")
        note.res_id = 987654321
        self.assertEqual(self.reply(**{"In-Reply-To": note.message_id}).held_reason, "unreadable")

    def test_robots_and_colleagues_open_nothing(self):
        self.service._move_to("closed")
        self.service.date_closed = fields.Datetime.now() - timedelta(days=self.team.reopen_days + 1)
        self.assertFalse(self.reply(**{"Auto-Submitted": "auto-replied"}))
        self.anna.partner_id.email = "anna@desk.example"
        self.assertFalse(self.reply(sender="anna@desk.example"))
        self.assertEqual(self.service.state, "closed")
        self.assertEqual(len(self.get_mails(self.service)), 3)

    def test_a_reply_to_a_note_stays_a_note(self):
        note = self.service.message_post(body="internal", message_type="comment", subtype_xmlid="mail.mt_note")
        self.reply(sender="anna@desk.example", **{"In-Reply-To": note.message_id})
        self.assertTrue(self.get_mails(self.service)[-1].subtype_id.internal)


class TestNumbers(IntakeCase):
    def setUp(self):
        super().setUp()
        self.service = self.receive()

    def test_the_number_is_enough_for_the_customer(self):
        contact = self.create_customer(
            "Paul", parent_id=self.azure.id, is_company=False, email="paul@elsewhere.example"
        )
        for sender in (PAULA, "paul@elsewhere.example"):
            self.assertFalse(self.receive(subject=f"Re: [{self.service.number}] news?", sender=sender))
        self.assertEqual(self.get_mails(self.service).author_id, self.azure | contact)

    def test_and_for_a_follower_from_outside(self):
        self.service.message_subscribe(self.lumber.ids)
        self.assertFalse(self.receive(subject=f"Re: {self.service.number}", sender="lumber@example.com"))

    def test_a_stranger_who_guesses_it_begins_a_new_record(self):
        self.service._move_to("closed")
        new = self.receive(subject=f"Re: [{self.service.number}]", sender="eve@evil.example")
        self.assertEqual(new.suggested_service_id, self.service)
        self.assertRecordValues(new, [{"partner_id": False, "suggestion_reason": "record"}])
        self.assertEqual(new.suggested_partner_id, self.azure)
        self.assertEqual(self.service.state, "closed")
        self.assertEqual(len(self.get_mails(self.service)), 1)

    def test_a_forged_employee_neither(self):
        """The text would go to the customer in the employee's name."""
        self.service.message_subscribe(self.anna.partner_id.ids)
        self.anna.partner_id.email = "anna@desk.example"
        new = self.receive(subject=f"Re: [{self.service.number}] pay here", sender="Anna <anna@desk.example>")
        self.assertEqual(len(new), 1)
        self.assertEqual(len(self.get_mails(self.service)), 1)

    def test_a_number_of_another_company_means_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere", "alias_domain_id": False})
        self.env.user.company_ids += other
        foreign = (
            self.env["sme.service"]
            .with_context(allowed_company_ids=other.ids)
            .create({"name": "There", "email_from": PAULA, "company_id": other.id})
        )
        new = self.receive(subject=f"Re: [{foreign.number}]")
        self.assertEqual(new.company_id, self.company)
        self.assertFalse(new.suggested_service_id)

    def test_without_references_the_catchall_address_finds_it_too(self):
        self.assertFalse(self.receive(subject=f"Re: [{self.service.number}]", to="catchall@desk.example"))
        self.assertEqual(len(self.get_mails(self.service)), 2)
        self.assertFalse(self.get_sent())

    def test_an_order_of_the_sender_is_linked_of_others_suggested(self):
        own = self.create_order(self.azure)
        foreign = self.create_order(self.lumber)
        linked = self.receive(subject=f"Where is {own.name}?")
        self.assertEqual(linked.sale_order_id, own)
        self.assertFalse(linked.suggested_order_id)
        suggested = self.receive(subject=f"Where is {foreign.name.lower()}?")
        self.assertFalse(suggested.sale_order_id)
        self.assertEqual(suggested.suggested_order_id, foreign)
        unknown = self.receive(subject=f"{own.name}", sender="eve@evil.example")
        self.assertRecordValues(unknown, [{"partner_id": False, "sale_order_id": False, "suggestion_reason": "order"}])
        self.assertEqual(unknown.suggested_partner_id, self.azure)
