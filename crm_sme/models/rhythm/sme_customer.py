from datetime import timedelta

from odoo import api, fields, models

from ...const import CONTACT_STATES
from ...expression_fields import ExpressionDate, ExpressionSelection

EXPRESSIONS = {"contact_state": "state", "contact_since": "since"}


class SmeCustomer(models.Model):
    _inherit = "sme.customer"

    contact_state = ExpressionSelection(
        selection=CONTACT_STATES,
        string="Contact Rhythm",
        compute="_compute_contact_state",
        search="_search_contact_state",
        compute_sudo=True,
        help="Due from the interval that the class promises on, overdue after the longest one. Counted from the last "
        "real contact, the last order, or the day the rhythm began, whichever is latest.",
    )
    contact_since = ExpressionDate(
        string="Without Contact Since",
        compute="_compute_contact_state",
        search="_search_contact_since",
        compute_sudo=True,
    )
    contact_due_date = fields.Date(
        string="Next Contact", compute="_compute_contact_state", compute_sudo=True, help="When the next contact is due."
    )

    @api.depends("partner_id", "company_id", "class_id", "class_since", "last_order_date")
    def _compute_contact_state(self):
        verdicts = self.env["sme.rhythm"]._judge(self)
        for customer in self:
            state, since = verdicts[customer]
            days = customer.class_id.contact_ideal_days or customer.class_id.contact_max_days
            customer.contact_state = state
            customer.contact_since = since
            customer.contact_due_date = since and since + timedelta(days=days)

    def _search_contact_state(self, operator, value):
        return self.env["sme.rhythm"]._search_by_sql(self, "contact_state", operator, value)

    def _search_contact_since(self, operator, value):
        return self.env["sme.rhythm"]._search_by_sql(self, "contact_since", operator, value)

    def _field_to_sql(self, alias, field_expr, query=None):
        name = EXPRESSIONS.get(field_expr)
        if not name:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        companies = self.env["sme.responsibility"]._get_companies()
        return self.env["sme.rhythm"]._to_sql(name, alias, query, companies)
