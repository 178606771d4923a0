import operator as operators

from odoo import api, models
from odoo.fields import Domain

from ...const import SME_GROUPS
from ...expression_fields import ExpressionDatetime
from ...queries import contact_ledger

COMPARE = {
    "in": lambda moment, values: moment in values,
    "<": lambda moment, value: bool(moment) and operators.lt(moment, value),
    "<=": lambda moment, value: bool(moment) and operators.le(moment, value),
    ">": lambda moment, value: bool(moment) and operators.gt(moment, value),
    ">=": lambda moment, value: bool(moment) and operators.ge(moment, value),
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    sme_last_contact_date = ExpressionDatetime(
        string="Last Contact",
        compute="_compute_sme_last_contact_date",
        search="_search_sme_last_contact_date",
        compute_sudo=True,
        groups=SME_GROUPS,
        help="The last message, call or meeting between the company and the customer, on any channel.",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_sme_last_contact_date(self):
        customers = self.commercial_partner_id
        rows = self.env.execute_query(contact_ledger.last_contacts(customers._origin.ids, self.env.company.id))
        latest = dict(rows)
        for partner in self:
            partner.sme_last_contact_date = latest.get(partner.commercial_partner_id._origin.id, False)

    def _search_sme_last_contact_date(self, operator, value):
        field = self._fields["sme_last_contact_date"]
        if operator not in COMPARE:
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: field.condition_to_sql(
                "sme_last_contact_date", operator, value, model, alias, query
            ),
            predicate=lambda partner: COMPARE[operator](partner.sme_last_contact_date, value),
        )

    def _expression_to_sql(self, alias, field_name, query):
        if field_name != "sme_last_contact_date":
            return super()._expression_to_sql(alias, field_name, query)
        customer = self._field_to_sql(alias, "commercial_partner_id", query)
        return contact_ledger.last_contact_of(customer, self.env.company.id)

    def action_open_contact_log(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_contact_action")
        action["domain"] = [("commercial_partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {}
        return action
