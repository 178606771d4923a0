from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...const import IMMEDIATE_KINDS
from ...rules.entitlement import TRIAL


class SmeEntitlement(models.Model):
    """What follows a right: a quotation in one click, which ends the old right when it is confirmed."""

    _inherit = "sme.entitlement"

    def action_renew(self):
        """Open a quotation for what follows this right; where another product follows, ask which."""
        self.ensure_one()
        self.check_access("write")
        self._check_renewable()
        open_line = self._get_open_renewal_line()
        if open_line:
            return self._get_order_action(open_line.order_id)
        if self._is_followed_by_another_product():
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Choose What Follows"),
                "res_model": "sme.entitlement.renewal.wizard",
                "views": [(False, "form")],
                "target": "new",
                "context": {"default_entitlement_id": self.id},
            }
        return self._get_order_action(self._create_renewal(self.product_id))

    def action_cancel(self):
        """Take a right back by hand; it stays cancelled whatever happens to the quantity of its order."""
        self.check_access("write")
        self._cancel()

    def action_restore(self):
        """Undo a cancellation by hand; the dates stay."""
        self.check_access("write")
        self.write({"cancelled": False})
        self._close_renewed()

    def action_open_order(self):
        self.ensure_one()
        self.check_access("read")
        return self._get_order_action(self.sale_order_id)

    def _get_order_action(self, order):
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": order.id,
            "views": [(False, "form")],
        }

    def _check_renewable(self):
        if self.cancelled:
            raise UserError(self.env._("%s is cancelled: there is nothing to renew.", self.display_name))
        if self.renewed_by_id:
            raise UserError(
                self.env._(
                    "%(right)s was renewed by %(other)s.",
                    right=self.display_name,
                    other=self.renewed_by_id.display_name,
                )
            )

    def _is_followed_by_another_product(self):
        """A trial becomes a licence; goods are not bought again for their warranty."""
        self.ensure_one()
        product = self.product_id
        return (
            self.kind == TRIAL
            or product.sme_entitlement_kind != self.kind
            or (product.type == "consu" and product.sme_entitlement_kind not in IMMEDIATE_KINDS)
        )

    def _get_open_renewal_line(self):
        """A line of a quotation that would renew this right, so that it is not offered twice."""
        self.ensure_one()
        return self.env["sale.order.line"].search(
            [("sme_renews_id", "=", self.id), ("state", "in", ("draft", "sent"))], limit=1
        )

    def _create_renewal(self, product):
        """A quotation of the product for the same customer and quantity, at the old price if the product stays."""
        self.ensure_one()
        sold = self.sale_order_line_id._filtered_access("read")
        line = {"product_id": product.id, "product_uom_qty": self.quantity or 1, "sme_renews_id": self.id}
        order = {"partner_id": self.partner_id.id, "company_id": self.company_id.id, "origin": self.number}
        if sold and product == self.product_id:
            # the unit of the line, since its price is for that unit
            quantity = product.uom_id._compute_quantity(self.quantity, sold.product_uom_id)
            line.update(
                product_uom_qty=quantity,
                product_uom_id=sold.product_uom_id.id,
                price_unit=sold.price_unit,
                discount=sold.discount,
            )
            order["pricelist_id"] = sold.order_id.pricelist_id.id
        created = (
            self.env["sale.order"].with_company(self.company_id).create({**order, "order_line": [Command.create(line)]})
        )
        self._message_log(body=self.env._("Renewal offered: %s", created.name))
        return created

    def _close_renewed(self):
        """The rights that the lines of these rights renew end with them; the first renewal counts."""
        for right in self:
            old = right.sale_order_line_id.sme_renews_id
            if (
                old
                and old != right
                and not old.renewed_by_id
                and old.company_id == right.company_id
                and old.commercial_partner_id == right.commercial_partner_id
            ):
                old.renewed_by_id = right
