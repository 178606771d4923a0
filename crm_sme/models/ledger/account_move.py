from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        # sudo: the payment is noted, whoever registers it
        invoices_sudo = self.sudo().filtered(lambda move: move.move_type == "out_invoice" and move.partner_id)
        self.env["sme.contact"]._note_documents(invoices_sudo, "payment", "payment", "in")
        return result
