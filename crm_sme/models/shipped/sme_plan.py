from odoo import api, models


class SmePlan(models.Model):
    """The plans that come with the addon belong to the first company; every other one gets copies, which are off."""

    _inherit = "sme.plan"

    @api.model
    def _ensure_for_companies(self, companies):
        """Give companies that have no plan those of the first company as they are now."""
        # sudo: plans are part of a company, whoever made it
        plans_sudo = self.sudo().with_context(active_test=False)
        missing = companies - plans_sudo.search([("company_id", "in", companies.ids)]).company_id
        shipped_sudo = plans_sudo._get_shipped() if missing else plans_sudo
        person = self.env.user if self.env.user._is_internal() and not self.env.su else shipped_sudo[:1].user_id
        for company in missing:
            for plan_sudo in shipped_sudo:
                copied_sudo = plan_sudo.copy({"company_id": company.id, "user_id": person.id})
                names = plan_sudo._fields["name"]._get_stored_translations(plan_sudo)
                copied_sudo.update_field_translations("name", names)

    def action_switch_on(self):
        """Switch plans on; who does so answers for those that nobody of the company answers for."""
        self.check_access("write")
        orphans = self.filtered(lambda plan: not plan.user_id.active or plan.company_id not in plan.user_id.company_ids)
        orphans.write({"user_id": self.env.uid})
        return super().action_switch_on()

    @api.model
    def _get_shipped(self):
        """The plans that the addon brought and nobody has deleted."""
        # sudo: which records the addon brought
        data_sudo = self.env["ir.model.data"].sudo()
        return self.browse(
            data_sudo.search([("module", "=", "crm_sme"), ("model", "=", self._name)]).mapped("res_id")
        ).exists()
