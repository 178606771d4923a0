"""Whatever goes wrong on the way, the mail is kept; held mails come back into the queue with one click."""

import ast
import inspect
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from odoo.addons.crm_sme.models.intake import mail_thread

from tests.orm.intake.common import IntakeCase

NETS = (
    "odoo.addons.crm_sme.models.intake.mail_thread",
    "odoo.addons.crm_sme.models.intake.sme_service",
    "odoo.addons.crm_sme.models.held.sme_service",
    "odoo.addons.crm_sme.models.acknowledgement.sme_service",
)
# The way of a mail through our code: what is called while an ordinary mail becomes a record and is acknowledged.
ON_THE_WAY = {
    "sme.service": [
        "_check_routes",
        "_check_route",
        "_find_by_number",
        "_is_flooding",
        "_is_blocked_sender",
        "_get_final_route",
        "_clean_attachments",
        "_prepare_mail_values",
        "_prepare_description",
        "_find_links",
        "_find_partners",
        "_find_order",
        "_get_copies",
        "_compute_email_normalized",
        "_assign",
        "_message_post_after_hook",
        "_get_direction",
        "_handle_customer_message",
        "_notify_thread_with_out_of_office",
        "_notify_get_reply_to_batch",
        "_acknowledge",
        "_create_acknowledgement",
    ],
    "sme.service.team": ["_get_for_values"],
    "sme.blocked.sender": ["_is_blocked"],
    "sme.quota": ["_spend"],
    "mail.thread": ["_mark_automatic", "_add_envelope", "_read_mark", "_message_route_process"],
}


class BrokenError(Exception):
    """What no part of the addon expects."""


def broken(*args, **kwargs):
    raise BrokenError("injected")


class TestFaults(IntakeCase):
    @mute_logger(*NETS)
    def test_an_exception_anywhere_in_our_code_loses_no_mail(self):
        for model, names in ON_THE_WAY.items():
            for name in names:
                with self.subTest(model=model, method=name), patch.object(self.registry[model], name, broken):
                    subject = f"Broken in {name} SR1234"
                    files = self.get_files_of_team()
                    service = self.receive(subject=subject, sender=f"{name.strip('_')}@azure.example")
                    if service:
                        self.assertEqual(service.name, subject)
                        held = service.held_reason == "unreadable" and service._get_raw_mails()
                        self.assertTrue(held or self.get_mails(service))
                    else:
                        self.assertIn(subject.encode(), (self.get_files_of_team() - files).raw)

    @mute_logger(*NETS)
    def test_also_where_not_even_a_record_can_be_made(self):
        """Then the mail is a file of the team."""
        before = self.env["sme.service"].search_count([])
        raw = self.compose()
        with patch.object(self.registry["sme.service"], "create", broken):
            self.receive(raw)
        self.assertEqual(self.env["sme.service"].search_count([]), before)
        self.assertEqual(self.get_files_of_team().raw, raw)
        self.assertFalse(self.get_sent())

    @mute_logger(*NETS)
    def test_no_notice_of_failure_goes_to_the_sender_and_the_address_stays_good(self):
        with patch.object(self.registry["sme.service"], "_prepare_minimal_values", broken):
            held = self.receive()
        self.assertEqual(held.held_reason, "unreadable")
        self.assertIn("injected", held.held_error)
        self.assertFalse(self.get_sent())
        self.assertNotEqual(self.team.alias_id.alias_status, "invalid")

    @mute_logger(*NETS)
    def test_what_is_half_done_is_undone(self):
        contacts = self.env["res.partner"].search_count([])

        def half(service, *args, **kwargs):
            service.env["res.partner"].create({"name": "Half done"})
            service.env.flush_all()
            raise BrokenError

        with patch.object(self.registry["sme.service"], "_message_post_after_hook", half):
            held = self.receive()
        self.assertEqual(held.held_reason, "unreadable")
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)

    def test_collisions_are_for_the_caller_to_begin_anew(self):
        def collide(*args, **kwargs):
            raise SerializationFailure

        for name in ("_prepare_mail_values", "_check_routes", "_acknowledge"):
            with (
                self.subTest(method=name),
                patch.object(self.registry["sme.service"], name, collide),
                self.assertRaises(SerializationFailure),
            ):
                self.receive(subject=name)

    def test_a_fetched_mail_that_collides_is_tried_again(self):
        tries = []
        original = self.registry["sme.service"]._prepare_mail_values

        def collide_twice(service, *args):
            tries.append(1)
            if len(tries) < 3:
                raise SerializationFailure
            return original(service, *args)

        fetched = self.env["mail.thread"].with_context(default_fetchmail_server_id=1)
        with (
            patch.object(self.registry["sme.service"], "_prepare_mail_values", collide_twice),
            patch.object(self.env.cr, "rollback"),
            patch.object(mail_thread.time, "sleep"),
            self.mock_mail_gateway(),
        ):
            record_id = fetched.message_process(None, self.compose(subject="Third time"))
        self.assertEqual(self.env["sme.service"].browse(record_id).name, "Third time")
        self.assertEqual(len(tries), 3)

    def test_mails_of_others_fail_as_ever(self):
        with self.assertRaises(ValueError):
            self.receive(to="nobody@desk.example")
        self.assertFalse(self.env["sme.service"].search([]))

    def test_every_method_of_the_way_exists(self):
        for model, names in ON_THE_WAY.items():
            for name in names:
                self.assertTrue(callable(getattr(self.registry[model], name, None)), name)

    def test_what_catches_everything_lets_collisions_pass(self):
        """Each "except Exception" of the gateway comes after one that re-raises collisions, or reads headers only."""
        for handler in (
            node for node in ast.walk(ast.parse(inspect.getsource(mail_thread))) if isinstance(node, ast.Try)
        ):
            names = [ast.unparse(part.type) for part in handler.handlers]
            self.assertEqual(names[0], "PG_CONCURRENCY_EXCEPTIONS_TO_RETRY")


