from odoo import api, models

from ...rules.tick import TickJob
from ..tick.sme_tick import LANES

EXPIRING = TickJob(85, "sme.entitlement", "_find_for_alert", "_process_alert", "_probe_for_alert")
DISPATCH = TickJob(90, "sme.alert", "_find_for_dispatch", "_process_dispatch", "_probe_for_dispatch")
DIGEST = TickJob(95, "sme.alert", "_find_for_digest", "_process_digest", "_probe_for_digest")


class SmeTick(models.AbstractModel):
    _inherit = "sme.tick"

    @api.model
    def _is_first_lane(self):
        """Whether this is the lane that shows alerts: people's attention is ranked as a whole, not by shares."""
        # asked each time, so without a query: the ids of data records are kept in memory
        data = self.env["ir.model.data"]
        others = [data._xmlid_to_res_id(lane, raise_if_not_found=False) for lane in LANES[1:]]
        return self.env.context.get("cron_id") not in others

    @api.model
    def _get_jobs(self):
        return [*super()._get_jobs(), EXPIRING, DISPATCH, DIGEST]
