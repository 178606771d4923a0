"""Whose case it is: an exact address links, all else is suggested and confirmed by a click."""

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from tests.orm.intake.common import IntakeCase


class TestLinks(IntakeCase):
    def test_an_address_of_several_customers_links_none(self):
        self.lumber.email = "shared@nowhere.example"
        other = self.create_customer("Other", email="shared@nowhere.example")
        service = self.receive(sender="shared@nowhere.example")
        self.assertFalse(service.partner_id)
        self.assertEqual(service.suggestion_reason, "address")
        self.assertIn(service.suggested_partner_id, self.lumber | other)

    def test_contacts_of_one_firm_with_the_same_address_are_one_customer(self):
        self.create_customer("Info", email="paula@azure.example", parent_id=self.azure.id, is_company=False)
        self.assertEqual(self.receive().partner_id.commercial_partner_id, self.azure)

    def test_archived_contacts_are_not_linked(self):
        self.azure.active = False
        self.assertFalse(self.receive().partner_id)


class TestSuggestions(IntakeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bigfirm = cls.create_customer("Big Firm", email="office@bigfirm.example")

    def test_the_domain_of_a_firm(self):
        service = self.receive(sender='"Freda" <freda@bigfirm.example>')
        self.assertRecordValues(
            service,
            [{"partner_id": False, "suggested_partner_id": self.bigfirm.id, "suggestion_reason": "domain"}],
        )

    def test_the_portal_of_the_firm_does_not_show_it_before_somebody_confirms(self):
        """A freelancer with an address of the firm writes on his own account."""
        portal = self.users["employee"].copy(
            {
                "login": "portal_of_bigfirm",
                "partner_id": self.create_customer("Clerk", parent_id=self.bigfirm.id, is_company=False).id,
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        service = self.receive(sender='"Freda" <freda@bigfirm.example>')
        records = self.env["sme.service"].with_user(portal).with_context(active_test=False)
        self.assertFalse(records.search([], order="id"))
        service.with_user(service.user_id).action_confirm_suggestion()
        self.assertEqual(records.search([], order="id"), service)
        for name in ("suggested_partner_id", "suggestion_reason", "held_error", "email_normalized"):
            with self.assertRaises(AccessError), mute_logger("odoo.orm.models"):
                service.with_user(portal).read([name])

    def test_confirmed_the_sender_is_a_contact_of_the_firm_and_keeps_the_address(self):
        service = self.receive(sender='"Freda" <freda@bigfirm.example>')
        service.with_user(service.user_id).action_confirm_suggestion()
        contact = service.partner_id
        self.assertRecordValues(
            contact, [{"name": "Freda", "email": "freda@bigfirm.example", "parent_id": self.bigfirm.id}]
        )
        self.assertEqual(service.email_normalized, "freda@bigfirm.example")
        self.assertEqual(self.get_mails(service).author_id, contact)
        self.assertFalse(service.suggested_partner_id)
        self.assertEqual(self.receive(sender="freda@bigfirm.example", subject="More").partner_id, contact)

    def test_free_mail_and_shared_domains_suggest_nobody(self):
        self.create_customer("Private", email="someone@qq.com")
        self.assertFalse(self.receive(sender="other@qq.com").suggested_partner_id)
        self.create_customer("Big Sister", email="office@sister.bigfirm.example")
        self.assertTrue(self.receive(sender="a@bigfirm.example").suggested_partner_id)
        self.create_customer("Tenant", email="tenant@bigfirm.example")
        self.assertFalse(self.receive(sender="b@bigfirm.example").suggested_partner_id)

    def test_a_phone_number_of_a_call_but_never_of_a_mail(self):
        self.lumber.phone = "+32 475 12 34 56"
        call = self.create_service(phone="0475/12.34.56", channel="phone")
        self.assertRecordValues(
            call, [{"suggested_partner_id": self.lumber.id, "suggestion_reason": "phone", "partner_id": False}]
        )
        call.with_user(call.user_id).action_confirm_suggestion()
        self.assertEqual(call.partner_id, self.lumber)
        self.assertEqual(call.phone, "0475/12.34.56")
        mail = self.create_service(phone="0475/12.34.56", channel="email")
        self.assertFalse(mail.suggested_partner_id)
        self.assertFalse(self.create_service(phone="1", channel="phone").suggested_partner_id)

    def test_nobody_known_becomes_a_contact_with_one_click(self):
        service = self.receive(sender='"New" <new@nowhere.example>')
        with self.assertRaises(UserError):
            service.action_confirm_suggestion()
        service.with_user(service.user_id).action_create_contact()
        self.assertRecordValues(service.partner_id, [{"name": "New", "email": "new@nowhere.example"}])
        again = self.create_service(email_from="New <new@nowhere.example>")
        again.action_create_contact()
        self.assertEqual(again.partner_id, service.partner_id)
        with self.assertRaises(UserError):
            self.create_service().action_create_contact()

    def test_an_answer_to_the_contact_of_the_sender_says_who_it_is(self):
        service = self.receive(sender="new@nowhere.example")
        other = self.create_customer("Other", email="other@nowhere.example")
        contact = self.create_customer("New", email="new@nowhere.example")
        for partner, expected in ((other, self.env["res.partner"]), (contact, contact)):
            with self.mock_mail_gateway():
                service.with_user(service.user_id).message_post(
                    body="Hello",
                    message_type="comment",
                    subtype_xmlid="mail.mt_comment",
                    partner_ids=partner.ids,
                )
            self.assertEqual(service.partner_id, expected)

    def test_somebody_else_is_chosen_in_a_dialog(self):
        service = self.receive(sender="new@nowhere.example")
        action = service.with_user(service.user_id).action_choose_partner()
        self.assertEqual((action["res_id"], action["target"]), (service.id, "new"))

    def test_the_order_is_confirmed_after_the_customer(self):
        order = self.create_order(self.azure)
        service = self.receive(sender="new@nowhere.example", subject=f"Where is {order.name}")
        with self.assertRaisesRegex(UserError, "somebody else"):
            service.action_confirm_order()
        service.partner_id = self.azure
        service.action_confirm_order()
        self.assertEqual(service.sale_order_id, order)
        self.assertFalse(service.suggested_order_id)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_who_may_not_write_the_record_says_nothing_about_its_customer(self):
        service = self.receive(sender="freda@bigfirm.example")
        self.team.member_ids = self.leader
        service.user_id = self.leader
        actions = (
            "action_confirm_suggestion",
            "action_confirm_order",
            "action_create_contact",
            "action_choose_partner",
        )
        for action in actions:
            for user in (self.anna, self.users["employee"]):
                with self.assertRaises(AccessError):
                    getattr(service.with_user(user), action)()
        self.assertFalse(service.partner_id)

    def test_customers_of_another_company_are_no_suggestion(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.bigfirm.company_id = other
        self.lumber.write({"company_id": other.id, "phone": "+32 475 12 34 56"})
        self.assertFalse(self.receive(sender="freda@bigfirm.example").suggested_partner_id)
        self.assertFalse(self.create_service(phone="0475123456", channel="phone").suggested_partner_id)
