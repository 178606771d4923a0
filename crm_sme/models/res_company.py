from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    sme_policy_id = fields.Many2one(
        comodel_name="sme.policy",
        string="Customer Classification",
        compute="_compute_sme_policy_id",
        groups="base.group_system,crm_sme.group_sme_user",
    )

    def _compute_sme_policy_id(self):
        for company, policy in zip(self, self.env["sme.policy"]._get_for_companies(self), strict=True):
            company.sme_policy_id = policy

    @api.model_create_multi
    def create(self, vals_list):
        """A new company has its policy from the start, and is looked at with the next refresh."""
        companies = super().create(vals_list)
        self.env["sme.policy"]._get_for_companies(companies)
        self.env["sme.service.team"]._ensure_for_companies(companies)
        self.env["sme.refresh"]._request(companies)
        return companies

    @api.ondelete(at_uninstall=False)
    def _unlink_service_teams(self):
        """A company without service records takes its teams, and their addresses, along; one with records stays."""
        # sudo: whoever may delete the company may delete what was made for it
        teams_sudo = self.env["sme.service.team"].sudo().with_context(active_test=False)
        teams_sudo.search([("company_id", "in", self.ids)]).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_scorecards(self):
        """A company takes its scorecards along: no foreign key does."""
        self.env["sme.customer"]._find_all_sudo([("company_id", "in", self.ids)]).unlink()
