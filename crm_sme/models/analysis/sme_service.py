from odoo import fields, models

from ...const import OPEN_STATES


class SmeService(models.Model):
    """What the analysis counts and nothing else remembers."""

    _inherit = "sme.service"

    reopen_count = fields.Integer(
        string="Times Reopened", readonly=True, copy=False, help="How often it went on after it was solved or closed."
    )

    def _handle_state_change(self, previous):
        result = super()._handle_state_change(previous)
        for service in self:
            if previous[service] in ("solved", "closed") and service.state in OPEN_STATES:
                service.reopen_count += 1
        return result
