from odoo import fields, models


class MailMessage(models.Model):
    _inherit = "mail.message"

    sme_call = fields.Selection(
        selection=[("reached", "Reached"), ("not_reached", "Not Reached")],
        string="Call",
        readonly=True,
        groups="base.group_user",
        help="Set on the note of a logged call: whether somebody was spoken to.",
    )
