"""The answer card in a real browser: a customer calls, at a desk and on a phone."""

from odoo.tests import tagged

from tests.http.test_tours import TourCase


class AnswerTourCase(TourCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.create_users("service")["service"]
        cls.top = cls.env["res.partner"].search([("name", "=", "Azure Anchors")])

    def check_call_was_logged(self):
        [call] = self.top.message_ids.filtered("sme_call")
        self.assertEqual((call.sme_call, call.author_id), ("reached", self.service.partner_id))
        self.assertEqual(self.top.sme_preferences, "Likes mornings")


@tagged("post_install", "-at_install")
class TestAnswerTours(AnswerTourCase):
    def test_a_customer_calls(self):
        self.start_tour("/odoo/find-customer", "crm_sme_answer_tour", login=self.service.login)
        self.check_call_was_logged()

    def test_a_call_about_a_record(self):
        service = self.env["sme.service"].create(
            {"name": "Anchor is loose", "partner_id": self.top.id, "user_id": self.service.id}
        )
        self.start_tour(f"/odoo/service-records/{service.id}", "crm_sme_answer_service_tour", login=self.service.login)
        [call] = service.message_ids.filtered("sme_call")
        self.assertEqual(call.author_id, self.service.partner_id)
        self.assertFalse(self.top.message_ids.filtered("sme_call"))

    def test_the_card_on_the_contact(self):
        self.start_tour(f"/odoo/res.partner/{self.top.id}", "crm_sme_answer_contact_tour", login=self.manager.login)


@tagged("post_install", "-at_install")
class TestAnswerToursOnPhone(AnswerTourCase):
    browser_size = "375x812"
    touch_enabled = True

    def test_a_customer_calls_somebody_with_a_phone(self):
        self.start_tour("/odoo/find-customer", "crm_sme_answer_tour", login=self.service.login)
        self.check_call_was_logged()
