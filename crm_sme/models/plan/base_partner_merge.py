from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Of two follow-ups by one plan that a merge leaves with a customer, the younger ends."""
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        partners = self.env["res.partner"].browse(partner_ids).exists()
        self.env["sme.enrolment"]._settle_doubles(partners.commercial_partner_id)
        return result
