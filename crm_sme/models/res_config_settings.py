from odoo import api, fields, models

from ..const import METHODS, VALUE_BASIS_CHOICES

MANAGER = "crm_sme.group_sme_manager"
# Setting: field of the policy of the current company.
POLICY_FIELDS = {
    "sme_method": "method",
    "sme_window_months": "window_months",
    "sme_value_basis": "value_basis",
    "sme_border_percent": "border_percent",
    "sme_share_key": "share_key",
    "sme_share_growth": "share_growth",
    "sme_share_standard": "share_standard",
}


class ResConfigSettings(models.TransientModel):
    """The rules people change most, of the current company; written together, since they are checked together."""

    _inherit = "res.config.settings"

    sme_policy_id = fields.Many2one(related="company_id.sme_policy_id")
    sme_method = fields.Selection(selection=METHODS, string="Method", groups=MANAGER)
    sme_window_months = fields.Integer(string="Window (Months)", groups=MANAGER)
    sme_value_basis = fields.Selection(selection=VALUE_BASIS_CHOICES, string="Value By", groups=MANAGER)
    sme_border_percent = fields.Float(string="Border (%)", groups=MANAGER, digits=(5, 2))
    sme_share_key = fields.Float(string="Key: First", groups=MANAGER, digits=(5, 4))
    sme_share_growth = fields.Float(string="Growth: Up To", groups=MANAGER, digits=(5, 4))
    sme_repeat_days = fields.Integer(related="company_id.sme_repeat_days", readonly=False)
    sme_share_standard = fields.Float(string="Standard: Up To", groups=MANAGER, digits=(5, 4))

    @api.model
    def get_values(self):
        values = super().get_values()
        if self.env.user.has_group(MANAGER):
            policy = self.env["sme.policy"]._get_for_companies(self.env.company)
            values.update({setting: policy[name] for setting, name in POLICY_FIELDS.items()})
        return values

    def set_values(self):
        result = super().set_values()
        if self.env.user.has_group(MANAGER):
            policy = self.env["sme.policy"]._get_for_companies(self.company_id)
            values = {name: self[setting] for setting, name in POLICY_FIELDS.items() if self[setting] != policy[name]}
            if values:
                policy.write(values)
        return result

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
