from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sme_alert_cap = fields.Integer(related="company_id.sme_alert_cap", readonly=False)
    sme_alert_cool_down = fields.Integer(related="company_id.sme_alert_cool_down", readonly=False)
    sme_alert_working_hours = fields.Boolean(related="company_id.sme_alert_working_hours", readonly=False)
    sme_quiet_from = fields.Float(related="company_id.sme_quiet_from", readonly=False)
    sme_quiet_until = fields.Float(related="company_id.sme_quiet_until", readonly=False)
    sme_alert_digest = fields.Boolean(related="company_id.sme_alert_digest", readonly=False)
    sme_digest_hour = fields.Float(related="company_id.sme_digest_hour", readonly=False)
