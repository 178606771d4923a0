"""Two customers with orders, contacts and people in every role."""

from datetime import timedelta

from odoo.fields import Command

from tests.orm.cases.common import CasesCase


class AnswerCase(CasesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users |= cls.create_users("portal", "salesman_all", "contact_manager", "accountant", "system")
        cls.users["portal"].partner_id.parent_id = cls.azure
        cls.azure.write({"lang": "en_US", "phone": "+32 470 12 34 56", "user_id": cls.anna.id})
        cls.contact = cls.env["res.partner"].create({"name": "Carla", "parent_id": cls.azure.id})
        cls.chair = cls.env["product.product"].create(
            {"name": "Chair", "list_price": 50.0, "taxes_id": [Command.clear()]}
        )

        cls._open_books()

    @classmethod
    def _open_books(cls):
        """Accounts and journals, as few as an invoice and its payment need."""
        kinds = {"receivable": "asset_receivable", "income": "income", "cash": "asset_cash"}
        cls.accounts = {
            name: cls.env["account.account"].create(
                {"name": name, "code": f"SME.{name}", "account_type": kind, "reconcile": name == "receivable"}
            )
            for name, kind in kinds.items()
        }
        cls.env["account.journal"].create(
            {"name": "Sales", "code": "SMES", "type": "sale", "default_account_id": cls.accounts["income"].id}
        )
        cls.ledger = cls.env["account.journal"].create({"name": "Various", "code": "SMEV", "type": "general"})
        for partner in (cls.azure, cls.contact, cls.lumber):
            partner.property_account_receivable_id = cls.accounts["receivable"]

    def card(self, role, partner=None):
        partner = partner or self.azure
        return (
            partner.with_user(self.users[role])
            .with_context(allowed_company_ids=self.company.ids, lang="en_US")
            .get_answer_card()
        )

    @classmethod
    def order_of(cls, partner, *lines, days_ago=10, user=None, promised_in=None):
        """A confirmed order of (product, quantity) lines."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "user_id": (user or cls.leader).id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": quantity, "price_unit": 777})
                    for product, quantity in lines
                ],
            }
        )
        order.action_confirm()
        order.date_order = cls.get_moment(days_ago)
        if promised_in is not None:
            order.commitment_date = cls.get_moment(0) + timedelta(days=promised_in)
        return order

    @classmethod
    def invoice_of(cls, order):
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    @classmethod
    def pay(cls, invoice):
        """Settle an invoice in cash."""
        line = {"partner_id": invoice.partner_id.id}
        amount = invoice.amount_residual
        entry = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": cls.ledger.id,
                "line_ids": [
                    Command.create(line | {"account_id": cls.accounts["receivable"].id, "credit": amount}),
                    Command.create(line | {"account_id": cls.accounts["cash"].id, "debit": amount}),
                ],
            }
        )
        entry.action_post()
        (entry.line_ids | invoice.line_ids).filtered(
            lambda item: item.account_id == cls.accounts["receivable"]
        ).reconcile()
