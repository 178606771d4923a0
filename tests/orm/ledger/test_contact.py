"""What the ledger notes of mails, calls, meetings, orders and payments, and what it leaves out."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user
from odoo.tools import mute_logger

from odoo.addons.crm_sme.models.ledger.sme_contact import MEETINGS_PARAMETER

from tests.common import TODAY, SmeCase


class LedgerCase(SmeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = cls.create_users("service", "salesman_all", "employee")
        cls.ben = cls.users["salesman_all"]
        cls.azure = cls.create_customer("Azure", email="azure@example.com")
        cls.lumber = cls.create_customer("Lumber", email="lumber@example.com")
        cls.clerk = cls.create_customer("Clerk", parent_id=cls.azure.id, email="clerk@example.com", is_company=False)
        cls.env.cr.flush()
        cls.env["sme.contact"].search([]).unlink()

    def forget_meetings(self):
        """As if none had been noted: the installation noted those of the past on the day of this run."""
        self.env["ir.config_parameter"].search([("key", "=", MEETINGS_PARAMETER)]).unlink()

    def get_rows(self, partner=None):
        self.env.cr.flush()
        domain = [("commercial_partner_id", "=", partner.id)] if partner else []
        return self.env["sme.contact"].search(domain, order="id")


class TestMessages(LedgerCase):
    def test_an_answer_to_a_customer_is_one_real_contact(self):
        order = self.create_order(self.clerk, confirm=False)
        order.message_subscribe(partner_ids=[self.clerk.id, self.azure.id, self.ben.partner_id.id])
        order.with_user(self.ben).message_post(
            body="It is on its way", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertRecordValues(
            self.get_rows(),
            [
                {
                    "commercial_partner_id": self.azure.id,
                    "company_id": self.company.id,
                    "user_id": self.ben.id,
                    "direction": "out",
                    "kind": "message",
                    "is_real": True,
                    "automatic": False,
                    "res_model": "sale.order",
                    "res_id": order.id,
                }
            ],
        )

    def test_a_message_of_a_customer(self):
        order = self.create_order(self.azure, confirm=False)
        order.message_post(body="When?", author_id=self.clerk.id, message_type="email", subtype_xmlid="mail.mt_comment")
        self.assertRecordValues(
            self.get_rows(), [{"partner_id": self.clerk.id, "direction": "in", "channel": "email", "is_real": True}]
        )

    def test_an_unknown_address_counts_for_the_customer_of_the_document(self):
        order = self.create_order(self.lumber, confirm=False)
        order.message_post(
            body="When?",
            author_id=False,
            email_from="private@example.org",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(self.get_rows().commercial_partner_id, self.lumber)

    def test_what_is_no_contact(self):
        order = self.create_order(self.azure, confirm=False)
        order.message_subscribe(partner_ids=self.azure.ids)
        as_ben = order.with_user(self.ben)
        as_ben.message_post(body="Note", message_type="comment", subtype_xmlid="mail.mt_note")
        as_ben.message_post(body="Moved", message_type="notification", subtype_xmlid="mail.mt_comment")
        as_ben.message_post(
            body="Away", message_type="out_of_office", author_id=self.azure.id, subtype_xmlid="mail.mt_comment"
        )
        as_ben.message_post(body="For all", message_type="comment", subtype_xmlid="mail.mt_comment", is_internal=True)
        self.assertFalse(self.get_rows())

    def test_an_automatic_answer_is_noted_and_is_no_real_contact(self):
        order = self.create_order(self.azure, confirm=False)
        message = order.message_post(
            body="I am away", author_id=self.azure.id, message_type="email", subtype_xmlid="mail.mt_comment"
        )
        message.sudo().sme_automatic = "auto_reply"
        self.assertRecordValues(self.get_rows(), [{"kind": "out_of_office", "automatic": True, "is_real": False}])

    def test_a_message_is_noted_once_however_often_the_hook_runs(self):
        order = self.create_order(self.azure, confirm=False)
        message = order.message_post(
            body="When?", author_id=self.azure.id, message_type="email", subtype_xmlid="mail.mt_comment"
        )
        self.get_rows()
        self.env["sme.contact"]._note(message_id=message.id)
        self.assertEqual(len(self.get_rows()), 1)

    @mute_logger("odoo.addons.crm_sme.models.ledger.sme_contact")
    def test_a_ledger_that_fails_harms_no_mail(self):
        order = self.create_order(self.azure, confirm=False)
        with patch.object(type(self.env["sme.contact"]), "_insert", side_effect=ValueError):
            message = order.message_post(
                body="When?", author_id=self.azure.id, message_type="email", subtype_xmlid="mail.mt_comment"
            )
            self.env.cr.flush()
        self.assertTrue(message.exists())
        self.assertFalse(self.get_rows())

    def test_a_message_costs_one_insert(self):
        order = self.create_order(self.azure, confirm=False)
        order.message_subscribe(partner_ids=self.azure.ids)
        self.env.cr.flush()
        self.env["sme.contact"]._note(
            message_id=order.message_post(body="Hi", author_id=self.azure.id, message_type="email").id
        )
        self.env.flush_all()
        with self.assertQueryCount(3):  # the row within a savepoint
            self.env.cr.precommit.run()


class TestEvents(LedgerCase):
    def test_orders_and_quotations(self):
        order = self.create_order(self.clerk, confirm=False)
        order.action_quotation_sent()
        self.assertEqual(self.get_rows().mapped("kind"), ["quotation_sent"])
        order.action_confirm()
        order._action_confirm()
        rows = self.get_rows()
        self.assertEqual(rows.mapped("kind"), ["quotation_sent", "order"])
        self.assertFalse(any(rows.mapped("is_real")))
        self.assertEqual(rows.commercial_partner_id, self.azure)

    def test_a_call_that_is_done(self):
        activity = self.azure.activity_schedule("mail.mail_activity_data_call", user_id=self.ben.id)
        activity.with_user(self.ben).action_feedback(feedback="reached")
        self.assertRecordValues(
            self.get_rows(),
            [{"kind": "call", "channel": "phone", "user_id": self.ben.id, "is_real": True, "direction": "both"}],
        )

    def test_a_to_do_is_no_contact(self):
        self.azure.activity_schedule("mail.mail_activity_data_todo", user_id=self.ben.id).action_done()
        self.assertFalse(self.get_rows())

    def test_a_meeting_counts_when_it_is_over(self):
        self.forget_meetings()
        now = fields.Datetime.now()
        meeting = self.env["calendar.event"].create(
            {
                "name": "Plans",
                "user_id": self.ben.id,
                "start": now - timedelta(hours=2),
                "stop": now - timedelta(hours=1),
                "partner_ids": [Command.set((self.clerk | self.ben.partner_id).ids)],
            }
        )
        planned = meeting.copy({"start": now + timedelta(hours=1), "stop": now + timedelta(hours=2)})
        self.env["sme.contact"]._note_meetings(now)
        self.env["sme.contact"]._note_meetings(now)
        self.assertRecordValues(
            self.get_held(), [{"kind": "meeting", "partner_id": self.clerk.id, "date": meeting.stop, "is_real": True}]
        )
        self.env["sme.contact"]._note_meetings(planned.stop)
        self.assertEqual(self.get_held().mapped("res_id"), [meeting.id, planned.id])

    def get_held(self):
        return self.get_rows().filtered(lambda row: row.kind == "meeting")

    def test_an_opt_out(self):
        self.env["mail.blacklist"].create({"email": "Clerk@example.com"})
        rows = self.get_rows().filtered(lambda row: row.company_id == self.company)
        self.assertRecordValues(rows, [{"kind": "opt_out", "partner_id": self.clerk.id, "is_real": False}])

    def test_a_service_record(self):
        self.env["sme.service"].create({"name": "Wobbles", "partner_id": self.clerk.id, "channel": "phone"})
        self.assertRecordValues(self.get_rows(), [{"kind": "service", "channel": "phone", "is_real": False}])


class TestLastContact(LedgerCase):
    def note(self, partner, days_ago, company=None, **values):
        self.env["sme.contact"]._note(
            [
                {
                    "partner_id": partner.id,
                    "company_id": (company or self.company).id,
                    "date": TODAY - timedelta(days=days_ago),
                    "channel": "phone",
                    "direction": "both",
                    "kind": "call",
                    "is_real": True,
                    "event_key": f"test,{partner.id},{days_ago},{(company or self.company).id}",
                    **values,
                }
            ]
        )
        self.env.cr.flush()

    def test_of_the_customer_in_the_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.note(self.clerk, 5)
        self.note(self.azure, 9)
        self.note(self.azure, 1, is_real=False)
        self.note(self.azure, 2, company=other)
        self.assertEqual(self.azure.sme_last_contact_date, TODAY - timedelta(days=5))
        self.assertEqual(self.clerk.sme_last_contact_date, TODAY - timedelta(days=5))
        self.assertFalse(self.lumber.sme_last_contact_date)
        self.assertEqual(self.azure.with_company(other).sme_last_contact_date, TODAY - timedelta(days=2))

    def test_search_agrees_with_what_is_shown(self):
        self.note(self.azure, 5)
        self.note(self.lumber, 50)
        partners = self.azure | self.lumber | self.clerk | self.create_customer("Quiet")
        for operator in ("<", "<=", ">", ">=", "=", "!="):
            for days in (5, 20, 50):
                domain = [("sme_last_contact_date", operator, TODAY - timedelta(days=days)), ("id", "in", partners.ids)]
                self.assertEqual(partners.search(domain), partners.filtered_domain(domain), domain)
        never = partners.search([("sme_last_contact_date", "=", False), ("id", "in", partners.ids)])
        self.assertEqual(never.mapped("name"), ["Quiet"])
        self.assertEqual(
            partners.search([("id", "in", (self.azure | self.lumber).ids)], order="sme_last_contact_date"),
            self.lumber | self.azure,
        )

    def test_it_is_not_for_everybody(self):
        with self.assertRaises(AccessError):
            self.azure.with_user(self.users["employee"]).read(["sme_last_contact_date"])

    def test_the_log_of_a_contact_is_that_of_its_company(self):
        self.note(self.clerk, 5)
        action = self.clerk.with_user(self.users["service"]).action_open_contact_log()
        self.assertEqual(self.env["sme.contact"].search(action["domain"]).partner_id, self.clerk)


class TestMerge(LedgerCase):
    def test_merged_contacts_keep_ledger_and_done_calls(self):
        activity = self.lumber.activity_schedule("mail.mail_activity_data_call", user_id=self.ben.id)
        activity.action_feedback(feedback="reached")
        row = self.get_rows(self.lumber)
        self.assertEqual(len(row), 1)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.azure | self.lumber).ids, self.azure)
        self.assertFalse(self.lumber.exists())
        row.invalidate_recordset()
        self.assertEqual(row.commercial_partner_id, self.azure)
        done = self.env["mail.activity"].with_context(active_test=False).browse(activity.id).exists()
        self.assertEqual(done.res_id, self.azure.id)


class TestHistory(LedgerCase):
    def test_history_is_filled_in_batch_by_batch(self):
        with freeze_time("2025-06-02 10:00"):
            order = self.create_order(self.clerk)
            order.message_subscribe(partner_ids=self.azure.ids)
            for body in ("one", "two", "three"):
                order.message_post(body=body, author_id=self.clerk.id, message_type="email")
            call = self.lumber.activity_schedule("mail.mail_activity_data_call", user_id=self.ben.id)
            call.action_feedback(feedback="reached")
            self.env.cr.flush()
        wanted = sorted(self.get_rows().mapped(lambda row: (row.kind, row.commercial_partner_id.id, row.is_real)))
        self.get_rows().unlink()
        contacts = self.env["sme.contact"]
        contacts._request_history()
        left = contacts._get_history_left()
        with patch("odoo.addons.crm_sme.models.ledger.sme_contact.HISTORY_BATCH", 2):
            for table in left:
                below = left[table]
                while below:
                    below = contacts._fill_batch(table, below)
        rows = self.get_rows().filtered(lambda row: row.commercial_partner_id in self.azure | self.lumber)
        found = sorted(rows.mapped(lambda row: (row.kind, row.commercial_partner_id.id, row.is_real)))
        self.assertEqual(found, wanted)
        count = len(self.get_rows())
        contacts._fill_batch("mail_message", left["mail_message"])
        self.assertEqual(len(self.get_rows()), count, "filling in twice adds nothing")

    def test_the_job_goes_on_where_it_was(self):
        contacts = self.env["sme.contact"]
        contacts._request_history()
        with self.enter_registry_test_mode():
            self.env.ref("crm_sme.ir_cron_sme_contact_history").method_direct_trigger()
        self.assertEqual(set(contacts._get_history_left().values()), {0})


class TestCompanies(LedgerCase):
    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "ledger_stranger",
            groups="crm_sme.group_sme_service",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.create_order(self.azure)
        row = self.get_rows(self.azure)
        self.assertTrue(row)
        as_stranger = row.with_user(stranger).with_context(allowed_company_ids=other.ids)
        self.assertFalse(as_stranger.has_access("read"))
        self.assertNotIn(row.id, as_stranger.search([]).ids)


class TestWhatPlansAskFor(LedgerCase):
    def test_a_meeting_ahead_is_noted_for_every_customer_and_again_when_it_is_moved(self):
        start = TODAY + timedelta(days=2)
        meeting = self.env["calendar.event"].create(
            {
                "name": "Plans",
                "user_id": self.ben.id,
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": [Command.set((self.clerk | self.lumber | self.ben.partner_id).ids)],
            }
        )
        meeting.name = "Plans of spring"
        rows = self.get_rows()
        self.assertEqual(set(rows.mapped("kind")), {"meeting_planned"})
        self.assertEqual(rows.partner_id, self.clerk | self.lumber)
        self.assertFalse(any(rows.mapped("is_real")))
        meeting.write({"start": start + timedelta(days=1), "stop": start + timedelta(days=1, hours=1)})
        self.assertEqual(len(self.get_rows()), 4)

    def test_meetings_of_the_past_are_none_that_are_planned(self):
        self.env["calendar.event"].create(
            {
                "name": "Minutes",
                "start": TODAY - timedelta(days=2),
                "stop": TODAY - timedelta(days=2),
                "partner_ids": [Command.set(self.clerk.ids)],
            }
        )
        self.assertFalse(self.get_rows())

    def test_a_complaint_is_opened_closed_and_opened_again(self):
        complaint = self.env["sme.service.type"].search([("code", "=", "complaint")], limit=1)
        service = self.env["sme.service"].create({"name": "Wobbles", "partner_id": self.clerk.id})
        self.assertEqual(self.get_rows().mapped("kind"), ["service"])
        with freeze_time(TODAY + timedelta(minutes=1)):
            service.type_id = complaint
            self.assertEqual(self.get_rows().mapped("kind"), ["service", "complaint_opened"])
        with freeze_time(TODAY + timedelta(minutes=2)):
            service._move_to("waiting")
            service.priority = "2"
            self.assertEqual(len(self.get_rows()), 2)
            service._move_to("closed")
            self.assertEqual(self.get_rows().mapped("kind"), ["service", "complaint_opened", "complaint_closed"])
        with freeze_time(TODAY + timedelta(minutes=3)):
            service._move_to("working")
            self.assertEqual(self.get_rows()[-1].kind, "complaint_opened")
        with freeze_time(TODAY + timedelta(minutes=4)):
            service.partner_id = self.lumber
            self.assertEqual(self.get_rows(self.lumber).mapped("kind"), ["complaint_opened"])

    def test_a_renewal_is_noted_once(self):
        self.product.sme_entitlement_kind = "licence"
        self.create_order(self.azure)
        right = self.env["sme.entitlement"].search([("partner_id", "=", self.azure.id)])
        order = self.env["sale.order"].browse(right.action_renew()["res_id"])
        order.action_confirm()
        renewals = self.get_rows().filtered(lambda row: row.kind == "renewal")
        self.assertRecordValues(
            renewals, [{"commercial_partner_id": self.azure.id, "res_model": "sme.entitlement", "res_id": right.id}]
        )

    def test_what_happens_now_is_to_be_looked_at_and_history_is_not(self):
        order = self.create_order(self.azure, confirm=False)
        message = order.message_post(
            body="When?", author_id=self.clerk.id, message_type="email", subtype_xmlid="mail.mt_comment"
        )
        order.action_confirm()
        rows = self.get_rows()
        self.assertEqual(rows.mapped("is_pending"), [True, True])
        rows.unlink()
        self.env["sme.contact"]._fill_batch("mail_message", message.id + 1)
        self.env["sme.contact"]._fill_batch("sale_order", order.id + 1)
        rows = self.get_rows(self.azure)
        self.assertEqual(set(rows.mapped("kind")), {"message", "order"})
        self.assertFalse(any(rows.mapped("is_pending")))

    def test_the_mark_of_meetings_stays_for_a_while(self):
        """A parameter that is written empties caches of every server."""
        self.forget_meetings()
        contacts = self.env["sme.contact"]
        contacts._note_meetings(TODAY)
        with patch.object(type(self.env["ir.config_parameter"]), "set_param") as mocked:
            contacts._note_meetings(TODAY + timedelta(minutes=5))
            self.assertFalse(mocked.called)
            contacts._note_meetings(TODAY + timedelta(days=1))
            self.assertTrue(mocked.called)
