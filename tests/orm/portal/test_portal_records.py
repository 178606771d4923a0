"""Links and limits of customers, apart from the pages."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user
from odoo.tools import mute_logger

from odoo.addons.crm_sme.exceptions import TooManyRequestsError

from tests.orm.cases.common import CasesCase

LIMITS = "odoo.addons.crm_sme.models.portal.sme_service.PORTAL_LIMITS"


class TestPortalRecords(CasesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.create_customer("Paul", parent_id=cls.azure.id, is_company=False, email="paul@example.com")
        cls.paul = new_test_user(
            cls.env,
            login="paul_of_azure",
            name="Paul",
            email="paul@example.com",
            groups="base.group_portal",
            partner_id=cls.contact.id,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.service = cls.create_service(cls.contact, user_id=cls.anna.id)
        cls.own = cls.service.with_user(cls.paul)

    # ------------------------------------------------------------
    # LINKS
    # ------------------------------------------------------------

    def test_another_customer_ends_the_links_of_the_former_one(self):
        self.service.message_subscribe(partner_ids=(self.contact + self.leader.partner_id).ids)
        token = self.service._portal_ensure_token()
        signature = self.service._sign_token(self.contact.id)
        self.service.with_user(self.anna).partner_id = self.lumber
        self.assertFalse(self.service.access_token)
        self.assertNotEqual(self.service._portal_ensure_token(), token)
        self.assertNotEqual(self.service._sign_token(self.contact.id), signature)
        self.assertNotIn(self.contact, self.service.message_partner_ids)
        self.assertIn(self.leader.partner_id, self.service.message_partner_ids)
        self.assertFalse(self.own.has_access("read"))

    def test_a_colleague_of_the_customer_keeps_the_link(self):
        token = self.service._portal_ensure_token()
        self.service.partner_id = self.azure
        self.assertEqual(self.service.access_token, token)

    def test_a_sender_who_is_recognised_keeps_the_link_and_no_one_else(self):
        for address, kept in (("Paul <PAUL@example.com>", True), ("eve@example.com", False), (False, False)):
            with self.subTest(address=address):
                service = self.create_service(email_from=address)
                token = service._portal_ensure_token()
                service.partner_id = self.contact
                self.assertEqual(service.access_token == token, kept)

    def test_a_record_without_a_confirmed_customer_is_nobodys(self):
        service = self.create_service(email_from="paul@example.com")
        self.assertFalse(service.with_user(self.paul).has_access("read"))
        found = self.env["sme.service"].with_user(self.paul).search([])
        self.assertEqual(found, self.own)

    def test_a_customer_of_two_companies_sees_each_where_he_has_a_login(self):
        other_company = self.env["res.company"].create({"name": "Elsewhere"})
        other = self.create_service(
            self.contact,
            company_id=other_company.id,
            team_id=self.env["sme.service.team"].search([("company_id", "=", other_company.id)]).id,
        )
        self.assertFalse(other.with_user(self.paul).has_access("read"))
        self.paul.company_ids += other_company
        both = (
            self.env["sme.service"]
            .with_user(self.paul)
            .with_context(allowed_company_ids=(self.company + other_company).ids)
        )
        self.assertEqual(both.search([]), self.own + other)

    # ------------------------------------------------------------
    # WHAT THE CUSTOMER HEARS
    # ------------------------------------------------------------

    def create_by_portal(self, key="1"):
        services_sudo = self.env["sme.service"].with_user(self.paul).sudo()
        values = {"name": "No light", "company_id": self.company.id, "team_id": self.team.id}
        return services_sudo._create_for_customer(values, key * 32)

    def get_acknowledgement(self, service):
        return self.env["mail.mail"].search([("model", "=", "sme.service"), ("res_id", "=", service.id)])

    def test_a_request_is_acknowledged_as_one_of_the_portal(self):
        service = self.create_by_portal()
        body = self.get_acknowledgement(service).body_html
        self.assertNotIn("your mail", body)
        self.assertIn("your request", body)
        self.assertIn(f"{service.get_base_url()}/my/service/{service.id}", body)
        # there is a login, so that a forwarded mail opens the record to nobody
        self.assertNotIn("access_token", body)

    @mute_logger("odoo.addons.crm_sme.models.acknowledgement.sme_service", "odoo.addons.mail.models.mail_render_mixin")
    def test_no_template_keeps_a_request_from_coming_in(self):
        template = self.env.ref("crm_sme.mail_template_sme_service_acknowledgement")
        with patch.object(type(self.service), "_get_customer_link", side_effect=ValueError("broken")):
            broken = self.create_by_portal("1")
        template.active = False
        archived = self.create_by_portal("2")
        template.unlink()
        deleted = self.create_by_portal("3")
        for service in (broken, archived, deleted):
            self.assertTrue(service.number)
            self.assertFalse(service.acknowledged_on)
            self.assertFalse(self.get_acknowledgement(service))
            self.assertFalse(service.clock_ids.filtered("told_deadline"))

    # ------------------------------------------------------------
    # PEOPLE WHO CHANGE THEIR FIRM
    # ------------------------------------------------------------

    def create_portal_user(self, partner):
        return new_test_user(
            self.env,
            login=f"portal_of_{partner.id}",
            groups="base.group_portal",
            partner_id=partner.id,
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def test_records_stay_with_the_firm_that_asked(self):
        old = self.create_portal_user(self.create_customer("Olga", parent_id=self.azure.id, is_company=False))
        new = self.create_portal_user(self.create_customer("Nora", parent_id=self.lumber.id, is_company=False))
        duplicate = self.create_service(self.contact)
        self.service._merge(duplicate)
        self.service.message_subscribe(partner_ids=self.contact.ids)
        token = self.service._portal_ensure_token()
        self.contact.parent_id = self.lumber
        for user, sees in ((old, True), (new, False), (self.paul, False)):
            with self.subTest(user=user.login):
                self.assertEqual(self.service.with_user(user).has_access("read"), sees)
                self.assertEqual(duplicate.with_user(user).has_access("read"), sees)
                found = self.env["sme.service"].with_user(user)
                self.assertEqual(self.service in found.search(found._get_portal_domain()), sees)
        self.assertEqual(self.service.partner_id, self.azure)
        self.assertNotEqual(self.service._portal_ensure_token(), token)
        self.assertNotIn(self.contact, self.service.message_partner_ids)
        self.assertFalse(self.service._has_sender(self.contact.email))
        self.assertIn("Paul", self.service.message_ids[0].body)

    def test_also_with_those_below_the_contact_and_with_who_stands_alone_now(self):
        below = self.create_customer("Pia", parent_id=self.contact.id, is_company=False)
        theirs = self.create_service(below)
        self.contact.write({"is_company": True, "parent_id": False})
        self.assertEqual((self.service + theirs).partner_id, self.azure)

    def test_a_person_who_gets_a_firm_takes_the_records_along(self):
        """A sender who was taken in alone is put where he belongs."""
        person = self.create_customer("Sam", is_company=False)
        service = self.create_service(person)
        person.parent_id = self.lumber
        self.assertEqual((service.partner_id, service.commercial_partner_id), (person, self.lumber))

    def test_who_may_edit_contacts_only_moves_them_all_the_same(self):
        editor = self.create_users("contact_manager")["contact_manager"]
        self.contact.with_user(editor).parent_id = self.lumber
        self.assertEqual(self.service.partner_id, self.azure)

    def test_another_address_or_name_moves_nothing(self):
        self.contact.write({"name": "Paul P.", "parent_id": self.azure.id})
        self.assertEqual(self.service.partner_id, self.contact)

    # ------------------------------------------------------------
    # MESSAGES
    # ------------------------------------------------------------

    def test_a_message_sets_the_record_working(self):
        for state in ("waiting", "solved", "closed"):
            self.service._move_to(state)
            self.own.message_post(body="Hello")
            self.assertEqual(self.service.state, "working", state)

    def test_a_message_to_a_duplicate_reaches_the_original(self):
        duplicate = self.create_service(self.contact)
        self.service._merge(duplicate)
        message = duplicate.with_user(self.paul).message_post(body="One more thing")
        self.assertEqual(message.res_id, self.service.id)

    def test_a_message_long_after_closing_begins_a_new_record(self):
        self.service._move_to("closed")
        self.service.date_closed = fields.Datetime.now() - timedelta(days=100)
        message = self.own.with_context(default_priority="2", default_user_id=self.ben.id).message_post(body="Again")
        follower = self.service.follower_record_ids
        self.assertEqual(message.res_id, follower.id)
        self.assertEqual((follower.priority, follower.partner_id), ("0", self.contact))
        self.assertEqual(self.service.state, "closed")

    def test_whoever_has_the_link_of_a_record_without_customer_is_its_sender(self):
        service = self.create_service(email_from="stranger@example.com")
        public_sudo = service.with_user(self.env.ref("base.public_user")).sudo()
        message = public_sudo.message_post(body="Hello")
        self.assertFalse(message.author_id)
        self.assertEqual(message.email_from, "stranger@example.com")
        self.assertEqual(service._get_direction(message), "in")

    def test_opener_and_followers_hear_of_an_answer_and_not_the_whole_firm(self):
        colleague = self.create_customer("Mary", parent_id=self.azure.id, is_company=False, email="mary@example.com")
        self.service.message_subscribe(partner_ids=self.contact.ids)
        message = self.service.with_user(self.anna).message_post(
            body="We look into it", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertIn(self.contact, message.notified_partner_ids)
        self.assertNotIn(colleague, message.notified_partner_ids)
        self.assertNotIn(self.azure, message.notified_partner_ids)
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertIn(self.service.access_token, mail.body_html)

    # ------------------------------------------------------------
    # LIMITS
    # ------------------------------------------------------------

    def test_limits_are_per_person_and_record_and_end_with_the_hour(self):
        second = self.create_service(self.contact)
        with patch(LIMITS, {"message": {"person": 3, "record": 2}}):
            self.own.message_post(body="1")
            self.own.message_post(body="2")
            with self.assertRaises(TooManyRequestsError):
                self.own.message_post(body="3")
            second.with_user(self.paul).message_post(body="3")
            with self.assertRaises(TooManyRequestsError):
                second.with_user(self.paul).message_post(body="4")
            with freeze_time(self.freeze_to + timedelta(hours=1)):
                self.own.message_post(body="5")

    def test_a_context_widens_no_limit(self):
        with patch(LIMITS, {"message": {"person": 0}}):
            for context in ({"sudo": True}, {"mail_post_autofollow": False}, {"active_test": False}, {"uid": 1}):
                with self.assertRaises(TooManyRequestsError):
                    self.own.with_context(**context).message_post(body="x")

    def test_editing_counts_like_writing(self):
        message = self.own.message_post(body="First")
        with patch(LIMITS, {"message": {"person": 2}}):
            self.own.sudo()._message_update_content(message.sudo(), body="Second")
            with self.assertRaises(TooManyRequestsError):
                self.own.sudo()._message_update_content(message.sudo(), body="Third")

    def test_employees_and_mails_have_no_limits_here(self):
        with patch(LIMITS, {"message": {"person": 0}, "record": {"person": 0}}):
            self.service.with_user(self.anna).message_post(body="x")
            # the gateway creates as the author of a mail, and posts as the superuser
            gateway_sudo = self.env["sme.service"].with_user(self.paul).sudo()
            self.assertTrue(gateway_sudo.create({"name": "By mail", "team_id": self.team.id}))

    def test_customers_create_nothing_by_themselves(self):
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
            self.env["sme.service"].with_user(self.paul).create({"name": "x", "team_id": self.team.id})

    def test_a_counter_that_is_over_starts_anew(self):
        quotas = self.env["sme.quota"]
        today = fields.Date.today()
        self.assertTrue(quotas._spend("test", 1, today))
        self.assertFalse(quotas._spend("test", 1, today))
        self.assertFalse(quotas._spend("none", 0, today))
        with freeze_time(self.freeze_to + timedelta(days=1)):
            self.assertFalse(quotas._spend("test", 0, today + timedelta(days=1)))
            self.assertTrue(quotas._spend("test", 1, today + timedelta(days=1)))
            self.assertFalse(quotas._spend("test", 1, today + timedelta(days=1)))
