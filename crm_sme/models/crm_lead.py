from odoo import api, models

from ..queries import scorecard_fields


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "sme.scorecard.mixin"]

    @api.depends("partner_id.commercial_partner_id", "company_id")
    @api.depends_context("company")
    def _compute_scorecard(self):
        return super()._compute_scorecard()

    def _get_scorecard_keys(self):
        return [(lead.partner_id.commercial_partner_id, lead.company_id or self.env.company) for lead in self]

    def _get_scorecard_keys_sql(self, alias, query):
        partners, partner = self._fields["partner_id"].join(self, alias, query)
        return (
            partners._field_to_sql(partner, "commercial_partner_id", query),
            scorecard_fields.company_or(self._field_to_sql(alias, "company_id", query), self.env.company.id),
        )
