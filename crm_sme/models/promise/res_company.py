from odoo import api, models

from ...queries import clocks


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        """A new company has its promises from the start."""
        companies = super().create(vals_list)
        self.env["sme.service.target"]._ensure_for_companies(companies)
        return companies

    def write(self, values):
        result = super().write(values)
        if "resource_calendar_id" in values:
            self.env["sme.service.clock"]._mark_for_review("hours", clocks.of_companies(self.ids))
        return result
