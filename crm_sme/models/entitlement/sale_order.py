from odoo import fields, models

from ...const import SME_GROUPS


class SaleOrder(models.Model):
    """Confirming an order gives the customer the rights that its products carry, cancelling takes them back."""

    _inherit = "sale.order"

    sme_entitlement_count = fields.Integer(
        string="Entitlements", compute="_compute_sme_entitlement_count", groups=SME_GROUPS, compute_sudo=False
    )

    def _compute_sme_entitlement_count(self):
        counts = dict(
            self.env["sme.entitlement"]._read_group([("sale_order_id", "in", self.ids)], ["sale_order_id"], ["__count"])
        )
        for order in self:
            order.sme_entitlement_count = counts.get(order, 0)

    def _action_confirm(self):
        result = super()._action_confirm()
        self.order_line._follow_entitlements(fields.Datetime.now(), reopen=True)
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        # sudo: whoever may cancel the order takes back the rights that it gave
        entitlements_sudo = self.env["sme.entitlement"].sudo()
        entitlements_sudo.search([("sale_order_id", "in", self.ids), ("cancelled", "=", False)])._cancel()
        return result

    def _get_sme_delivery_day(self):
        """The day of the first delivery where an app for stock knows it, else False."""
        self.ensure_one()
        moment = "effective_date" in self._fields and self.effective_date
        return self.company_id._get_sme_day(moment) if moment else False

    def action_open_sme_entitlements(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_entitlement_action")
        action.update(domain=[("sale_order_id", "=", self.id)], context={"default_partner_id": self.partner_id.id})
        return action
