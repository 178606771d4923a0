from odoo import fields, models
from odoo.fields import Domain

from ..const import LIFECYCLES, SME_GROUPS
from ..queries import scorecard_fields

SCORECARD_FIELDS = {"sme_class_id": "class_id", "sme_lifecycle": "lifecycle"}
LIKE_OPERATORS = ("like", "ilike", "=like", "=ilike")


class SmeScorecardMixin(models.AbstractModel):
    """Class and lifecycle of the customer behind a record, in the record's company.

    One join on the scorecards serves filter, order and group. Everyone who may see the fields sees the class and
    lifecycle of all customers, and nothing else of foreign scorecards: hence the scorecards are read as superuser,
    and the fields have groups.
    """

    _name = "sme.scorecard.mixin"
    _description = "Record of a Classified Customer"

    sme_class_id = fields.Many2one(
        comodel_name="sme.customer.class",
        string="Customer Class",
        compute="_compute_scorecard",
        search="_search_sme_class_id",
        compute_sudo=True,
        groups=SME_GROUPS,
    )
    sme_lifecycle = fields.Selection(
        selection=LIFECYCLES,
        string="Lifecycle",
        compute="_compute_scorecard",
        search="_search_sme_lifecycle",
        compute_sudo=True,
        groups=SME_GROUPS,
    )

    def _get_scorecard_partner(self):
        """The commercial partner of the record."""
        return self.commercial_partner_id

    def _get_scorecard_company(self):
        """The company whose view of the customer counts for the record."""
        return self.company_id

    def _get_scorecard_keys_sql(self, alias, query):
        """(commercial partner, company) of the record as SQL."""
        return (
            self._field_to_sql(alias, "commercial_partner_id", query),
            self._field_to_sql(alias, "company_id", query),
        )

    def _compute_scorecard(self):
        keys = {
            record: (record._get_scorecard_partner()._origin.id, record._get_scorecard_company()._origin.id)
            for record in self
        }
        # sudo: see the class
        customers_sudo = self.env["sme.customer"].sudo().with_context(active_test=False)
        query = customers_sudo._search(
            [
                ("partner_id", "in", [partner for partner, _company in keys.values() if partner]),
                ("company_id", "in", [company for _partner, company in keys.values() if company]),
            ],
            order="id",
        )
        # plain rows: a list has no use for the scorecards as records
        columns = [
            customers_sudo._field_to_sql(customers_sudo._table, name, query)
            for name in ("partner_id", "company_id", "class_id", "lifecycle")
        ]
        rows = self.env.execute_query(query.select(*columns))
        found = {(partner, company): (class_id, lifecycle) for partner, company, class_id, lifecycle in rows}
        verdicts = self.grouped(lambda record: found.get(keys[record], (False, False)))
        for (class_id, lifecycle), records in verdicts.items():
            records.sme_class_id, records.sme_lifecycle = class_id, lifecycle

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr not in SCORECARD_FIELDS:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        scorecard = scorecard_fields.scorecard_alias(alias, query, *self._get_scorecard_keys_sql(alias, query))
        # sudo: see the class; the fields' groups were checked
        return self.env["sme.customer"].sudo()._field_to_sql(scorecard, SCORECARD_FIELDS[field_expr], query)

    def _search_sme_class_id(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        classes = self.env["sme.customer.class"]
        if operator in ("any", "any!"):
            wanted = set(classes.search(value).ids)
        elif operator in LIKE_OPERATORS:
            wanted = set(classes.search([("display_name", operator, value)]).ids)
        elif operator == "in":
            names = [item for item in value if isinstance(item, str)]
            wanted = {item for item in value if not isinstance(item, str)}
            wanted |= set(classes.search([("name", "in", names)]).ids) if names else set()
        else:
            return NotImplemented
        return self._search_scorecard("sme_class_id", wanted)

    def _search_sme_lifecycle(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._search_scorecard("sme_lifecycle", set(value))

    def _search_scorecard(self, field_name, wanted):
        """The records whose field is one of the wanted values (False: none at all)."""
        field = self._fields[field_name]
        return Domain.custom(
            to_sql=lambda model, alias, query: field.condition_to_sql(field_name, "in", wanted, model, alias, query),
            predicate=lambda record: (record[field_name].id if field.relational else record[field_name]) in wanted,
        )
