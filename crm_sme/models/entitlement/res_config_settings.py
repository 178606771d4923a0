from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sme_warranty_months = fields.Integer(related="company_id.sme_warranty_months", readonly=False)
