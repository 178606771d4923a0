"""Products that give rights, two customers, and orders of them."""

from odoo.fields import Command

from tests.orm.cases.common import CasesCase


class EntitlementCase(CasesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.licence = cls.create_product("Office licence", "licence", type="service")
        cls.trial = cls.create_product("Office trial", "trial", 30, "days", type="service")
        cls.desk = cls.create_product("Standing desk", "warranty", 24)
        cls.plain = cls.product

    @classmethod
    def create_product(cls, name, kind, duration=12, unit="months", **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "list_price": 100.0,
                "taxes_id": [Command.clear()],
                "sme_entitlement_kind": kind,
                "sme_entitlement_duration": duration,
                "sme_entitlement_unit": unit,
                **values,
            }
        )

    @classmethod
    def sell(cls, product, partner=None, quantity=1, confirm=True, line=None, **values):
        order = cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.azure).id,
                "order_line": [Command.create({"product_id": product.id, "product_uom_qty": quantity, **(line or {})})],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def deliver(cls, order, quantity=None):
        for line in order.order_line:
            line.qty_delivered = line.product_uom_qty if quantity is None else quantity

    @classmethod
    def rights_of(cls, *orders):
        return cls.env["sme.entitlement"].search([("sale_order_id", "in", [order.id for order in orders])], order="id")
