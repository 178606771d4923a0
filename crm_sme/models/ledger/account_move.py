from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        contacts = self.env["sme.contact"]
        # sudo: the payment is noted, whoever registers it
        invoices_sudo = self.sudo().filtered(lambda move: move.move_type == "out_invoice" and move.partner_id)
        events = [
            event
            for invoice_sudo in invoices_sudo
            if (event := contacts._prepare_document_event(invoice_sudo, "payment", "payment", "in"))
        ]
        if events:
            contacts._note(events)
        return result
