from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sme_hourly_cost = fields.Monetary(
        related="company_id.sme_hourly_cost", readonly=False, groups="crm_sme.group_sme_manager"
    )
    sme_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency of the Hourly Cost")
