from odoo import api, models
from odoo.fields import Domain

from ..const import LIFECYCLES, SME_GROUPS
from ..expression_fields import ExpressionField, ExpressionMany2one, ExpressionSelection
from ..queries import scorecard_fields

SCORECARD_FIELDS = {"sme_class_id": "class_id", "sme_lifecycle": "lifecycle"}
STORED_FIELDS = ("partner_id", "company_id", "class_id", "lifecycle")
NO_VERDICT = (None, None)
LIKE_OPERATORS = ("like", "ilike", "=like", "=ilike")


def get_database_id(record):
    """The id of a record or, of one that a form holds unsaved, of the record that it stands for."""
    return record.id or record._origin.id


class SmeScorecardMixin(models.AbstractModel):
    """Class and lifecycle of the customer behind a record, in the record's company.

    One join on the scorecards serves filter, order and group. Everyone who may see the fields sees the class and
    lifecycle of all customers, and nothing else of foreign scorecards: hence the scorecards are read as superuser,
    and the fields have groups.
    """

    _name = "sme.scorecard.mixin"
    _description = "Record of a Classified Customer"

    sme_class_id = ExpressionMany2one(
        comodel_name="sme.customer.class",
        string="Customer Class",
        compute="_compute_scorecard",
        search="_search_sme_class_id",
        compute_sudo=True,
        groups=SME_GROUPS,
    )
    sme_lifecycle = ExpressionSelection(
        selection=LIFECYCLES,
        string="Lifecycle",
        compute="_compute_scorecard",
        search="_search_sme_lifecycle",
        compute_sudo=True,
        groups=SME_GROUPS,
    )

    def _get_scorecard_keys(self):
        """For each record its commercial partner, and the company whose view of the customer counts for it."""
        return [(record.commercial_partner_id, record.company_id) for record in self]

    def _get_scorecard_keys_sql(self, alias, query):
        """(commercial partner, company) of the record as SQL."""
        return (
            self._field_to_sql(alias, "commercial_partner_id", query),
            self._field_to_sql(alias, "company_id", query),
        )

    def _compute_scorecard(self):
        self._cache_verdicts(self._find_verdicts_of_records())

    def _find_verdicts_of_records(self):
        """[(class id, lifecycle)], for each record one."""
        found = self._find_verdicts_of_saved() if all(self._ids) else self._find_verdicts_of_unsaved()
        return [found.get(record_id, NO_VERDICT) for record_id in self._ids]

    def _cache_verdicts(self, verdicts):
        # as the ORM keeps what it has fetched: a list has no time for an assignment a row
        for place, name in enumerate(SCORECARD_FIELDS):
            self._fields[name]._insert_cache(self, [verdict[place] for verdict in verdicts])

    def _find_verdicts_of_saved(self):
        """{id: (class id, lifecycle)}, by the join that also filters and groups: a list reads no customers for it."""
        # sudo: see the class
        self.env["sme.customer"].sudo().flush_model(STORED_FIELDS)
        query = self._as_query(ordered=False)
        scorecard = scorecard_fields.scorecard_alias(
            query.table, query, *self._get_scorecard_keys_sql(query.table, query)
        )
        rows = self.env.execute_query(scorecard_fields.verdicts_of_records(query, scorecard))
        return {record_id: verdict for record_id, *verdict in rows}

    def _find_verdicts_of_unsaved(self):
        """The same of records in a form, by what the form holds."""
        keys = [(get_database_id(partner), get_database_id(company)) for partner, company in self._get_scorecard_keys()]
        found = self._find_verdicts({key for key in keys if all(key)})
        return {record_id: found.get(key, NO_VERDICT) for record_id, key in zip(self._ids, keys, strict=True)}

    @api.model
    def _find_verdicts(self, keys):
        """{(commercial partner id, company id): (class id, lifecycle)} of those that have a scorecard."""
        if not keys:
            return {}
        # sudo: see the class
        self.env["sme.customer"].sudo().flush_model(STORED_FIELDS)
        partners, companies = map(set, zip(*keys, strict=True))
        # plain rows: a list has no use for the scorecards as records
        rows = self.env.execute_query(scorecard_fields.verdicts(partners, companies))
        return {(partner, company): (class_id, lifecycle) for partner, company, class_id, lifecycle in rows}

    def _read_format(self, fnames, load="_classic_read"):
        """Class and lifecycle of a list come from one statement, without asking again for every cell."""
        names = [name for name in fnames if name in SCORECARD_FIELDS] if load is None and all(self._ids) else []
        for name in names:
            self._check_field_access(self._fields[name], "read")
        rows = super()._read_format([name for name in fnames if name not in names], load)
        if not names:
            return rows
        # sudo: the fields' groups were checked, and the records are those that were read
        records_sudo = self.sudo().browse([row["id"] for row in rows])
        verdicts = records_sudo._find_verdicts_of_records()
        records_sudo._cache_verdicts(verdicts)
        for place, name in enumerate(SCORECARD_FIELDS):
            if name in names:
                for row, verdict in zip(rows, verdicts, strict=True):
                    row[name] = verdict[place] or False
        return rows

    def _field_to_sql(self, alias, field_expr, query=None):
        # asked for every column that is read: so there is one override for all expressions
        if not isinstance(self._fields.get(field_expr), ExpressionField):
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        return self._expression_to_sql(alias, field_expr, query)

    def _expression_to_sql(self, alias, field_name, query):
        """The expression of a field that the user may read. For models and areas, which add theirs."""
        scorecard = scorecard_fields.scorecard_alias(alias, query, *self._get_scorecard_keys_sql(alias, query))
        # sudo: see the class; the fields' groups were checked
        return self.env["sme.customer"].sudo()._field_to_sql(scorecard, SCORECARD_FIELDS[field_name], query)

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
