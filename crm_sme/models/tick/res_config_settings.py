from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sme_lane_count = fields.Selection(
        selection=[("1", "One"), ("2", "Two"), ("3", "Three")],
        string="Jobs Side by Side",
        help="How many of Odoo's processes may work on follow-ups and promises at the same moment. More than one needs "
        "as many processes for scheduled actions, on one server or on several.",
    )

    def get_values(self):
        values = super().get_values()
        values["sme_lane_count"] = str(max(len(self.env["sme.tick"]._get_lanes()), 1))
        return values

    def set_values(self):
        result = super().set_values()
        if self.sme_lane_count:
            self.env["sme.tick"]._set_lane_count(int(self.sme_lane_count))
        return result
