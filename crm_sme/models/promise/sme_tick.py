from odoo import api, models

from ...rules.tick import TickJob

REVIEW = TickJob(10, "sme.service.clock", "_find_for_review", "_process_review", "_probe_for_review")


class SmeTick(models.AbstractModel):
    _inherit = "sme.tick"

    @api.model
    def _get_jobs(self):
        return [*super()._get_jobs(), REVIEW]
