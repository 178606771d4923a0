"""How a record moves, what its type demands, and how it ends by itself."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time
from odoo.tools import mute_logger

from tests.common import TODAY
from tests.orm.cases.common import CasesCase


class LifeCase(CasesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls.env.ref("crm_sme.sme_service_type_complaint")
        cls.warranty = cls.env.ref("crm_sme.sme_service_type_warranty")
        cls.cause = cls.env["sme.service.cause"].create({"name": "Loose screw", "company_id": cls.company.id})

    def say(self, service, author, body="text", **values):
        return service.message_post(
            body=body,
            **{"message_type": "comment", "subtype_xmlid": "mail.mt_comment", "author_id": author.id, **values},
        )


class TestMoves(LifeCase):
    def test_the_first_type_and_stage_are_known_at_once(self):
        """They are remembered, until one is moved, added, archived or deleted."""
        for name in ("type_id", "stage_id"):
            first = self.create_service()[name]
            values = {"sequence": -1, "state": "new"} if name == "stage_id" else {"sequence": -1}
            added = first.copy(values)
            self.assertEqual(self.create_service()[name], added)
            added.active = False
            self.assertEqual(self.create_service()[name], first)

    def test_numbers_are_drawn_in_a_row_and_never_twice(self):
        services = self.env["sme.service"].create([{"name": f"Question {number}"} for number in range(5)])
        services += self.create_service()
        self.assertEqual(len(set(services.mapped("number"))), 6)
        self.assertEqual(services.mapped("number"), sorted(services.mapped("number")))
        self.assertTrue(all(number.startswith("SR") for number in services.mapped("number")))
        given = self.env["sme.service"].create({"name": "Imported", "number": "OLD7"})
        self.assertEqual(given.number, "OLD7")

    def test_numbers_of_a_sequence_without_gaps(self):
        self.env.ref("crm_sme.ir_sequence_sme_service").implementation = "no_gap"
        services = self.env["sme.service"].create([{"name": f"Question {number}"} for number in range(3)])
        self.assertEqual(len(set(services.mapped("number"))), 3)

    def test_messages_move_the_record(self):
        service = self.create_service(self.azure)
        self.say(service.with_user(self.anna), self.anna.partner_id)
        self.assertEqual(service.state, "waiting")
        self.say(service, self.azure)
        self.assertEqual(service.state, "working")
        self.team.waiting_after_reply = False
        self.say(service.with_user(self.anna), self.anna.partner_id)
        self.assertEqual(service.state, "working")

    def test_notes_automatic_mails_and_odoobot_move_nothing(self):
        service = self.create_service(self.azure)
        self.say(service.with_user(self.anna), self.anna.partner_id, subtype_xmlid="mail.mt_note")
        self.say(service, self.env.ref("base.partner_root"))
        self.assertEqual(service.state, "new")
        service._move_to("waiting")
        with patch.object(type(service), "_handle_customer_message") as handle:
            message = self.say(service, self.azure)
            handle.assert_called_once_with(message)
            handle.reset_mock()
            message.sme_automatic = "auto_reply"
            self.assertIsNone(service._get_direction(message))

    def test_a_solved_record_works_again_when_the_customer_writes(self):
        service = self.create_service(self.azure)
        service._move_to("solved")
        self.assertTrue(service.date_solved)
        self.say(service, self.azure, "It does not work")
        self.assertRecordValues(service, [{"state": "working", "date_solved": False}])

    def test_only_what_moves_gets_a_new_date(self):
        first, second = self.create_service(self.azure), self.create_service(self.azure)
        with freeze_time(TODAY + timedelta(days=3)):
            first._move_to("working")
        moved = first.date_last_stage_update
        with freeze_time(TODAY + timedelta(days=5)):
            (first | second).write({"stage_id": first.stage_id.id, "priority": "1"})
        self.assertEqual(first.date_last_stage_update, moved)
        self.assertEqual(second.date_last_stage_update, TODAY + timedelta(days=5))
        self.assertEqual((first | second).mapped("priority"), ["1", "1"])

    def test_waiting_too_long_is_found(self):
        stage = self.env.ref("crm_sme.sme_service_stage_waiting")
        self.assertTrue(stage.rotting_threshold_days)
        service, fresh = self.create_service(self.azure), self.create_service(self.azure)
        (service | fresh)._move_to("waiting")
        service.date_last_stage_update = self.env.cr.now() - timedelta(days=stage.rotting_threshold_days + 1)
        fresh.date_last_stage_update = self.env.cr.now()
        found = self.env["sme.service"].search([("state", "=", "waiting"), ("is_rotting", "=", True)])
        self.assertEqual(found, service)

    def test_a_colleague_is_answering(self):
        service = self.create_service(self.azure)
        action = service.with_user(self.anna).action_reply()
        self.assertEqual(action["context"]["default_partner_ids"], self.azure.ids)
        self.assertFalse(service.with_user(self.anna).is_answered_by_other)
        self.assertTrue(service.with_user(self.ben).is_answered_by_other)
        service.with_user(self.ben).action_reply()
        service.with_user(self.ben).action_note_answering()
        self.assertEqual(service.answering_id, self.anna)
        with freeze_time(TODAY + timedelta(hours=1)):
            service.invalidate_recordset()
            self.assertFalse(service.with_user(self.ben).is_answered_by_other)
        self.say(service.with_user(self.anna), self.anna.partner_id)
        self.assertFalse(service.answering_id)

    def test_a_colleague_who_writes_in_the_chatter_is_seen_too(self):
        service = self.create_service(self.azure)
        service.with_user(self.anna).action_note_answering()
        self.assertTrue(service.with_user(self.ben).is_answered_by_other)

    def test_the_composer_takes_a_template_in_the_language_of_the_customer(self):
        service = self.create_service(self.azure, type_id=self.warranty.id)
        action = service.with_user(self.anna).action_reply()
        composer = self.env["mail.compose.message"].with_user(self.anna).with_context(**action["context"])
        composer = composer.create({"template_id": self.env.ref("crm_sme.sme_service_template_details").id})
        self.assertIn("serial number", composer.body)
        self.assertEqual(composer.partner_ids, self.azure)
        composer.action_send_mail()
        self.assertEqual(service.state, "waiting")
        self.assertEqual(service._get_customer_language(), self.azure.lang or "en_US")


class TestDemands(LifeCase):
    def test_an_employee_completes_what_the_type_demands(self):
        service = self.create_service(self.azure, type_id=self.complaint.id).with_user(self.anna)
        with self.assertRaises(ValidationError) as refusal:
            service.action_solve()
        self.assertIn("Cause, Resolution", str(refusal.exception))
        self.assertEqual(service.state, "new")
        service.write({"cause_id": self.cause.id, "resolution": "<p><br></p>"})
        self.assertEqual(service.missing_fields, "Resolution")
        service.resolution = "Tightened"
        service.action_solve()
        self.assertEqual(service.state, "solved")

    def test_a_warranty_wants_product_and_verdict(self):
        service = self.create_service(self.azure, type_id=self.warranty.id).with_user(self.anna)
        with self.assertRaises(ValidationError) as refusal:
            service.action_close()
        self.assertIn("Product, Warranty", str(refusal.exception))
        service.write({"product_id": self.product.id, "warranty_state": "out", "warranty_override_reason": "fell down"})
        service.action_close()
        self.assertEqual(service.state, "closed")

    def test_a_customer_may_declare_anything_solved_and_staff_completes_it_before_closing(self):
        service = self.create_service(self.azure, type_id=self.complaint.id)
        # sudo: as the portal does for a customer
        service.with_user(self.anna).sudo()._move_to("solved")
        self.assertEqual(service.state, "solved")
        with self.assertRaisesRegex(ValidationError, "Cause"):
            service.with_user(self.anna).action_close()

    def test_the_form_shows_what_the_type_says(self):
        with Form(self.env["sme.service"].with_user(self.anna)) as form:
            form.name = "Broken"
            form.partner_id = self.azure
            form.type_id = self.complaint
            form.cause_id = self.cause
            with self.assertRaises(AssertionError):
                form.serial = "X1"
            form.type_id = self.warranty
            form.serial = "X1"
        self.assertEqual(form.record.serial, "X1")
        self.assertEqual(form.record.email_from, "azure@example.com")

    def test_service_people_name_an_order_of_the_customer_by_its_number(self):
        order = self.create_order(self.azure)
        foreign = self.create_order(self.lumber)
        service = self.create_service(self.azure).with_user(self.anna)
        with Form(service) as form:
            form.order_number = order.name
        self.assertEqual(service.sudo().sale_order_id, order)
        with self.assertRaisesRegex(UserError, "no order of"):
            service.order_number = foreign.name
        service.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "no order of"):
            self.create_service().with_user(self.anna).order_number = order.name
        service.order_number = False
        self.assertFalse(service.sudo().sale_order_id)


class TestClosing(LifeCase):
    def solve(self, **values):
        service = self.create_service(self.azure, **values)
        service._move_to("solved")
        return service

    def run_cron(self, days):
        with (
            freeze_time(TODAY + timedelta(days=days)),
            patch.object(type(self.env["ir.cron"]), "_commit_progress") as cron,
        ):
            cron.return_value = 1
            self.env["sme.service"]._cron_close_solved()
            self.env.flush_all()

    def mails(self, service):
        return self.env["mail.mail"].search([("model", "=", "sme.service"), ("res_id", "=", service.id)])

    def test_announced_once_and_closed_on_the_day_told(self):
        service = self.solve()
        self.run_cron(4)
        self.assertFalse(service.closes_on)
        self.run_cron(5)
        self.assertEqual(service.closes_on, TODAY + timedelta(days=7))
        mail = self.mails(service)
        self.assertEqual(mail.recipient_ids, self.azure)
        self.assertIn(service.number, mail.subject)
        self.assertIn("04/07/2026", mail.subject + mail.body_html)
        self.assertIn("auto-generated", mail.headers)
        self.run_cron(6)
        self.assertEqual(len(self.mails(service)), 1)
        self.assertEqual(service.state, "solved")
        self.run_cron(7)
        self.run_cron(8)
        self.assertRecordValues(service, [{"state": "closed", "closes_on": False}])
        self.assertEqual(len(self.mails(service)), 1)

    def test_what_is_found_late_is_still_told_two_days_ahead(self):
        service = self.solve()
        self.run_cron(30)
        self.assertEqual(service.closes_on, TODAY + timedelta(days=32))

    def test_an_answer_stops_it(self):
        service = self.solve()
        self.run_cron(5)
        self.say(service, self.azure, "No, it does not work")
        self.assertRecordValues(service, [{"state": "working", "closes_on": False}])
        self.run_cron(9)
        self.assertEqual(service.state, "working")

    def test_teams_without_a_number_of_days_close_by_hand(self):
        service = self.solve()
        self.team.close_after_days = 0
        self.run_cron(100)
        self.assertRecordValues(service, [{"state": "solved", "closes_on": False}])

    def test_the_language_of_the_customer(self):
        self.azure.lang = "zh_CN"
        service = self.solve()
        self.assertIn("zh_CN", dict(self.env["res.lang"].get_installed()))
        self.assertEqual(service._get_customer_language(), "zh_CN")
        self.azure.lang = "fr_FR"
        self.assertEqual(service._get_customer_language(), "en_US")

    def test_without_an_address_nobody_is_told_and_it_closes_all_the_same(self):
        self.azure.email = False
        service = self.solve(email_from=False)
        self.run_cron(5)
        self.assertFalse(self.mails(service))
        self.run_cron(7)
        self.assertEqual(service.state, "closed")

    def test_what_is_incomplete_is_asked_for_once_and_not_closed(self):
        service = self.solve(type_id=self.complaint.id, user_id=self.anna.id)
        self.run_cron(5)
        self.run_cron(6)
        self.run_cron(20)
        self.assertEqual(service.state, "solved")
        self.assertEqual(len(service.activity_ids), 1)
        self.assertEqual(service.activity_ids.user_id, self.anna)
        self.assertIn("Cause", service.activity_ids.note)
        self.assertFalse(self.mails(service))
        service.write({"cause_id": self.cause.id, "resolution": "Tightened"})
        self.run_cron(21)
        self.run_cron(23)
        self.assertEqual(service.state, "closed")

    @mute_logger("odoo.addons.crm_sme.models.closing.sme_service")
    def test_one_bad_record_stops_no_other(self):
        services = self.solve() + self.solve() + self.solve()
        self.run_cron(5)
        bad = services[1]
        move = type(services)._move_to

        def fail(records, state):
            if bad in records:
                raise ValidationError("bad")
            return move(records, state)

        with patch.object(type(services), "_move_to", fail):
            self.run_cron(7)
        self.assertEqual(services.mapped("state"), ["closed", "solved", "closed"])

    def test_held_records_and_other_companies(self):
        spam = self.create_service(email_from="spam@example.com")
        spam.action_mark_spam()
        spam.stage_id = self.env.ref("crm_sme.sme_service_stage_solved")
        self.run_cron(20)
        self.assertEqual(spam.state, "solved")
        self.assertFalse(spam.closes_on)

    def test_the_job_through_the_scheduler(self):
        with freeze_time(TODAY), self.enter_registry_test_mode():
            self.env.ref("crm_sme.ir_cron_sme_service_close").method_direct_trigger()

    def test_solving_closing_cancelling_and_reopening_by_hand(self):
        services = self.create_service(self.azure) + self.create_service(self.lumber)
        services = services.with_user(self.anna)
        services.action_assign_to_me()
        self.assertEqual(services.user_id, self.anna)
        services.action_solve()
        services.action_close()
        self.assertEqual(services.mapped("state"), ["closed", "closed"])
        self.assertTrue(all(services.mapped("date_closed")))
        services.action_reopen()
        self.assertEqual(services.mapped("state"), ["working", "working"])
        services[0].action_cancel()
        services.action_solve()
        self.assertEqual(services.mapped("state"), ["cancelled", "solved"])
