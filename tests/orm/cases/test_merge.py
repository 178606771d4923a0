"""Duplicates become one record, within one customer and company only; nothing is lost."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from tests.orm.cases.common import CasesCase


class TestMerge(CasesCase):
    def post(self, service, body="text", author=None):
        return service.message_post(
            body=body, message_type="comment", subtype_xmlid="mail.mt_comment", author_id=(author or self.azure).id
        )

    def test_messages_activities_files_and_ratings_move(self):
        original = self.create_service(self.azure, user_id=self.anna.id)
        duplicate = self.create_service(self.azure, user_id=self.anna.id, priority="2", serial="X1")
        message = self.post(duplicate, "once more")
        activity = duplicate.activity_schedule("mail.mail_activity_data_todo", user_id=self.anna.id)
        done = duplicate.activity_schedule("mail.mail_activity_data_call", user_id=self.anna.id)
        done.action_done()
        attachment = self.env["ir.attachment"].create(
            {"name": "photo.txt", "raw": b"x", "res_model": "sme.service", "res_id": duplicate.id}
        )
        token = duplicate._portal_ensure_token()
        original._merge(duplicate)
        self.assertEqual(message.res_id, original.id)
        self.assertIn(duplicate.number, message.subject)
        self.assertEqual(activity.res_id, original.id)
        self.assertEqual(done.exists().res_id, original.id)
        self.assertEqual(attachment.res_id, original.id)
        self.assertRecordValues(duplicate, [{"parent_id": original.id, "state": "cancelled", "access_token": False}])
        self.assertNotEqual(duplicate.access_token, token)
        self.assertRecordValues(original, [{"priority": "2", "serial": "X1", "duplicate_count": 1}])
        self.assertEqual(self.env["sme.service"].search(original.action_open_duplicates()["domain"]), duplicate)

    def test_a_reply_to_a_duplicate_belongs_to_the_original(self):
        first, second, third = (self.create_service(self.azure) for _number in range(3))
        second._merge(third)
        first._merge(second)
        self.assertEqual(third.parent_id, first)
        self.assertEqual(third._get_record_for_reply(), first)

    def test_never_across_customers(self):
        original = self.create_service(self.azure)
        foreign = self.create_service(self.lumber)
        message = self.post(foreign, "secret", self.lumber)
        with self.assertRaisesRegex(UserError, "another customer"):
            original._merge(foreign)
        self.assertEqual(message.res_id, foreign.id)
        self.assertFalse(foreign.parent_id)

    def test_contacts_of_one_company_are_one_customer(self):
        child = self.create_customer("Paul of Azure", parent_id=self.azure.id, is_company=False)
        original = self.create_service(self.azure)
        original._merge(self.create_service(child))
        self.assertEqual(original.duplicate_count, 1)

    def test_without_a_customer_the_address_decides(self):
        original = self.create_service(email_from="Paul <paul@example.com>")
        same = self.create_service(email_from="PAUL@example.com")
        stranger = self.create_service(email_from="eve@example.com")
        nameless = self.create_service()
        original._merge(same)
        for other in (stranger, nameless):
            with self.assertRaisesRegex(UserError, "another customer"):
                original._merge(other)
        with self.assertRaisesRegex(UserError, "another customer"):
            nameless._merge(self.create_service())

    def test_never_across_companies(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids += other
        elsewhere = self.env["sme.service"].with_context(allowed_company_ids=(self.company | other).ids)
        foreign = elsewhere.create({"name": "Elsewhere", "partner_id": self.azure.id, "company_id": other.id})
        self.assertEqual(foreign.company_id, other)
        with self.assertRaisesRegex(UserError, "one company"):
            self.create_service(self.azure).with_env(elsewhere.env)._merge(foreign)

    def test_no_cycles(self):
        first, second = self.create_service(self.azure), self.create_service(self.azure)
        first._merge(second)
        with self.assertRaisesRegex(UserError, "already"):
            first._merge(second)
        with self.assertRaisesRegex(UserError, "itself a duplicate"):
            second._merge(first)
        with self.assertRaisesRegex(UserError, "at least one other"):
            first._merge(first)

    def test_the_dialog(self):
        first, second = self.create_service(self.azure), self.create_service(self.azure)
        self.create_service(self.lumber)
        action = (first | second).action_open_merge()
        self.assertEqual(action["context"]["default_original_id"], first.id)
        action = second.action_open_merge()
        self.assertEqual(set(action["context"]["default_service_ids"]), {first.id, second.id})
        wizard = self.env["sme.service.merge.wizard"].with_context(**action["context"]).create({})
        result = wizard.action_apply()
        self.assertEqual(result["res_id"], first.id)
        self.assertEqual(second.parent_id, first)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_who_may_not_write_the_records_may_not_merge_them(self):
        self.team.member_ids = self.ben
        first, second = self.create_service(self.azure), self.create_service(self.azure)
        for action in ("action_open_merge", "action_open_split", "action_mark_spam", "action_assign"):
            with self.assertRaises(AccessError):
                getattr(first.with_user(self.anna), action)()
        wizard = self.env["sme.service.merge.wizard"].with_user(self.anna)
        with self.assertRaises(AccessError):
            wizard.create({"service_ids": (first | second).ids, "original_id": first.id}).action_apply()
        self.assertFalse(second.parent_id)


class TestCustomerOfDuplicates(CasesCase):
    """What was merged belongs to whoever the record belongs to."""

    def setUp(self):
        super().setUp()
        self.service, self.duplicate = self.create_service(self.azure), self.create_service(self.azure)
        self.service._merge(self.duplicate)

    def test_they_go_along_to_another_customer(self):
        self.service.with_user(self.anna).partner_id = self.lumber
        self.assertEqual(self.duplicate.partner_id, self.lumber)
        self.assertEqual(self.duplicate.email_from, self.lumber.email)
        self.assertFalse(self.duplicate._has_sender(self.azure.email))
        self.assertTrue(self.duplicate._has_sender(self.lumber.email))

    def test_also_where_the_duplicate_is_of_a_team_out_of_reach(self):
        others = self.env["sme.service.team"].create(
            {"name": "Others", "company_id": self.company.id, "member_ids": self.ben.ids}
        )
        self.duplicate.team_id = others
        self.service.with_user(self.anna).partner_id = self.lumber
        self.assertEqual(self.duplicate.partner_id, self.lumber)

    def test_they_do_not_leave_alone(self):
        with self.assertRaisesRegex(ValidationError, "another customer"):
            self.duplicate.partner_id = self.lumber

    def test_a_sender_without_contact_who_becomes_known(self):
        service, duplicate = (self.create_service(email_from="new@example.com") for _turn in range(2))
        service._merge(duplicate)
        service.partner_id = self.lumber
        self.assertEqual(duplicate.partner_id, self.lumber)

    def test_the_address_of_the_former_customer_does_not_stay(self):
        self.lumber.email = False
        self.service.partner_id = self.lumber
        self.assertFalse((self.service + self.duplicate).filtered("email_from"))
        unknown = self.create_service(email_from="joe@example.com")
        unknown.partner_id = self.lumber
        self.assertEqual(unknown.email_from, "joe@example.com")


class TestSplit(CasesCase):
    def test_a_message_becomes_a_record(self):
        service = self.create_service(self.azure, user_id=self.anna.id)
        attachment = self.env["ir.attachment"].create(
            {"name": "bill.txt", "raw": b"x", "res_model": "sme.service", "res_id": service.id}
        )
        message = service.message_post(
            body="And where is my invoice?",
            subject="Invoice",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.azure.id,
            attachment_ids=attachment.ids,
        )
        silent = self.create_service(self.azure, user_id=self.anna.id)
        with self.assertRaisesRegex(UserError, "no message to split off"):
            silent.with_user(self.anna).action_open_split()
        service.with_user(self.anna).action_open_split()
        wizard = self.env["sme.service.split.wizard"].with_user(self.anna).create({"service_id": service.id})
        self.assertEqual(wizard.message_id, message)
        billing = self.env.ref("crm_sme.sme_service_type_billing")
        wizard.type_id = billing
        record = self.env["sme.service"].browse(wizard.action_apply()["res_id"])
        self.assertRecordValues(
            record, [{"name": "Invoice", "partner_id": self.azure.id, "type_id": billing.id, "user_id": self.anna.id}]
        )
        self.assertIn("where is my invoice", record.description)
        self.assertEqual(message.res_id, record.id)
        self.assertEqual(attachment.res_id, record.id)

    def test_what_the_customer_wrote_last_is_proposed(self):
        service = self.create_service(self.azure, user_id=self.anna.id)
        texts = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        service.message_post(body="It beeps", author_id=self.azure.id, **texts)
        asked = service.message_post(body="And my invoice?", author_id=self.azure.id, **texts)
        answer = service.with_user(self.anna).message_post(body="Soon", **texts)
        note = service.with_user(self.anna).message_post(body="Pays late", message_type="comment")
        wizards = self.env["sme.service.split.wizard"].with_user(self.anna)
        self.assertEqual(wizards.create({"service_id": service.id}).message_id, asked)
        other = self.create_service(self.azure, user_id=self.anna.id)
        (answer + note).sudo().write({"res_id": other.id})
        self.assertEqual(wizards.create({"service_id": other.id}).message_id, answer)

    def test_messages_are_chosen_by_their_first_words(self):
        service = self.create_service(self.azure, user_id=self.anna.id)
        message = service.message_post(
            body="And where is my invoice?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.azure.id,
            date="2026-03-02 10:00:00",
        )
        chosen = message.with_user(self.anna).with_context(sme_message_excerpt=True, lang="en_US", tz="UTC")
        self.assertEqual(chosen.display_name, f"03/02/2026 · {self.azure.name} · And where is my invoice?")
        self.assertFalse(message.with_user(self.anna).display_name)

    def test_a_message_out_of_reach_is_not_told_by_its_name(self):
        service = self.create_service(self.azure, user_id=self.anna.id)
        note = service.message_post(body="Pays late", message_type="comment", subtype_xmlid="mail.mt_note")
        reader = note.with_user(self.users["employee"]).with_context(sme_message_excerpt=True)
        # as names of a many2one are read
        self.assertFalse(reader.sudo().display_name)
        self.assertIn("Pays late", note.with_user(self.anna).with_context(sme_message_excerpt=True).sudo().display_name)

    def test_a_message_of_another_record_is_refused(self):
        service, other = self.create_service(self.azure), self.create_service(self.lumber)
        message = other.message_post(body="secret", message_type="comment", subtype_xmlid="mail.mt_comment")
        with self.assertRaisesRegex(UserError, "does not belong"):
            service._split(message, {})
        self.assertEqual(message.res_id, other.id)


class TestSpam(CasesCase):
    def test_spam_leaves_the_queue_and_its_sender_is_known(self):
        spam = self.create_service(email_from="Win <win@spam.example>")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        spam.with_user(self.anna).action_mark_spam()
        self.assertRecordValues(spam, [{"held_reason": "spam", "state": "cancelled"}])
        self.assertTrue(spam._is_blocked_sender("WIN@spam.example"))
        self.assertFalse(spam._is_blocked_sender("friend@example.com"))
        self.assertFalse(self.env["sme.blocked.sender"]._is_blocked("win@spam.example", other))
        self.create_service(email_from="win@spam.example").action_mark_spam()
        self.assertEqual(self.env["sme.blocked.sender"].search_count([("company_id", "=", self.company.id)]), 1)
        spam.with_user(self.anna).action_unmark_spam()
        self.assertRecordValues(spam, [{"held_reason": False, "state": "new"}])
        self.assertFalse(spam._is_blocked_sender("win@spam.example"))

    def test_colleagues_and_customers_are_not_blocked(self):
        self.create_order(self.azure)
        self.refresh()
        with self.assertRaisesRegex(UserError, "customer with orders"):
            self.create_service(self.azure).action_mark_spam()
        with self.assertRaisesRegex(UserError, "works here"):
            self.create_service(self.anna.partner_id).action_mark_spam()
        self.assertFalse(self.env["sme.blocked.sender"].search([]))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_what_was_called_spam_by_hand_is_deleted_by_managers_only(self):
        spam = self.create_service(email_from="win@spam.example").with_user(self.anna)
        spam.action_mark_spam()
        with self.assertRaises(AccessError):
            spam.action_delete_held()
        self.assertTrue(spam.exists())
        spam.with_user(self.leader).action_delete_held()
        self.assertFalse(spam.exists())

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_nobody_prepares_a_record_for_it(self):
        services = self.env["sme.service"].with_user(self.anna)
        for values in ({"held_reason": "spam"}, {"held_count": 1}):
            with self.assertRaises(AccessError):
                services.create({"name": "Mine", **values})
            context = {f"default_{name}": value for name, value in values.items()}
            created = services.with_context(**context).create({"name": "Mine"})
            self.assertFalse(created.held_reason or created.held_count)

    def test_only_an_address_can_be_blocked(self):
        with self.assertRaisesRegex(UserError, "no email address"):
            self.env["sme.blocked.sender"].create({"email_from": "nobody", "company_id": self.company.id})
        service = self.create_service(email_from=False)
        service.action_mark_spam()
        self.assertEqual(service.held_reason, "spam")
