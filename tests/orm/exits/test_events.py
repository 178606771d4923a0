"""Every exit through the event as it happens: a real mail, order, payment, call, meeting, complaint."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

from tests.common import TODAY
from tests.orm.exits.common import ExitCase
from tests.orm.intake.test_automatic import DSN

FIVE_WORKING_DAYS_LATER = datetime(2026, 4, 7)  # TODAY is a Tuesday


class TestMessages(ExitCase):
    def test_a_mail_of_any_contact_ends_the_plan_of_the_customer(self):
        enrolment = self.enrol()
        self.answer()
        self.assertEqual(enrolment.state, "running", "the mail itself changes nothing")
        self.tick()
        self.assert_stopped(enrolment, "message_in")

    def test_a_mail_to_a_service_team_does_so_too(self):
        enrolment = self.enrol(self.clerk)
        self.receive()
        self.tick()
        self.assert_stopped(enrolment, "message_in")

    def test_a_mail_of_an_unknown_address_in_the_thread_of_a_quotation(self):
        """The wife answers from her own address: it is about the customer's quotation all the same."""
        enrolment = self.enrol()
        self.answer(sender='"At home" <nobody.knows@home.example>')
        self.assertFalse(self.order.message_ids[0].author_id)
        self.tick()
        self.assert_stopped(enrolment, "message_in")

    def test_a_mail_of_another_customer_does_not(self):
        enrolment = self.enrol(self.lumber)
        self.answer()
        self.tick()
        self.assertEqual(enrolment.state, "running")

    def test_a_message_in_the_portal(self):
        enrolment = self.enrol()
        paul = new_test_user(self.env, "exit_paul", groups="base.group_portal", email="paul.p@azure.example")
        paul.partner_id.parent_id = self.azure
        service = self.create_service(paul.partner_id)
        self.tick()
        self.assertEqual(enrolment.state, "running", "a record alone changes nothing")
        service.with_user(paul).message_post(body="When?", message_type="comment")
        self.tick()
        self.assert_stopped(enrolment, "portal_message")

    def test_a_mail_of_the_person_who_follows_up_changes_nothing_one_of_a_colleague_pauses(self):
        enrolment = self.enrol()
        for user in (self.ben, self.leader):
            self.tick()
            self.assertEqual(enrolment.state, "running")
            self.order.with_user(user).message_post(
                body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment", partner_ids=self.clerk.ids
            )
        self.tick()
        self.assert_paused(enrolment, "colleague_contact", FIVE_WORKING_DAYS_LATER)

    def test_a_note_changes_nothing(self):
        enrolment = self.enrol()
        self.order.with_user(self.leader).message_post(body="Hm", subtype_xmlid="mail.mt_note")
        self.tick()
        self.assertEqual(enrolment.state, "running")

    def test_a_mail_that_came_back_pauses(self):
        enrolment = self.enrol()
        self.let_mail_come_back()
        self.tick()
        self.assert_paused(enrolment, "bounce", FIVE_WORKING_DAYS_LATER)

    def let_mail_come_back(self):
        message = self.order.with_user(self.ben).message_post(
            body="Shall we?", message_type="comment", subtype_xmlid="mail.mt_comment", partner_ids=self.clerk.ids
        )
        self.tick()
        report = {b"to": b"bounce@desk.example", b"id": b"1", b"bounced": b"clerk@azure.example"}
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.receive(DSN % {**report, b"original": message.message_id.encode()})

    def test_a_mail_that_came_back_keeps_no_renewal_from_its_calls(self):
        enrolment = self.enrol(plan=self.create_plan("Renewal", trigger="entitlement", is_selling=False))
        selling = self.enrol()
        self.let_mail_come_back()
        self.tick()
        self.assertEqual((enrolment.state, selling.state), ("running", "paused"))

    def test_what_came_before_the_plan_does_not_end_it(self):
        self.answer()
        self.env.cr.flush()
        enrolment = self.enrol()
        self.tick()
        self.assertEqual(enrolment.state, "running")

    def test_history_ends_nothing(self):
        message = self.order.message_post(
            body="Old", author_id=self.clerk.id, message_type="email", subtype_xmlid="mail.mt_comment"
        )
        self.env.cr.flush()
        enrolment = self.enrol()
        contacts = self.env["sme.contact"]
        contacts.search([("res_id", "=", self.order.id)]).unlink()
        contacts._fill_batch("mail_message", message.id + 1)
        self.assertTrue(contacts.search([("res_id", "=", self.order.id)]))
        self.tick()
        self.assertEqual(enrolment.state, "running")


