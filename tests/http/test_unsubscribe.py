"""The way out of the mails of plans: looked at by GET, confirmed by POST, signed for one address."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.http.portal_case import PortalCase


@tagged("post_install", "-at_install")
class TestUnsubscribe(PortalCase):
    def setUp(self):
        super().setUp()
        self.log_out()
        self.azure.email = "azure@example.com"
        self.token = self.azure._get_unsubscribe_url().partition("token=")[2]
        self.url = f"/sme/unsubscribe?token={self.token}"

    def is_listed(self):
        self.env.invalidate_all()
        return bool(self.env["mail.blacklist"].search([("email", "=", "azure@example.com")]))

    def test_looking_changes_nothing_and_the_form_confirms(self):
        response = self.get(self.url)
        self.assertEqual(response.status_code, 200)
        self.assertIn("azure@example.com", response.text)
        self.assertFalse(self.is_listed())
        response = self.post("/sme/unsubscribe/confirm", token=self.token)
        self.assertEqual(response.status_code, 200)
        self.assertTrue(self.is_listed())
        self.env.cr.flush()
        row = self.env["sme.contact"].search([("partner_id", "=", self.azure.id), ("company_id", "=", self.company.id)])
        self.assertEqual(row.mapped("kind"), ["opt_out"])
        self.assertEqual(self.post("/sme/unsubscribe/confirm", token=self.token).status_code, 200)

    def test_a_mail_program_confirms_with_one_click(self):
        url = f"/sme/unsubscribe/one-click?token={self.token}"
        self.assertEqual(self.get(url).status_code, 405)
        self.assertFalse(self.is_listed())
        response = self.url_open(url, data={"List-Unsubscribe": "One-Click"})
        self.assertEqual(response.status_code, 200)
        self.assertTrue(self.is_listed())

    def test_no_other_link_opens_anything(self):
        forged = self.token[:-6] + ("AAAAAA" if not self.token.endswith("AAAAAA") else "BBBBBB")
        for token in ("", "x", forged, "../../etc", "é" * 50, "A" * 5000):
            with self.subTest(token=token[:20]):
                response = self.url_open("/sme/unsubscribe", params={"token": token})
                self.assertEqual(response.status_code, 404)
                self.assertNotIn("azure@example.com", response.text)
                self.assertEqual(self.post("/sme/unsubscribe/confirm", token=token).status_code, 404)
                self.assertEqual(self.url_open("/sme/unsubscribe/one-click", data={"token": token}).status_code, 404)
        self.assertFalse(self.is_listed())

    @mute_logger("odoo.http")
    def test_the_form_wants_the_token_of_the_session(self):
        response = self.post("/sme/unsubscribe/confirm", csrf=False, token=self.token)
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self.is_listed())
