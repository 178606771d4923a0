from odoo import api, fields, models

LOOK_FIELDS = ["sme_day_seen_on", "sme_day_compared_on"]


class ResUsersSettings(models.Model):
    """When a person looked at My Day: the same on the desk and on the phone, and nobody else's business."""

    _inherit = "res.users.settings"

    sme_day_seen_on = fields.Datetime(string="My Day Seen On", readonly=True)
    sme_day_compared_on = fields.Datetime(
        string="My Day Compares With", readonly=True, help="What arose later is shown as new."
    )

    @api.model
    def _get_fields_blacklist(self):
        return [*super()._get_fields_blacklist(), *LOOK_FIELDS]