class TestContacts(ExitCase):
    def test_a_call_on_the_contact(self):
        enrolment = self.enrol()
        call = self.clerk.activity_schedule("mail.mail_activity_data_call", user_id=self.ben.id)
        call.with_user(self.ben).action_feedback(feedback="reached")
        self.tick()
        self.assert_stopped(enrolment, "call")

    def test_a_call_logged_with_the_answer_card(self):
        enrolment = self.enrol()
        dialog = self.env["sme.call.wizard"].with_user(self.anna).create({"partner_id": self.clerk.id, "note": "Soon"})
        dialog.action_log_note()
        self.tick()
        self.assert_stopped(enrolment, "call")

    def test_a_call_that_reached_nobody_changes_nothing(self):
        enrolment = self.enrol()
        self.env["sme.call.wizard"].with_user(self.anna).create(
            {"partner_id": self.clerk.id, "reached": "not_reached"}
        ).action_log_note()
        self.tick()
        self.assertEqual(enrolment.state, "running")

    def test_the_call_of_the_plan_itself_is_no_reason_to_end_it(self):
        enrolment = self.enrol()
        other = self.enrol(plan=self.create_plan("Key accounts"))
        call = enrolment.activity_schedule("mail.mail_activity_data_call", user_id=self.ben.id)
        call.with_user(self.ben).action_feedback(feedback="reached")
        self.tick()
        self.assertEqual(enrolment.state, "running")
        self.assert_stopped(other, "call")

    def create_meeting(self, **values):
        return (
            self.env["calendar.event"]
            .with_user(self.ben)
            .create(
                {
                    "name": "Plans",
                    "start": TODAY + timedelta(days=3),
                    "stop": TODAY + timedelta(days=3, hours=1),
                    "partner_ids": [Command.set((self.clerk | self.ben.partner_id).ids)],
                    **values,
                }
            )
        )

    def test_a_meeting_pauses_until_it_is_over_and_then_ends(self):
        enrolment = self.enrol()
        self.tick(TODAY - timedelta(hours=1))
        meeting = self.create_meeting()
        self.tick()
        self.assert_paused(enrolment, "meeting_planned", meeting.stop)
        self.tick(meeting.stop - timedelta(minutes=1))
        self.assertEqual(enrolment.state, "paused")
        self.tick(meeting.stop)
        self.assert_stopped(enrolment, "meeting_held")

    def test_a_meeting_that_is_moved_and_called_off(self):
        enrolment = self.enrol()
        meeting = self.create_meeting()
        self.tick()
        meeting.write({"start": TODAY + timedelta(days=9), "stop": TODAY + timedelta(days=9, hours=1)})
        self.tick()
        self.assert_paused(enrolment, "meeting_planned", meeting.stop)
        meeting.unlink()
        self.tick()
        self.assertRecordValues(enrolment, [{"state": "running", "pause_reason": False, "paused_until": False}])

    def test_a_meeting_of_ours_alone_changes_nothing(self):
        enrolment = self.enrol()
        self.create_meeting(partner_ids=[Command.set(self.ben.partner_id.ids)])
        self.tick()
        self.assertEqual(enrolment.state, "running")


