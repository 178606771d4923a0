from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sme_policy_id = fields.Many2one(related="company_id.sme_policy_id")
    sme_method = fields.Selection(related="sme_policy_id.method", readonly=False)
    sme_window_months = fields.Integer(related="sme_policy_id.window_months", readonly=False)
    sme_value_basis = fields.Selection(related="sme_policy_id.value_basis", readonly=False)
    sme_border_percent = fields.Float(related="sme_policy_id.border_percent", readonly=False)
    sme_share_key = fields.Float(related="sme_policy_id.share_key", readonly=False)
    sme_share_growth = fields.Float(related="sme_policy_id.share_growth", readonly=False)
    sme_share_standard = fields.Float(related="sme_policy_id.share_standard", readonly=False)

    def action_sme_open_policy(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sme.policy",
            "res_id": self.company_id.sme_policy_id.id,
            "views": [(False, "form")],
        }

    def action_sme_open_preview(self):
        self.ensure_one()
        return self.company_id.sme_policy_id.action_open_preview()
