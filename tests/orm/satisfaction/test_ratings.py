"""What follows from a rating, however it was given."""

from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from tests.orm.cases.common import CasesCase


class TestRatings(CasesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.create_customer("Paul", parent_id=cls.azure.id, is_company=False, email="paul@example.com")
        cls.paul = new_test_user(
            cls.env,
            login="paul_of_azure",
            name="Paul",
            groups="base.group_portal",
            partner_id=cls.contact.id,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.azure.user_id = cls.leader
        cls.service = cls.create_service(cls.contact, user_id=cls.anna.id)
        cls.service._move_to("solved")
        cls.call_type = cls.env.ref("crm_sme.mail_activity_type_call_back")

    def get_calls(self, service=None):
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search(
                [
                    ("res_model", "=", "sme.service"),
                    ("res_id", "=", (service or self.service).id),
                    ("activity_type_id", "=", self.call_type.id),
                ]
            )
        )

    def rate(self, rate, feedback="", service=None, partner=None):
        # as a customer in the portal does it
        service_sudo = (service or self.service).with_user(self.paul).sudo()
        service_sudo._rate_for_customer(partner or self.contact, str(rate), feedback)

    def rate_in_chat(self, rate, body="x", service=None):
        return (service or self.service).with_user(self.paul).message_post(body=body, rating_value=rate)

    # ------------------------------------------------------------
    # CALLING BACK
    # ------------------------------------------------------------

    def test_a_low_rating_asks_the_account_manager_for_a_call(self):
        self.rate(1, "Nobody <b>called</b>")
        call = self.get_calls()
        self.assertRecordValues(
            call, [{"user_id": self.leader.id, "date_deadline": date(2026, 4, 1), "active": True, "automated": True}]
        )
        self.assertIn(self.service.number, call.summary)
        self.assertIn("Nobody &lt;b&gt;called&lt;/b&gt;", call.note)
        self.assertIn("Paul gave 1 of 5", call.note)

    def test_content_customers_are_left_alone(self):
        for rate in (3, 5):
            self.rate(rate)
        self.rate_in_chat(4)
        self.assertFalse(self.get_calls())

    def test_revised_ratings_change_the_same_to_do(self):
        self.rate(1, "Bad")
        call = self.get_calls()
        self.rate(1, "Very bad")
        self.rate_in_chat(2, "Still bad")
        self.assertEqual(self.get_calls(), call)
        self.assertIn("Still bad", call.note)
        self.assertIn("2 of 5", call.note)
        self.assertEqual(len(self.service.rating_ids), 1)
        self.rate(5, "All is well now")
        self.assertFalse(self.get_calls())
        self.rate(1, "Not at all")
        self.assertEqual(len(self.get_calls()), 1)

    def test_once_called_nobody_calls_again(self):
        self.rate(1)
        self.get_calls().action_done()
        self.rate(1, "Again")
        self.assertEqual(len(self.get_calls()), 1)
        self.assertFalse(self.get_calls().active)

    def test_two_colleagues_of_a_customer_ask_for_one_call(self):
        mary = self.create_customer("Mary", parent_id=self.azure.id, is_company=False)
        self.rate(1)
        self.rate(1, "Me too", partner=mary)
        self.assertEqual(len(self.get_calls()), 1)
        self.assertIn("Mary", self.get_calls().note)
        self.assertEqual(self.service.rating_count, 2)

    def test_records_of_one_customer_each_ask_for_a_call(self):
        second = self.create_service(self.contact)
        second._move_to("solved")
        self.rate(1)
        self.rate(1, service=second)
        self.assertEqual((len(self.get_calls()), len(self.get_calls(second))), (1, 1))

    def test_who_calls(self):
        lumber = self.create_customer("Else", email="else@example.com")
        for account_manager, handler, leader, expected in (
            (self.leader, self.anna, self.ben, self.leader),
            (self.users["employee"], self.anna, self.ben, self.anna),
            (self.env["res.users"], self.anna, self.ben, self.anna),
            (self.env["res.users"], self.env["res.users"], self.ben, self.ben),
            (self.env["res.users"], self.env["res.users"], self.env["res.users"], self.leader),
        ):
            with self.subTest(expected=expected.login):
                lumber.user_id = account_manager
                self.team.user_id = leader
                service = self.create_service(lumber)
                service.user_id = handler
                service._move_to("solved")
                service._rate_for_customer(lumber, "1", "")
                self.assertEqual(self.get_calls(service).user_id, expected)

    def test_who_is_away_does_not_call(self):
        self.leader.out_of_office_from = self.env.cr.now() - timedelta(hours=1)
        self.rate(1)
        self.assertEqual(self.get_calls().user_id, self.anna)

    def test_the_call_is_due_on_a_working_day(self):
        self.team.call_back_days = 2
        today = fields.Date.to_date(self.freeze_to)  # a Tuesday
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": self.company.id,
                "date_from": fields.Datetime.to_datetime(today + timedelta(days=1)),
                "date_to": fields.Datetime.to_datetime(today + timedelta(days=2)),
            }
        )
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["resource.calendar.leaves"].with_company(other).create(
            {
                "name": "Holiday elsewhere",
                "company_id": other.id,
                "date_from": fields.Datetime.to_datetime(today + timedelta(days=2)),
                "date_to": fields.Datetime.to_datetime(today + timedelta(days=3)),
            }
        )
        self.rate(1)
        self.assertEqual(self.get_calls().date_deadline, today + timedelta(days=3))

    def test_without_working_hours_days_count(self):
        self.team.calendar_id = self.env["resource.calendar"].create(
            {"name": "Never", "company_id": self.company.id, "attendance_ids": [Command.clear()]}
        )
        self.rate(1)
        self.assertEqual(self.get_calls().date_deadline, date(2026, 4, 1))

    def test_without_the_kind_of_to_do_a_rating_is_still_kept(self):
        self.call_type.unlink()
        self.rate(1)
        self.assertEqual(self.service.rating_last_value, 1)

    def test_the_context_of_a_browser_skips_no_call(self):
        self.service.with_user(self.paul).with_context(
            mail_activity_automation_skip=True, mail_activity_quick_update=True
        ).message_post(body="x", rating_value=1)
        self.assertEqual(len(self.get_calls()), 1)

    # ------------------------------------------------------------
    # NO MESSAGE OF A CUSTOMER
    # ------------------------------------------------------------

    def test_a_rating_opens_and_starts_nothing(self):
        clocks = self.service.clock_ids.mapped("state")
        message = self.rate_in_chat(5, "Well done")
        self.rate(1, "Changed my mind")
        self.assertEqual(self.service.state, "solved")
        self.assertEqual(self.service.clock_ids.mapped("state"), clocks)
        self.assertEqual(message.message_type, "comment")
        self.service.with_user(self.paul).message_post(body="It broke again")
        self.assertEqual(self.service.state, "working")

    def test_a_rating_on_a_long_closed_record_makes_no_new_one(self):
        self.service._move_to("closed")
        self.service.date_closed = fields.Datetime.now() - timedelta(days=100)
        self.rate_in_chat(1)
        self.assertEqual(self.service.state, "closed")
        self.assertFalse(self.service.follower_record_ids)

    def test_a_link_of_a_request_is_answered(self):
        token = self.service._rating_get_access_token()
        rating = self.env["rating.rating"].search([("access_token", "=", token)])
        public = self.env.ref("base.public_user")
        service_sudo = self.service.with_user(public).sudo()
        service_sudo.rating_apply(1, rating=rating.with_user(public).sudo(), feedback="Slow")
        self.assertEqual(self.service.state, "solved")
        self.assertEqual(rating.message_id.author_id, self.contact)
        self.assertTrue(rating.message_id.subtype_id.internal)
        self.assertEqual(len(self.get_calls()), 1)

    def test_nobody_is_mailed_about_a_rating(self):
        self.service.message_subscribe(partner_ids=self.contact.ids)
        before = self.env["mail.mail"].search_count([])
        self.rate(1)
        self.env.flush_all()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_employees_and_strangers_rate_nothing(self):
        self.service.with_user(self.anna).message_post(
            body="Great", rating_value=5, message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertFalse(self.service.rating_ids)
        # somebody of another customer who was given the link
        service_sudo = self.service.with_user(self.env.ref("base.public_user")).sudo()
        service_sudo.message_post(body="Terrible", rating_value=1, author_id=self.lumber.id)
        self.assertFalse(self.service.rating_ids)
        self.assertFalse(self.get_calls())

    # ------------------------------------------------------------
    # FIGURES, AND WHO SEES THEM
    # ------------------------------------------------------------

    def test_the_team_knows_how_content_its_customers_are(self):
        second = self.create_service(self.lumber)
        second._move_to("solved")
        second._rate_for_customer(self.lumber, "5", "")
        self.rate(1)
        self.assertRecordValues(
            self.team, [{"rating_count": 2, "rating_avg": 3.0, "rating_percentage_satisfaction": 50}]
        )
        ratings = self.env["rating.rating"].search(self.team.action_open_ratings()["domain"])
        self.assertEqual(ratings, self.service.rating_ids + second.rating_ids)
        self.assertEqual(self.service.rating_avg_text, "ko")
        low = self.env["sme.service"].search([("rating_last_value", ">", 0), ("rating_last_value", "<", 3)])
        self.assertEqual(low, self.service)

    def test_ratings_follow_a_merge(self):
        other_team = self.env["sme.service.team"].create({"name": "Repairs", "company_id": self.company.id})
        original = self.create_service(self.contact, team_id=other_team.id)
        self.rate(1)
        original._merge(self.service)
        self.assertRecordValues(original.rating_ids, [{"sme_service_id": original.id, "rating": 1.0}])
        self.assertEqual(other_team.rating_count, 1)
        self.assertEqual((original + self.service).mapped("rating_last_value"), [1, 0])

    def test_a_rating_is_read_with_its_record(self):
        self.rate(1)
        foreign_team = self.env["sme.service.team"].create(
            {"name": "Repairs", "company_id": self.company.id, "member_ids": [Command.set(self.leader.ids)]}
        )
        foreign = self.create_service(self.lumber, team_id=foreign_team.id, user_id=self.leader.id)
        foreign._move_to("solved")
        foreign._rate_for_customer(self.lumber, "1", "")
        other_company = self.env["res.company"].create({"name": "Elsewhere"})
        elsewhere = self.create_service(
            self.lumber,
            company_id=other_company.id,
            team_id=self.env["sme.service.team"].search([("company_id", "=", other_company.id)]).id,
        )
        elsewhere._move_to("solved")
        elsewhere._rate_for_customer(self.lumber, "1", "")
        own, others = self.service.rating_ids, foreign.rating_ids + elsewhere.rating_ids
        for user, expected in (
            (self.anna, own),
            (self.users["employee"], own.browse()),
            (self.leader, own + foreign.rating_ids),
        ):
            with self.subTest(user=user.login):
                found = self.env["rating.rating"].with_user(user).search([("id", "in", (own + others).ids)])
                self.assertEqual(found, expected)
        with mute_logger("odoo.addons.base.models.ir_model", "odoo.orm.models"), self.assertRaises(AccessError):
            self.env["rating.rating"].with_user(self.paul).search([])

    def test_ratings_of_other_models_are_as_they_were(self):
        rating = self.env["rating.rating"].create(
            {"res_model_id": self.env["ir.model"]._get_id("res.partner"), "res_id": self.azure.id, "rating": 1}
        )
        self.assertFalse(rating.sme_service_id)
        self.assertTrue(rating.with_user(self.users["employee"]).has_access("read"))
