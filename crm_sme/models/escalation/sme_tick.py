from odoo import api, models

from ...rules.tick import TickJob

WARNING = TickJob(80, "sme.service.clock", "_find_for_warning", "_process_warning", "_probe_for_warning")


class SmeTick(models.AbstractModel):
    _inherit = "sme.tick"

    @api.model
    def _get_jobs(self):
        return [*super()._get_jobs(), WARNING]