class TestDocuments(ExitCase):
    def test_an_order_of_any_address(self):
        enrolment = self.enrol()
        self.create_order(self.clerk)
        self.tick()
        self.assert_stopped(enrolment, "order")

    def test_an_order_ends_no_thanks(self):
        plan = self.create_plan("Thank you", trigger="order_confirmed", is_selling=False)
        enrolment = self.enrol(plan=plan)
        self.create_order(self.clerk)
        self.answer()
        self.tick()
        self.assertEqual(enrolment.state, "running")
        self.assertFalse(self.env["sme.contact"].search([("is_pending", "=", True)]), "nothing is left to look at")

    def test_an_order_in_another_company_changes_nothing(self):
        enrolment = self.enrol()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids += other
        self.create_order(self.azure, company_id=other.id)
        self.tick()
        self.assertEqual(enrolment.state, "running")

    def test_an_opt_out(self):
        enrolment = self.enrol()
        self.env["mail.blacklist"]._add("clerk@azure.example")
        self.tick()
        self.assert_stopped(enrolment, "opt_out")

    def test_who_wants_no_calls_is_followed_up_no_more(self):
        enrolment = self.enrol()
        other = self.enrol(self.lumber)
        self.clerk.write({"country_id": self.env.ref("base.be").id, "phone": "0470 12 34 56"})
        self.env["phone.blacklist"].add(self.clerk.phone_sanitized)
        self.tick()
        self.assert_stopped(enrolment, "opt_out")
        self.assertEqual(other.state, "running")

    def test_the_payment_of_its_order_and_of_no_other(self):
        self.env["account.chart.template"].try_loading("generic_coa", self.company, install_demo=False)
        self.order.action_confirm()
        other = self.create_order(self.azure)
        for order in self.order | other:
            order._create_invoices()
        about_order = self.enrol(sale__order=self.order)
        about_none = self.enrol(plan=self.create_plan("Without order"))
        self.tick()
        self.pay(other.invoice_ids)
        self.tick()
        self.assertEqual((about_order.state, about_none.state), ("running", "running"))
        self.pay(self.order.invoice_ids, amount=10)
        self.tick()
        self.assert_stopped(about_order, "payment")
        self.assertEqual(about_none.state, "running")

    def test_a_payment_of_nothing_known_changes_nothing(self):
        enrolment = self.enrol(sale__order=self.order)
        self.env["sme.contact"]._note(
            [
                {
                    "partner_id": self.azure.id,
                    "company_id": self.company.id,
                    "date": TODAY,
                    "channel": "payment",
                    "direction": "in",
                    "kind": "payment",
                    "event_key": "test,payment",
                }
            ]
        )
        self.tick()
        self.assertEqual(enrolment.state, "running")

    def pay(self, invoices, **values):
        invoices.filtered(lambda invoice: invoice.state == "draft").action_post()
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices.ids
        )
        with Form(register) as form:
            for name, value in values.items():
                form[name] = value
        form.record.action_create_payments()

    def test_the_renewal_of_what_the_plan_is_about(self):
        self.product.sme_entitlement_kind = "licence"
        self.create_order(self.azure)
        right = self.env["sme.entitlement"].search([("commercial_partner_id", "=", self.azure.id)])
        plan = self.create_plan("Renewal", trigger="entitlement")
        enrolment = self.enrol(plan=plan, sme__entitlement=right)
        self.create_order(self.azure)
        self.answer()
        self.tick()
        self.assertEqual(enrolment.state, "running", "another order and a mail end no renewal")
        action = right.action_renew()
        self.env["sale.order"].browse(action["res_id"]).action_confirm()
        self.tick()
        self.assert_stopped(enrolment, "renewal")

    def test_a_complaint_pauses_until_it_is_closed(self):
        enrolment = self.enrol()
        complaint = self.create_complaint()
        self.tick()
        self.assert_paused(enrolment, "complaint")
        self.tick(TODAY + timedelta(days=100))
        self.assertEqual(enrolment.state, "paused")
        complaint._move_to("solved")
        self.tick()
        self.assertEqual(enrolment.state, "running")
        complaint._move_to("working")
        self.tick()
        self.assert_paused(enrolment, "complaint")

    def create_complaint(self, **values):
        complaint = self.env["sme.service.type"].search([("code", "=", "complaint")], limit=1)
        return self.create_service(self.clerk, type_id=complaint.id, channel="phone", **values)

    def test_a_complaint_that_comes_by_mail_pauses_and_does_not_end(self):
        complaint = self.env["sme.service.type"].search([("code", "=", "complaint")], limit=1)
        complaint.sequence = -1  # what comes by mail is a complaint here
        selling = self.enrol()
        call_back = self.enrol(plan=self.create_plan("Call-back", trigger="low_rating", is_selling=False))
        other_table = self.create_plan("Mails only")
        other_table.exit_ids.filtered(lambda row: row.event == "complaint").effect = "nothing"
        heedless = self.enrol(plan=other_table)
        service = self.receive(sender='"Clerk" <clerk@azure.example>')
        self.assertEqual((service.type_code, service.commercial_partner_id), ("complaint", self.azure))
        self.tick()
        self.assert_paused(selling, "complaint")
        self.assertEqual(call_back.state, "running")
        self.assert_stopped(heedless, "message_in")
        with self.mock_mail_gateway():
            service.message_post(
                body="And it still wobbles",
                author_id=self.clerk.id,
                message_type="email",
                subtype_xmlid="mail.mt_comment",
            )
        self.tick()
        self.assert_paused(selling, "complaint")
        service._move_to("solved")
        self.tick()
        self.assertEqual(selling.state, "running")
        self.answer()
        self.tick()
        self.assert_stopped(selling, "message_in")

    def test_a_mail_that_somebody_makes_a_complaint_before_the_tick(self):
        enrolment = self.enrol()
        service = self.receive()
        service.type_id = self.env["sme.service.type"].search([("code", "=", "complaint")], limit=1)
        self.tick()
        self.assert_paused(enrolment, "complaint")

    def test_a_mail_that_somebody_makes_a_complaint_after_the_tick(self):
        """What ended stays ended: nobody finds a plan alive again that was over."""
        enrolment = self.enrol()
        service = self.receive()
        self.tick()
        self.assert_stopped(enrolment, "message_in")
        service.type_id = self.env["sme.service.type"].search([("code", "=", "complaint")], limit=1)
        self.tick()
        self.assert_stopped(enrolment, "message_in")

    def test_an_enquiry_that_turns_out_to_be_a_complaint(self):
        enrolment = self.enrol()
        service = self.create_service(self.clerk)
        self.tick()
        self.assertEqual(enrolment.state, "running")
        service.type_id = self.env["sme.service.type"].search([("code", "=", "complaint")], limit=1)
        self.tick()
        self.assert_paused(enrolment, "complaint")
        service.partner_id = self.lumber
        self.tick()
        self.assertEqual(enrolment.state, "running")

    def test_a_plan_that_begins_during_a_complaint_waits_at_once(self):
        complaint = self.create_complaint()
        self.tick()
        enrolment = self.enrol()
        self.assert_paused(enrolment, "complaint")
        thanks = self.enrol(plan=self.create_plan("Call-back", trigger="low_rating", is_selling=False))
        self.assertEqual(thanks.state, "running")
        complaint._move_to("closed")
        self.tick()
        self.assertEqual(enrolment.state, "running")


