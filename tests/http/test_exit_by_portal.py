"""A customer writes below a quotation in the portal: the plan about it ends."""

import json

from odoo import fields
from odoo.tests import tagged

from tests.http.portal_case import PortalCase


@tagged("post_install", "-at_install")
class TestExitByPortal(PortalCase):
    def test_a_message_below_a_quotation_ends_the_plan(self):
        order = self.create_order(self.azure, confirm=False)
        order.action_quotation_sent()
        plan = self.env["sme.plan"].create(
            {
                "name": "Quotation chase",
                "company_id": self.company.id,
                "active": True,
                "trigger": "quotation",
                "step_ids": [(0, 0, {"name": "Call"})],
            }
        )
        enrolment = plan._enrol(
            [
                {
                    "partner_id": self.azure.id,
                    "documents": {"sale.order": order.ids},
                    "reasons": [],
                    "date": fields.Date.today(),
                }
            ]
        )
        self.env.cr.flush()
        self.log_in(self.paul)
        response = self.url_open(
            "/mail/message/post",
            data=json.dumps(
                {
                    "params": {
                        "thread_model": "sale.order",
                        "thread_id": order.id,
                        "post_data": {
                            "body": "Can you do better?",
                            "message_type": "comment",
                            "subtype_xmlid": "mail.mt_comment",
                        },
                        "token": order._portal_ensure_token(),
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        self.assertNotIn("error", response.json())
        self.env.cr.flush()
        contacts = self.env["sme.contact"]
        contacts.browse(contacts._find_pending(fields.Datetime.now()))._process_pending(fields.Datetime.now())
        self.assertRecordValues(enrolment, [{"state": "stopped", "stop_reason": "portal_message"}])
