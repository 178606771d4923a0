"""Customers are asked for a rating: once, later, politely, and only those who are known."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from tests.orm.cases.common import CasesCase


class TestRequests(CasesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.write({"rating_request": True, "rating_delay_hours": 24, "rating_pause_days": 30})
        cls.cron = cls.env.ref("crm_sme.ir_cron_sme_service_ask_for_ratings")

    def create_solved(self, partner=None, days_ago=2, **values):
        service = self.create_service(partner, **values)
        service._move_to("solved")
        service.date_solved = fields.Datetime.now() - timedelta(days=days_ago)
        return service

    def run_cron(self):
        """One run of the job; with what it commits in a test's own transaction."""
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def get_mails(self, *services):
        ids = [service.id for service in services]
        return self.env["mail.mail"].search([("model", "=", "sme.service"), ("res_id", "in", ids)])

    def test_the_contact_is_asked_once_some_time_after_solving(self):
        service = self.create_solved(self.azure, days_ago=0)
        self.run_cron()
        self.assertFalse(service.rating_request_state)
        service.date_solved = fields.Datetime.now() - timedelta(hours=25)
        for _run in range(3):
            self.run_cron()
        self.assertEqual(service.rating_request_state, "asked")
        mail = self.get_mails(service)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.recipient_ids, self.azure)
        self.assertIn(service.number, mail.subject)
        self.assertIn("auto-generated", mail.headers)
        self.assertIn(f"/rate/{service.rating_ids.access_token}/5", mail.body_html)
        self.assertEqual(service.state, "solved")
        self.assertTrue(mail.mail_message_id.subtype_id.internal or not mail.mail_message_id.subtype_id)

    def test_who_is_closed_without_being_called_solved_before_is_asked_too(self):
        now = fields.Datetime.now()
        worked, cancelled = self.create_service(self.azure), self.create_service(self.lumber)
        worked._move_to("working")
        worked._move_to("closed")
        cancelled._move_to("cancelled")
        self.assertRecordValues(
            worked + cancelled,
            [{"date_solved": now, "date_closed": now}, {"date_solved": False, "date_closed": now}],
        )
        cancelled._move_to("closed")
        self.assertFalse(cancelled.date_solved)
        with freeze_time(self.freeze_to + timedelta(hours=25)):
            worked._move_to("solved")
            worked._move_to("closed")
            self.run_cron()
            self.assertFalse(worked.rating_request_state)
        with freeze_time(self.freeze_to + timedelta(hours=50)):
            self.run_cron()
        self.assertEqual(worked.rating_request_state, "asked")
        self.assertFalse(cancelled.rating_request_state)

    def test_the_day_it_was_solved_stays_when_it_closes(self):
        service = self.create_solved(self.azure, days_ago=5)
        solved = service.date_solved
        service._move_to("closed")
        self.assertEqual(service.date_solved, solved)

    def test_the_delay_is_the_teams(self):
        self.team.rating_delay_hours = 72
        service = self.create_solved(self.azure, days_ago=2)
        self.run_cron()
        self.assertFalse(service.rating_request_state)
        self.team.rating_delay_hours = 0
        self.run_cron()
        self.assertEqual(service.rating_request_state, "asked")

    def test_a_team_may_ask_nobody(self):
        self.team.rating_request = False
        service = self.create_solved(self.azure)
        self.run_cron()
        self.assertFalse(service.rating_request_state)
        self.assertFalse(self.get_mails(service))

    def test_a_contact_is_asked_once_in_so_many_days_over_all_records(self):
        first, second = self.create_solved(self.azure, days_ago=3), self.create_solved(self.azure)
        other = self.create_solved(self.lumber)
        self.run_cron()
        self.assertEqual((first + second + other).mapped("rating_request_state"), ["asked", "recent", "asked"])
        self.assertEqual(len(self.get_mails(first, second, other)), 2)
        for days, state in ((29, "recent"), (30, "asked")):
            with freeze_time(self.freeze_to + timedelta(days=days)):
                later = self.create_solved(self.azure)
                self.run_cron()
                self.assertEqual(later.rating_request_state, state, days)

    def test_who_is_not_asked(self):
        stranger = self.create_solved(email_from="paul@example.com")
        silent = self.create_solved(self.create_customer("No address"))
        gone = self.create_solved(self.create_customer("Gone", email="gone@example.com"))
        gone.partner_id.active = False
        held = self.create_solved(self.azure, held_reason="flood")
        original = self.create_service(self.azure)
        duplicate = self.create_solved(self.azure)
        original._merge(duplicate)
        old = self.create_solved(self.create_customer("Old", email="old@example.com"), days_ago=32)
        unsolved = self.create_service(self.create_customer("Open", email="open@example.com"))
        cancelled = self.create_service(self.create_customer("Cancelled", email="cancelled@example.com"))
        cancelled._move_to("cancelled")
        refusing = self.create_solved(self.create_customer("Refusing", email="refusing@example.com"))
        self.env["mail.blacklist"]._add("refusing@example.com")
        self.run_cron()
        nobody = stranger + held + original + duplicate + old + unsolved + cancelled
        self.assertEqual(set(nobody.mapped("rating_request_state")), {False})
        self.assertEqual(set((silent + gone + refusing).mapped("rating_request_state")), {"no_address"})
        self.assertFalse(self.get_mails(*nobody, silent, gone, refusing))

    def test_who_rated_already_is_not_asked(self):
        service = self.create_solved(self.azure)
        service._rate_for_customer(self.azure, "5", "")
        self.run_cron()
        self.assertEqual(service.rating_request_state, "given")
        self.assertFalse(self.get_mails(service))

    def test_a_record_that_is_open_again_is_asked_about_later(self):
        service = self.create_solved(self.azure)
        other = self.create_solved(self.azure, days_ago=1)
        self.run_cron()
        self.assertEqual(other.rating_request_state, "recent")
        other._move_to("working")
        self.assertFalse(other.rating_request_state)
        self.assertEqual(service.rating_request_state, "asked")

    def test_the_language_is_the_customers(self):
        self.azure.lang = "zh_CN"
        service = self.create_solved(self.azure)
        template = self.env.ref("crm_sme.mail_template_rating_request")
        template.with_context(lang="zh_CN").subject = "{{ object.number }}:您满意吗?"
        self.run_cron()
        self.assertEqual(self.get_mails(service).subject, f"{service.number}:您满意吗?")

    def test_one_request_that_cannot_be_made_does_not_stop_the_others(self):
        poisoned = self.create_solved(self.azure, days_ago=3)
        other = self.create_solved(self.lumber)
        token = type(self.env["sme.service"])._rating_get_access_token

        def refuse(service, partner=None):
            if service == poisoned:
                raise ZeroDivisionError
            return token(service, partner)

        with (
            patch.object(type(self.env["sme.service"]), "_rating_get_access_token", refuse),
            mute_logger(
                "odoo.addons.crm_sme.models.satisfaction.sme_service", "odoo.addons.mail.models.mail_render_mixin"
            ),
        ):
            self.run_cron()
        self.assertEqual((poisoned + other).mapped("rating_request_state"), ["failed", "asked"])
        self.run_cron()
        self.assertFalse(self.get_mails(poisoned))
        self.assertEqual(len(self.get_mails(other)), 1)

    def test_without_the_template_nothing_breaks(self):
        self.env.ref("crm_sme.mail_template_rating_request").unlink()
        service = self.create_solved(self.azure)
        self.run_cron()
        self.assertEqual(service.rating_request_state, "failed")

    def test_two_companies_ask_their_own(self):
        other_company = self.env["res.company"].create({"name": "Elsewhere", "email": "elsewhere@example.com"})
        other_team = self.env["sme.service.team"].search([("company_id", "=", other_company.id)])
        other_team.rating_request = False
        own = self.create_solved(self.azure)
        other = self.create_solved(self.lumber, company_id=other_company.id, team_id=other_team.id)
        self.run_cron()
        self.assertEqual((own + other).mapped("rating_request_state"), ["asked", False])
        other_team.rating_request = True
        self.run_cron()
        self.assertIn("elsewhere@example.com", self.get_mails(other).email_from)

    def test_many_requests_cost_as_many_questions_a_record_as_few(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}", "email": f"c{number}@example.com"} for number in range(45)]
        )
        services = self.env["sme.service"].union(*(self.create_solved(partner) for partner in partners))
        now = fields.Datetime.now()

        def ask(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._ask_for_rating(now)
            self.env.flush_all()
            return (self.env.cr.sql_log_count - before) / len(some)

        ask(services[:5])
        self.assertLessEqual(ask(services[15:45]), ask(services[5:15]))