class TestOutOfOffice(ExitCase):
    def test_until_the_day_that_is_named_in_the_language_of_the_contact(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.clerk.lang = "de_DE"
        enrolment = self.enrol()
        self.answer(
            Auto_Submitted="auto-replied",
            body="Ich bin bis zum 20. April nicht im Haus.\n\n> Unser Angebot gilt bis 15.05.2026",
        )
        self.tick()
        self.assert_paused(enrolment, "out_of_office", datetime(2026, 4, 20))
        self.tick(datetime(2026, 4, 20, 0, 1))
        self.assertEqual(enrolment.state, "running")

    def test_in_chinese_and_in_the_zone_of_the_company(self):
        self.company.partner_id.write({"tz": "Asia/Shanghai"})
        enrolment = self.enrol()
        self.answer(Auto_Submitted="auto-replied", body="您好,我4月20日回来。")
        self.tick()
        self.assert_paused(enrolment, "out_of_office", datetime(2026, 4, 19, 16))

    def test_without_a_date_some_working_days(self):
        enrolment = self.enrol()
        self.answer(Auto_Submitted="auto-replied", body="I am away.")
        self.tick()
        self.assert_paused(enrolment, "out_of_office", FIVE_WORKING_DAYS_LATER)

    def test_a_real_answer_after_it_ends(self):
        enrolment = self.enrol()
        self.answer(Auto_Submitted="auto-replied", body="I am away.")
        self.answer()
        self.tick()
        self.assert_stopped(enrolment, "message_in")

    def test_mass_mailing_answered_by_machines(self):
        """Danger 4: no plan ends, every one pauses, no record appears, nobody gets an answer."""
        customers = [
            self.create_customer(f"Customer {number}", email=f"info@customer{number}.example") for number in range(60)
        ]
        enrolments = self.env["sme.enrolment"]
        for customer in customers:
            enrolments |= self.enrol(customer)
        services = self.env["sme.service"].search_count([])
        sent = self.order.with_user(self.ben).message_post(
            body="News", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        for customer in customers:
            self.receive(
                sender=customer.email,
                to="catchall@desk.example",
                In_Reply_To=sent.message_id,
                Auto_Submitted="auto-replied",
                body="I am back on 2026-04-20",
            )
            self.assertFalse(self.get_sent())
        self.tick()
        self.assertEqual(set(enrolments.mapped("state")), {"paused"})
        self.assertEqual(set(enrolments.mapped("paused_until")), {datetime(2026, 4, 20)})
        self.assertEqual(self.env["sme.service"].search_count([]), services)


class TestByHand(ExitCase):
    def test_a_pause_by_hand_is_not_ended_by_time_but_by_an_order(self):
        enrolment = self.enrol()
        enrolment.action_pause()
        self.answer(Auto_Submitted="auto-replied", body="I am away.")
        self.tick()
        self.tick(TODAY + timedelta(days=100))
        self.assert_paused(enrolment, "by_hand")
        self.create_order(self.azure)
        self.tick()
        self.assert_stopped(enrolment, "order")

    def test_somebody_who_resumes_is_not_overruled_by_old_rows(self):
        enrolment = self.enrol()
        self.answer(Auto_Submitted="auto-replied", body="I am away.")
        self.tick()
        enrolment.action_resume()
        self.tick()
        self.assertEqual(enrolment.state, "running")

    def test_done_steps_stay(self):
        enrolment = self.enrol(plan=self.create_plan("Two calls", steps=2))
        done = enrolment.step_ids
        done.write({"state": "done", "outcome": "not_reached", "date_done": fields.Datetime.now()})
        self.env.flush_all()
        planned = done.copy({"state": "planned", "outcome": False})
        self.create_order(self.azure)
        self.tick()
        self.assertEqual((done.state, planned.state), ("done", "skipped"))
        self.assertEqual(planned.skip_reason, "order")
