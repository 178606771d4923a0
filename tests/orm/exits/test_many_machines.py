"""A mass mailing that thousands of machines answer."""

from datetime import datetime

from tests.common import TODAY
from tests.orm.exits.common import ExitCase


class TestManyMachines(ExitCase):
    def test_three_thousand_machines_pause_three_thousand_plans(self):
        """Danger 4 in its full size, from the messages on; test_events.py has what the gateway makes of such mails."""
        customers = self.env["res.partner"].create(
            [{"name": f"Customer {number}", "user_id": self.ben.id} for number in range(3000)]
        )
        self.env.cr.flush()
        enrolments = self.plan._enrol(
            [
                {"partner_id": customer.id, "documents": {}, "reasons": [["by_hand", "a test"]], "date": TODAY.date()}
                for customer in customers
            ]
        )
        self.env.cr.flush()
        mails, followers = self.env["mail.mail"].search_count([]), self.env["mail.followers"].search_count([])
        messages = self.env["mail.message"].create(
            [
                {
                    "model": "sale.order",
                    "res_id": self.order.id,
                    "record_company_id": self.company.id,
                    "author_id": customer.id,
                    "message_type": "email",
                    "subtype_id": self.env.ref("mail.mt_comment").id,
                    "sme_automatic": "auto_reply",
                    "body": "<p>I am back on 2026-04-20</p>",
                }
                for customer in customers
            ]
        )
        contacts = self.env["sme.contact"]
        self.assertEqual(len(contacts._insert(messages=dict.fromkeys(messages.ids))), 3000)
        self.tick()
        self.assertEqual(set(enrolments.mapped("state")), {"paused"})
        self.assertEqual(set(enrolments.mapped("paused_until")), {datetime(2026, 4, 20)})
        self.assertEqual(set(enrolments.step_ids.mapped("state")), {"planned"})
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(self.env["mail.followers"].search_count([]), followers)
