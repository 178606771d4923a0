from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sme_contact_percent = fields.Integer(related="company_id.sme_contact_percent", readonly=False)
