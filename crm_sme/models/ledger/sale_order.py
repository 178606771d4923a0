from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, values):
        sent = self.filtered(lambda order: order.state == "draft") if values.get("state") == "sent" else self.browse()
        result = super().write(values)
        sent._note_contact("quotation_sent", "email", "out")
        return result

    def _action_confirm(self):
        result = super()._action_confirm()
        self._note_contact("order", "order", "in")
        return result

    def _note_contact(self, kind, channel, direction):
        contacts = self.env["sme.contact"]
        events = [
            event for order in self if (event := contacts._prepare_document_event(order, kind, channel, direction))
        ]
        if events:
            contacts._note(events)
