from odoo import api, fields, models
from odoo.tools import SQL

from ..queries import rhythm as queries


class SmeRhythmReport(models.Model):
    """One row a customer and month: whether the promise of its class was kept, that nobody waits longer than so many
    days for a contact.

    Counted from the day on which the promise holds for the customer. Class and person are those of today.
    """

    _name = "sme.rhythm.report"
    _description = "Contact Promises Kept"
    _auto = False
    _order = "month desc, id desc"
    _rec_name = "partner_id"

    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", readonly=True)
    class_id = fields.Many2one(
        comodel_name="sme.customer.class", string="Customer Class", readonly=True, help="The customer's class of today."
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Looked After By", readonly=True, help="Who looks after the customer today."
    )
    month = fields.Date(readonly=True)
    month_count = fields.Integer(string="Contacts Promised", readonly=True, help="One a customer and month.")
    kept = fields.Float(
        string="Kept (Share)", readonly=True, aggregator="avg", help="1 where no day of the month was overdue, else 0."
    )
    promised_days = fields.Integer(string="Days Promised", readonly=True)
    overdue_days = fields.Integer(string="Days Overdue", readonly=True)

    _depends = {
        "sme.contact": ["commercial_partner_id", "company_id", "date", "is_real", "kind"],
        "sme.customer": ["company_id", "partner_id", "class_id", "class_since", "last_order_date"],
        "sme.customer.class": ["contact_max_days", "rhythm_since", "account_model"],
        "res.partner": ["user_id", "country_id", "state_id", "zip", "industry_id", "active"],
    }

    @property
    def _table_query(self) -> SQL:
        # sudo: the rules of this report decide which rows are seen
        customers_sudo = self.env["sme.customer"].sudo()
        query = customers_sudo._search([("class_id.contact_max_days", ">", 0)], order="id")
        query.order = None
        table = customers_sudo._table
        classes_sudo, alias = customers_sudo._fields["class_id"].join(customers_sudo, table, query)

        def card(name):
            return customers_sudo._field_to_sql(table, name, query)

        columns = {
            "id": card("id"),
            "company_id": card("company_id"),
            "partner_id": card("partner_id"),
            "class_id": card("class_id"),
            "user_id": card("responsible_id"),
            "latest": classes_sudo._field_to_sql(alias, "contact_max_days", query),
            "began": SQL(
                "GREATEST(%s, %s)", card("class_since"), classes_sudo._field_to_sql(alias, "rhythm_since", query)
            ),
            "last_order": card("last_order_date"),
        }
        promised = query.select(*(SQL("%s AS %s", column, SQL.identifier(name)) for name, column in columns.items()))
        return queries.promised_months(promised, queries.days_of_companies(self._get_days()))

    @api.model
    def _get_days(self):
        """(company, its today, its time zone) of the companies whose customers are counted."""
        companies = self.env["sme.responsibility"]._get_companies()
        return [(company.id, *self.env["sme.rhythm"]._get_day(company)) for company in companies]

    def action_open_customer(self):
        """Open the contact behind a row."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }
