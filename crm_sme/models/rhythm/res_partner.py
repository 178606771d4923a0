from odoo import api, fields, models

from ...const import CONTACT_STATES, SME_GROUPS
from ...queries import scorecard_fields

EXPRESSIONS = {"sme_contact_state": "state", "sme_contact_since": "since"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    sme_contact_state = fields.Selection(
        selection=CONTACT_STATES,
        string="Contact Rhythm",
        compute="_compute_sme_contact_state",
        search="_search_sme_contact_state",
        compute_sudo=True,
        groups=SME_GROUPS,
        help="Due from the interval that the class promises on, overdue after the longest one. Counted from the last "
        "real contact, the last order, or the day the rhythm began, whichever is latest.",
    )
    sme_contact_since = fields.Date(
        string="Without Contact Since",
        compute="_compute_sme_contact_state",
        search="_search_sme_contact_since",
        compute_sudo=True,
        groups=SME_GROUPS,
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_sme_contact_state(self):
        customers_sudo = self.env["sme.customer"]._find_all_sudo(
            [("company_id", "=", self.env.company.id), ("partner_id", "in", self.commercial_partner_id._origin.ids)]
        )
        verdicts = {card.partner_id: verdict for card, verdict in self.env["sme.rhythm"]._judge(customers_sudo).items()}
        for partner in self:
            partner.sme_contact_state, partner.sme_contact_since = verdicts.get(
                partner.commercial_partner_id._origin, (False, False)
            )

    def _search_sme_contact_state(self, operator, value):
        return self.env["sme.rhythm"]._search_by_sql(self, "sme_contact_state", operator, value)

    def _search_sme_contact_since(self, operator, value):
        return self.env["sme.rhythm"]._search_by_sql(self, "sme_contact_since", operator, value)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr not in EXPRESSIONS:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        scorecard = scorecard_fields.scorecard_alias(alias, query, *self._get_scorecard_keys_sql(alias, query))
        return self.env["sme.rhythm"]._to_sql(EXPRESSIONS[field_expr], scorecard, query, self.env.company)
