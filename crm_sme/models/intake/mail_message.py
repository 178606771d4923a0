from odoo import fields, models


class MailMessage(models.Model):
    _inherit = "mail.message"

    sme_automatic = fields.Selection(
        selection=[("auto_reply", "Automatic Reply"), ("list", "Mailing List"), ("bounce", "Bounce")],
        string="Automatic Mail",
        readonly=True,
        groups="base.group_user",
        help="Found in the headers of the mail: nobody wrote it by hand, so it starts and stops nothing.",
    )
