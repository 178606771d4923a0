from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def action_post(self):
        result = super().action_post()
        contacts = self.env["sme.contact"]
        # sudo: the payment is noted, whoever registers it
        payments_sudo = self.sudo().filtered(
            lambda payment: payment.payment_type == "inbound" and payment.partner_type == "customer"
        )
        events = [
            event
            for payment_sudo in payments_sudo
            if (event := contacts._prepare_document_event(payment_sudo, "payment", "payment", "in"))
        ]
        if events:
            contacts._note(events)
        return result
