from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sme_desk_team_id = fields.Many2one(related="company_id.sme_desk_team_id", readonly=False)