class TestOtherModels(IntakeCase):
    """Every other model of the database gets its mails as before."""

    def test_a_mail_to_sales_and_a_reply_to_a_contact(self):
        self.env["mail.alias"].create(
            {
                "alias_name": "offers",
                "alias_domain_id": self.domain.id,
                "alias_model_id": self.env["ir.model"]._get_id("crm.lead"),
            }
        )
        for headers in ({}, {"Auto_Submitted": "auto-replied"}, {"List_Id": "<x.example>"}):
            with self.mock_mail_gateway():
                lead_id = self.env["mail.thread"].message_process(
                    None, self.compose(to="offers@desk.example", subject="An offer", **headers)
                )
            lead = self.env["crm.lead"].browse(lead_id)
            self.assertEqual(lead.name, "An offer")
            message = lead.message_ids.filtered(lambda message: message.message_type == "email")
            self.assertEqual(bool(message.sme_automatic), bool(headers))
        message = self.lumber.message_post(body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment")
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(
                None,
                self.compose(to="catchall@desk.example", In_Reply_To=message.message_id, Auto_Submitted="auto-replied"),
            )
        reply = self.lumber.message_ids[0]
        self.assertEqual((reply.message_type, reply.sme_automatic), ("email", "auto_reply"))
        self.assertFalse(self.env["sme.service"].search([]))

    def test_a_mail_to_sales_and_to_service_becomes_both(self):
        self.env["mail.alias"].create(
            {
                "alias_name": "offers",
                "alias_domain_id": self.domain.id,
                "alias_model_id": self.env["ir.model"]._get_id("crm.lead"),
            }
        )
        service = self.receive(to=f"offers@desk.example, {self.address}", subject="Both")
        self.assertFalse(service.held_reason)
        self.assertTrue(self.env["crm.lead"].search([("name", "=", "Both")]))


class TestHeld(IntakeCase):
    def hold(self, **values):
        """A mail that the gateway's own parser cannot read."""
        with patch.object(self.registry["mail.thread"], "_message_parse_extract_payload", broken), mute_logger(*NETS):
            return self.receive(**values)

    def test_outside_the_queue_without_anything_that_runs(self):
        raw = self.compose()
        held = self.hold(raw=raw)
        self.assertRecordValues(
            held,
            [
                {
                    "held_reason": "unreadable",
                    "name": "Printer does not start",
                    "email_normalized": "paula@azure.example",
                    "partner_id": False,
                    "user_id": False,
                    "acknowledged_on": False,
                    "held_count": 1,
                }
            ],
        )
        self.assertEqual(held._get_raw_mails().raw, raw)
        services = self.env["sme.service"]
        self.assertFalse(services.search(services._get_queue_domain()))
        self.assertFalse(held.clock_ids)
        self.assertFalse(self.get_sent())
        self.assertEqual(self.hold(raw=raw), services.browse())

    def test_released_it_is_read_again(self):
        held = self.hold(subject="Smoke", files=[("photo.png", "image/png", b"png")]).with_user(self.anna)
        action = held.action_release_held()
        self.assertEqual(action["res_id"], held.id)
        self.assertRecordValues(held, [{"held_reason": False, "partner_id": self.azure.id, "state": "new"}])
        message = self.get_mails(held)
        self.assertIn("three times", message.body)
        self.assertEqual(message.author_id, self.azure)
        self.assertEqual(message.attachment_ids.mapped("name"), ["photo.png"])
        self.assertTrue(held.user_id)
        self.assertTrue(held.clock_ids)
        self.assertIn(held, held.search(held._get_queue_domain()))

    def test_released_without_being_readable_it_has_the_mail_as_file(self):
        held = self.hold()
        with patch.object(self.registry["mail.thread"], "_message_parse_extract_payload", broken):
            held.action_release_held()
        self.assertFalse(held.held_reason)
        self.assertTrue(held._get_raw_mails())
        self.assertIn("could not be read", held.message_ids[0].body)

    def test_released_after_its_file_was_lost_it_keeps_what_is_known(self):
        """Case E4: a file that is missing on disk."""
        held = self.hold(subject="Smoke", sender="Paula <paula@azure.example>")
        lost = held._get_raw_mails()
        lost.flush_recordset()
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = 'ab/missing', db_datas = NULL WHERE id = %s", [lost.id]
        )
        lost.invalidate_recordset()
        with mute_logger("odoo.addons.base.models.ir_attachment"):
            held.with_user(self.anna).action_release_held()
        self.assertRecordValues(held, [{"name": "Smoke", "held_reason": False}])
        self.assertIn("paula@azure.example", held.email_from)
        self.assertIn("could not be read", held.message_ids[0].body)

    def test_deleted_by_whoever_works_on_it_but_no_record(self):
        held, service = self.hold(), self.create_service(self.azure, user_id=self.anna.id)
        raw = held._get_raw_mails()
        (held | service).with_user(self.anna).action_delete_held()
        self.assertFalse(held.exists())
        self.assertFalse(raw.exists())
        self.assertTrue(service.exists())

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_what_was_released_and_called_spam_is_a_record(self):
        held = self.hold()
        held.action_release_held()
        held.partner_id = False
        held.with_user(self.anna).action_mark_spam()
        with self.assertRaises(AccessError):
            held.with_user(self.anna).action_delete_held()
        mails = len(self.get_mails(held))
        held.with_user(self.anna).action_unmark_spam()
        self.assertEqual(len(self.get_mails(held)), mails)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_not_by_others(self):
        held = self.hold()
        for user in (self.users["employee"], self.ben):
            self.team.member_ids = self.anna
            for action in ("action_release_held", "action_delete_held"):
                with self.assertRaises(AccessError):
                    getattr(held.with_user(user), action)()
        self.assertTrue(held.held_reason)

    def test_kept_90_days(self):
        held, young, service = self.hold(), self.hold(subject="Young"), self.create_service(self.azure)
        held.held_on = fields.Datetime.now() - timedelta(days=91)
        young.held_on = fields.Datetime.now() - timedelta(days=89)
        self.env["sme.service"]._gc_held()
        self.assertFalse(held.exists())
        self.assertTrue(young.exists() and service.exists())

    def test_blocked_senders_are_held_as_spam_and_come_back(self):
        service = self.receive(sender="eve@evil.example", subject="Buy")
        service.action_mark_spam()
        held = self.receive(sender="Eve <EVE@evil.example>", subject="Buy more")
        self.assertRecordValues(held, [{"held_reason": "spam", "name": "Buy more"}])
        self.assertFalse(self.get_sent())
        # also what looks like a reply
        self.assertEqual(self.receive(sender="eve@evil.example", subject=service.number).held_reason, "spam")
        held.action_release_held()
        self.assertFalse(held.held_reason)
        self.assertEqual(len(self.get_mails(held)), 1)
        other = self.env["sme.service"].search([("held_reason", "=", "spam"), ("name", "=", service.number)])
        other.action_unmark_spam()
        self.assertEqual(len(self.get_mails(other)), 1)
        service.action_unmark_spam()
        self.assertEqual(len(self.get_mails(service)), 1)
        self.assertFalse(self.receive(sender="eve@evil.example", subject="Sorry").held_reason)

    def test_senders_that_the_address_refuses(self):
        self.team.alias_id.alias_contact = "followers"
        held = self.receive()
        self.assertEqual(held.held_reason, "refused")
