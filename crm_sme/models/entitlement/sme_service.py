from odoo import fields, models

from ...const import WARRANTY_STATES


class SmeService(models.Model):
    _inherit = "sme.service"

    warranty_state = fields.Selection(selection=WARRANTY_STATES, string="Warranty", default="unknown")
