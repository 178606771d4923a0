from odoo import api, models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "sme.scorecard.mixin"]

    @api.depends("partner_id.commercial_partner_id", "company_id")
    def _compute_scorecard(self):
        return super()._compute_scorecard()

    def _get_scorecard_keys(self):
        return [(order.partner_id.commercial_partner_id, order.company_id) for order in self]

    def _get_scorecard_keys_sql(self, alias, query):
        partners, partner = self._fields["partner_id"].join(self, alias, query)
        return (
            partners._field_to_sql(partner, "commercial_partner_id", query),
            self._field_to_sql(alias, "company_id", query),
        )
