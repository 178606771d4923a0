from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sme_plans_paused = fields.Boolean(
        related="company_id.sme_plans_paused", readonly=False, groups="crm_sme.group_sme_manager"
    )
    sme_touches_per_week = fields.Integer(
        related="company_id.sme_touches_per_week", readonly=False, groups="crm_sme.group_sme_manager"
    )
    sme_steps_per_day = fields.Integer(
        related="company_id.sme_steps_per_day", readonly=False, groups="crm_sme.group_sme_manager"
    )
