from odoo import api, models

from ...rules.tick import TickJob

FOLD = TickJob(40, "sme.contact", "_find_pending", "_process_pending", "_probe_pending", share="commercial_partner_id")
RESUME = TickJob(45, "sme.enrolment", "_find_to_resume", "_process_resume", "_probe_to_resume")


class SmeTick(models.AbstractModel):
    _inherit = "sme.tick"

    @api.model
    def _get_jobs(self):
        return [*super()._get_jobs(), FOLD, RESUME]
