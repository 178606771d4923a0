from odoo import fields, models


class SmeServiceTeam(models.Model):
    _inherit = "sme.service.team"

    acknowledge = fields.Boolean(
        string="Acknowledge New Mails",
        default=True,
        help="Whoever writes gets at once the number of the record and the time until which the team answers.",
    )
