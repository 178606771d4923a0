from odoo import models
from odoo.exceptions import AccessError

ALL_DOCUMENTS = "sales_team.group_sale_salesman_all_leads"


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Merged customers keep overrides and history; their scorecards are computed again."""
        partners = self.env["res.partner"].browse(partner_ids).exists()
        # sudo: a scorecard that the user may not read must be computed again all the same
        customers_sudo = (
            self.env["sme.customer"]
            .sudo()
            .with_context(active_test=False)
            .search([("partner_id", "in", partners.commercial_partner_id.ids)])
        )
        self._check_may_merge(customers_sudo.partner_id)
        companies = customers_sudo.company_id
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        if companies:
            self.env["sme.refresh"]._request(companies.with_env(self.env))
        return result

    def _check_may_merge(self, customers):
        """Who sees only own customers' figures may not pour another customer's orders into an own one."""
        if self.env.su or self.env.user.has_group(ALL_DOCUMENTS):
            return
        foreign = customers.filtered(lambda partner: partner.user_id != self.env.user)
        if foreign:
            raise AccessError(
                self.env._(
                    "%s is a customer with figures of its own. Only people who see all sales documents may merge it.",
                    foreign[0].display_name,
                )
            )
