from odoo import api, models

from ...rules.tick import TickJob

EXPIRING = TickJob(85, "sme.entitlement", "_find_for_alert", "_process_alert")
DISPATCH = TickJob(90, "sme.alert", "_find_for_dispatch", "_process_dispatch")
DIGEST = TickJob(95, "sme.alert", "_find_for_digest", "_process_digest")


class SmeTick(models.AbstractModel):
    _inherit = "sme.tick"

    @api.model
    def _is_first_lane(self):
        """Whether this is the lane that shows alerts: people's attention is ranked as a whole, not by shares."""
        lanes = self._get_lanes()
        return self.env.context.get("cron_id") not in lanes[1:].ids

    @api.model
    def _get_jobs(self):
        return [*super()._get_jobs(), EXPIRING, DISPATCH, DIGEST]
