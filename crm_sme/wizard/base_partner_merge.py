from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Merged customers keep overrides and history; their scorecards are computed again.

        Who sees only own customers' figures may not pour another customer's orders into an own one.
        """
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if partners._sees_own_customers_only():
            partners._check_no_foreign_customer()
        firms = partners.commercial_partner_id
        companies = self.env["sme.customer"]._find_all_sudo([("partner_id", "in", firms.ids)]).company_id
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        if companies:
            self.env["sme.refresh"]._request(companies.with_env(self.env))
        return result

    def _update_reference_fields(self, src_partners, dst_partner):
        """Activities that are done are archived, not gone: they move too, else deleting the source deletes them."""
        return super(MergePartnerAutomatic, self.with_context(active_test=False))._update_reference_fields(
            src_partners, dst_partner
        )
