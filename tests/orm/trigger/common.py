"""Plans of one step, and customers to whom things happen."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import freeze_time

from tests.common import TODAY, SmeCase


class TriggerCase(SmeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = cls.create_users("salesman", "salesman_all", "sales_manager", "service")
        cls.ben = cls.users["salesman_all"]
        cls.azure = cls.create_customer("Azure", email="azure@example.com", user_id=cls.ben.id)
        cls.lumber = cls.create_customer("Lumber", email="lumber@example.com", user_id=cls.ben.id)
        cls.clerk = cls.create_customer("Clerk", parent_id=cls.azure.id, email="clerk@example.com", is_company=False)

    @classmethod
    def create_plan(cls, trigger, active=True, switched_on=None, **values):
        plan = cls.env["sme.plan"].create(
            {
                "name": f"On {trigger}",
                "company_id": cls.company.id,
                "user_id": cls.ben.id,
                "trigger": trigger,
                "active": active,
                "step_ids": [Command.create({"name": "Call", "kind": "call", "delay_days": 1})],
                **values,
            }
        )
        if switched_on:
            plan.switched_on = switched_on
        return plan

    def find(self, plan, days=0, length=1):
        """The candidates of the so many days that end so many days from now."""
        self.env.cr.flush()
        end = TODAY + timedelta(days=days, seconds=1)
        return plan._find_candidates(end - timedelta(days=length), end)

    def find_partners(self, plan, days=0, length=1):
        return self.env["res.partner"].browse([one["partner_id"] for one in self.find(plan, days, length)])

    def refresh_in(self, days):
        """Refresh the scorecards as the night so many days from now does."""
        with freeze_time(TODAY + timedelta(days=days)):
            self.refresh()

    def send_quotation(self, partner, amount=100.0):
        """A quotation that the salesperson sends by mail."""
        order = self.create_order(partner, amount, confirm=False)
        order.with_user(self.ben).with_context(mark_so_as_sent=True).message_post(
            body="Your quotation",
            partner_ids=partner.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.env.cr.flush()
        return order

    def answer(self, record, author, automatic=None):
        """A mail of the customer."""
        message = record.message_post(
            body="Well...", author_id=author.id, message_type="email", subtype_xmlid="mail.mt_comment"
        )
        message.sudo().sme_automatic = automatic
        self.env.cr.flush()

    def call(self, partner):
        """A call that the salesperson logs as done."""
        activity = partner.activity_schedule("mail.mail_activity_data_call", user_id=self.ben.id)
        activity.with_user(self.ben).action_feedback(feedback="reached")
        self.env.cr.flush()
