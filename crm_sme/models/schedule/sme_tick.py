from odoo import api, models

from ...rules.tick import TickJob

DUE = TickJob(60, "sme.enrolment.step", "_find_due", "_process_due", "_probe_due", share="user_id")
OVERDUE = TickJob(65, "sme.enrolment.step", "_find_overdue", "_process_overdue", "_probe_overdue")


class SmeTick(models.AbstractModel):
    _inherit = "sme.tick"

    @api.model
    def _get_jobs(self):
        return [*super()._get_jobs(), DUE, OVERDUE]
