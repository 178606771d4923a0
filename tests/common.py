"""What the tests of the addon share: companies, people in every role, and orders on chosen days."""

from datetime import datetime, time, timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tests.common import TransactionCase

TODAY = datetime(2026, 3, 31, 12, 0)

# role: groups given to a user of that role
ROLES = {
    "portal": "base.group_portal",
    "employee": "base.group_user",
    "contact_manager": "base.group_user,base.group_partner_manager",
    "service": "crm_sme.group_sme_service",
    "salesman": "sales_team.group_sale_salesman,base.group_partner_manager",
    "salesman_all": "sales_team.group_sale_salesman_all_leads,base.group_partner_manager",
    "sales_manager": "sales_team.group_sale_manager",
    "accountant": "account.group_account_user",
    "system": "base.group_system",
}


@tagged("post_install", "-at_install")
class SmeCase(TransactionCase):
    """One company with customers of its own; days are counted from TODAY, where time stands still."""

    freeze_to = TODAY

    @classmethod
    def setUpClass(cls):
        freezer = freeze_time(cls.freeze_to)
        freezer.start()
        cls.addClassCleanup(freezer.stop)
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Paper & Desk", "currency_id": cls.env.ref("base.EUR").id})
        cls.env.user.company_ids += cls.company
        cls.env.user.company_id = cls.company
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids, tracking_disable=True))
        cls.product = cls.env["product.product"].create(
            {"name": "Desk", "list_price": 100.0, "standard_price": 60.0, "taxes_id": [Command.clear()]}
        )
        cls.policy = cls.env["sme.policy"]._get_for_companies(cls.company)
        cls.classes = {
            customer_class.code: customer_class for customer_class in cls.env["sme.customer.class"].search([])
        }

    @classmethod
    def create_users(cls, *roles):
        """{role: a user of the company in that role}."""
        return {
            role: new_test_user(
                cls.env,
                login=f"{cls.__name__}_{role}".lower(),
                groups=ROLES[role],
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for role in roles
        }

    @classmethod
    def create_customer(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, "is_company": True, **values})

    @classmethod
    def create_order(cls, partner, amount=100.0, days_ago=10, cost=None, confirm=True, **values):
        """A confirmed order (or a quotation) of an amount, so many days before today."""
        line = {"product_id": cls.product.id, "product_uom_qty": 1, "price_unit": amount}
        if cost is not None:
            line["purchase_price"] = cost
        order = cls.env["sale.order"].create({"partner_id": partner.id, "order_line": [Command.create(line)], **values})
        if confirm:
            order.action_confirm()
            order.date_order = cls.get_moment(days_ago)
        return order

    @classmethod
    def get_moment(cls, days_ago):
        return datetime.combine(fields.Date.to_date(cls.freeze_to) - timedelta(days=days_ago), time(12))

    def refresh(self, as_of=None):
        self.env["sme.customer"].action_refresh(as_of)

    def get_scorecard(self, partner, company=None):
        return (
            self.env["sme.customer"]
            .with_context(active_test=False)
            .search([("partner_id", "=", partner.id), ("company_id", "=", (company or self.company).id)])
        )

    def get_events(self, partner, kind=None):
        events = self.env["sme.customer.event"].search([("partner_id", "=", partner.id)], order="id")
        return events.filtered(lambda event: event.kind == kind) if kind else events
