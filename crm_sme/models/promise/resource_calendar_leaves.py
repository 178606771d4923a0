from odoo import api, models

from ...queries import clocks


class ResourceCalendarLeaves(models.Model):
    """A holiday moves the deadlines behind it; the leave of a person moves none."""

    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._review_clocks()
        return leaves

    def write(self, values):
        self._review_clocks()
        result = super().write(values)
        self._review_clocks()
        return result

    def unlink(self):
        self._review_clocks()
        return super().unlink()

    def _review_clocks(self):
        """Have the tick look at the clocks whose calendar and company the holidays hold for."""
        holidays = self.filtered(lambda leave: not leave.resource_id)
        holidays.calendar_id._review_clocks()
        everywhere = holidays.filtered(lambda leave: not leave.calendar_id)
        if everywhere:
            companies = everywhere.company_id
            of_all = any(not leave.company_id for leave in everywhere)
            condition = clocks.of_all() if of_all else clocks.of_companies(companies.ids)
            self.env["sme.service.clock"]._mark_for_review("hours", condition)
