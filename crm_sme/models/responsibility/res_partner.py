from odoo import api, models

from ...const import SME_GROUPS
from ...expression_fields import ExpressionMany2one
from ...queries import scorecard_fields

EXPRESSIONS = ("sme_responsible_id", "sme_territory_id")


class ResPartner(models.Model):
    _inherit = "res.partner"

    sme_responsible_id = ExpressionMany2one(
        comodel_name="res.users",
        string="Looked After By",
        compute="_compute_sme_responsible",
        search="_search_sme_responsible_id",
        compute_sudo=True,
        groups=SME_GROUPS,
        help="Who looks after this customer today, in the current company.",
    )
    sme_territory_id = ExpressionMany2one(
        comodel_name="sme.territory",
        string="Territory",
        compute="_compute_sme_responsible",
        search="_search_sme_territory_id",
        compute_sudo=True,
        groups=SME_GROUPS,
        help="The most specific territory that covers the address of the customer.",
    )

    @api.depends("commercial_partner_id", "user_id", "country_id", "state_id", "zip", "industry_id")
    @api.depends_context("company")
    def _compute_sme_responsible(self):
        for partner, (user_id, territory, _reason) in self._judge_sme_responsible().items():
            partner.sme_responsible_id = user_id
            partner.sme_territory_id = territory

    def _judge_sme_responsible(self):
        """{contact: (id of who looks after it, its territory, why in the reader's language)} in the current company."""
        company = self.env.company
        responsibility = self.env["sme.responsibility"]
        roster = responsibility._get_roster(company)
        firms = self.commercial_partner_id._origin
        verdicts = responsibility._judge(firms, company, roster)
        territories, texts = self.env["sme.territory"], responsibility._get_texts(company)
        judged = {}
        for partner in self:
            firm = partner.commercial_partner_id._origin
            verdict = verdicts.get(firm)
            territory = territories.browse(
                roster.find_territory(responsibility._get_address(firm)) if roster.entries else None
            )
            judged[partner] = verdict and verdict.user, territory, verdict and texts(verdict, territory)
        return judged

    def _get_responsible(self, company, day=None):
        """{contact: (user, or none, and the code of the reason)} of who looks after these customers on a day, today by
        default. The codes are those of rules/responsibility.py.
        """
        responsibility = self.env["sme.responsibility"]
        verdicts = responsibility._judge(self.commercial_partner_id, company, responsibility._get_roster(company, day))
        users = self.env["res.users"]
        return {
            partner: (users.browse(verdict.user or []), verdict.reason)
            for partner in self
            for verdict in [verdicts[partner.commercial_partner_id]]
        }

    def _search_sme_responsible_id(self, operator, value):
        return self.env["sme.responsibility"]._search_many2one(self, "sme_responsible_id", operator, value)

    def _search_sme_territory_id(self, operator, value):
        return self.env["sme.responsibility"]._search_many2one(self, "sme_territory_id", operator, value)

    def _expression_to_sql(self, alias, field_name, query):
        if field_name not in EXPRESSIONS:
            return super()._expression_to_sql(alias, field_name, query)
        responsibility, company = self.env["sme.responsibility"], self.env.company
        # sudo: the fields' groups were checked; who looks after a customer is known to all of them
        _partners, firm = self._fields["commercial_partner_id"].join(self.sudo(), alias, query)
        columns = responsibility._get_columns(firm, query)
        if field_name == "sme_territory_id":
            return responsibility._territory_to_sql(company, columns)
        scorecard = scorecard_fields.scorecard_alias(alias, query, *self._get_scorecard_keys_sql(alias, query))
        return responsibility._responsible_to_sql(company, columns, responsibility._get_model(scorecard, query))
