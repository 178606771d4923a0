"""A customer with a phone, in a real browser."""

from odoo.tests import tagged

from tests.http.portal_case import PortalCase


@tagged("post_install", "-at_install")
class TestPortalOnPhone(PortalCase):
    browser_size = "375x812"
    touch_enabled = True

    def test_open_reply_close_rate(self):
        self.paul.lang = "en_US"
        self.service.name = "The chair is too low"
        order = self.create_order(self.azure)
        self.start_tour("/my/service", "crm_sme_portal_tour", login=self.paul.login)
        record = self.get_new_records()
        self.assertRecordValues(
            record,
            [{"state": "solved", "partner_id": self.paul.partner_id.id, "sale_order_id": order.id}],
        )
        self.assertRecordValues(record.rating_ids, [{"rating": 1.0, "feedback": "I had to help myself"}])
        self.assertTrue(self.get_message(record, "It is the left leg."))
        self.assertEqual(record.activity_ids.activity_type_id, self.env.ref("crm_sme.mail_activity_type_call_back"))
