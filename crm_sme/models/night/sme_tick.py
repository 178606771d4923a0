from odoo import api, models

from ...rules.tick import TickJob

ENROL = TickJob(50, "sme.plan", "_find_for_night", "_process_night", "_probe_for_night")


class SmeTick(models.AbstractModel):
    _inherit = "sme.tick"

    @api.model
    def _get_jobs(self):
        return [*super()._get_jobs(), ENROL]
