from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        """A new company has its plans from the start, all of them off."""
        companies = super().create(vals_list)
        self.env["sme.plan"]._ensure_for_companies(companies)
        return companies
