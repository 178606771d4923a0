from odoo import api, fields, models

from ...expression_fields import ExpressionMany2one
from ...queries import responsibility as queries

EXPRESSIONS = ("responsible_id", "territory_id")


class SmeCustomer(models.Model):
    _inherit = "sme.customer"

    responsible_id = ExpressionMany2one(
        comodel_name="res.users",
        string="Looked After By",
        compute="_compute_responsible",
        search="_search_responsible_id",
        compute_sudo=True,
        help="Who looks after this customer today: by the class the account manager, the person of the territory or "
        "the front desk, or who stands in.",
    )
    responsible_reason = fields.Char(string="Why This Person", compute="_compute_responsible", compute_sudo=True)
    territory_id = ExpressionMany2one(
        comodel_name="sme.territory",
        compute="_compute_responsible",
        search="_search_territory_id",
        compute_sudo=True,
        help="The most specific territory that covers the address of the customer.",
    )
    account_model = fields.Selection(related="class_id.account_model")

    @api.depends("partner_id", "class_id", "company_id")
    @api.depends_context("lang")
    def _compute_responsible(self):
        responsibility, territories = self.env["sme.responsibility"], self.env["sme.territory"]
        for company, customers in self.grouped("company_id").items():
            roster = responsibility._get_roster(company)
            verdicts = responsibility._judge(customers.partner_id, company, roster)
            texts = responsibility._get_texts(company)
            for customer in customers:
                address = responsibility._get_address(customer.partner_id)
                territory = territories.browse(roster.find_territory(address) if roster.entries else None)
                verdict = verdicts[customer.partner_id]
                customer.territory_id = territory
                customer.responsible_id = verdict.user
                customer.responsible_reason = texts(verdict, territory)

    def _search_responsible_id(self, operator, value):
        return self.env["sme.responsibility"]._search_many2one(self, "responsible_id", operator, value)

    def _search_territory_id(self, operator, value):
        return self.env["sme.responsibility"]._search_many2one(self, "territory_id", operator, value)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr not in EXPRESSIONS:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        responsibility = self.env["sme.responsibility"]
        # sudo: who looks after a customer is known to all who may read its scorecard
        _partners, firm = self._fields["partner_id"].join(self.sudo(), alias, query)
        columns = responsibility._get_columns(firm, query)
        companies = responsibility._get_companies()
        if field_expr == "territory_id":
            answers = {company.id: responsibility._territory_to_sql(company, columns) for company in companies}
        else:
            model = responsibility._get_model(alias, query)
            answers = {company.id: responsibility._responsible_to_sql(company, columns, model) for company in companies}
        return queries.by_company(self._field_to_sql(alias, "company_id", query), answers)
