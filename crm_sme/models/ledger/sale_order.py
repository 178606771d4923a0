from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, values):
        sent = self.filtered(lambda order: order.state == "draft") if values.get("state") == "sent" else self.browse()
        result = super().write(values)
        self.env["sme.contact"]._note_documents(sent, "quotation_sent", "email", "out")
        return result

    def _action_confirm(self):
        result = super()._action_confirm()
        self.env["sme.contact"]._note_documents(self, "order", "order", "in")
        return result
