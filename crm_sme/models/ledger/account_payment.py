from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def action_post(self):
        result = super().action_post()
        # sudo: the payment is noted, whoever registers it
        payments_sudo = self.sudo().filtered(
            lambda payment: payment.payment_type == "inbound" and payment.partner_type == "customer"
        )
        self.env["sme.contact"]._note_documents(payments_sudo, "payment", "payment", "in")
        return result
