from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..const import CHANNELS, PRIORITIES, SERVICE_STATES
from ..queries import repeat_faults

# The fields of a service record that the analysis shows as they are.
PLAIN_FIELDS = (
    "id",
    "type_id",
    "team_id",
    "user_id",
    "partner_id",
    "commercial_partner_id",
    "company_id",
    "product_id",
    "cause_id",
    "channel",
    "priority",
    "stage_id",
    "state",
    "active",
    "create_date",
    "date_solved",
    "date_closed",
    "minutes_spent",
    "service_cost",
)
# What the analysis says about each kind of clock: the share of promises kept, and the working hours used.
KEPT_FIELDS = {
    "kept_first_response": "first_response",
    "kept_next_response": "next_response",
    "kept_resolution": "resolution",
}
HOURS_FIELDS = {"first_response_hours": "first_response", "resolution_hours": "resolution"}
MANAGER = "crm_sme.group_sme_manager"


class SmeServiceAnalysis(models.Model):
    """One row a service record: how many, how fast, which promises were kept, what it took.

    Held mails and duplicates are left out: they are no case of their own. A row is seen by whoever may see the
    record, and opens it.
    """

    _name = "sme.service.analysis"
    _description = "Service Analysis"
    _auto = False
    _order = "create_date desc, id desc"
    _rec_name = "service_id"

    service_id = fields.Many2one(comodel_name="sme.service", string="Service Record", readonly=True)
    type_id = fields.Many2one(comodel_name="sme.service.type", readonly=True)
    team_id = fields.Many2one(comodel_name="sme.service.team", readonly=True)
    user_id = fields.Many2one(comodel_name="res.users", string="Handled By", readonly=True)
    partner_id = fields.Many2one(comodel_name="res.partner", string="Contact", readonly=True)
    commercial_partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", readonly=True)
    class_id = fields.Many2one(
        comodel_name="sme.customer.class", string="Customer Class", readonly=True, help="The customer's class of today."
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one(comodel_name="product.product", readonly=True)
    cause_id = fields.Many2one(comodel_name="sme.service.cause", string="Root Cause", readonly=True)
    channel = fields.Selection(selection=CHANNELS, readonly=True)
    priority = fields.Selection(selection=PRIORITIES, readonly=True)
    stage_id = fields.Many2one(comodel_name="sme.service.stage", readonly=True)
    state = fields.Selection(selection=SERVICE_STATES, readonly=True)
    active = fields.Boolean(readonly=True)
    create_date = fields.Datetime(string="Created On", readonly=True)
    date_solved = fields.Datetime(string="Solved On", readonly=True)
    date_closed = fields.Datetime(string="Closed On", readonly=True)
    first_response_hours = fields.Float(
        string="First Answer (Working Hours)", readonly=True, aggregator="avg", digits=(16, 2)
    )
    resolution_hours = fields.Float(
        string="Solution (Working Hours)",
        readonly=True,
        aggregator="avg",
        digits=(16, 2),
        help="Without the time that it waited for the customer.",
    )
    kept_first_response = fields.Float(string="First Answer in Time (Share)", readonly=True, aggregator="avg")
    kept_next_response = fields.Float(string="Next Answers in Time (Share)", readonly=True, aggregator="avg")
    kept_resolution = fields.Float(string="Solution in Time (Share)", readonly=True, aggregator="avg")
    first_response_late = fields.Boolean(string="First Answer Late", readonly=True)
    resolution_late = fields.Boolean(string="Solution Late", readonly=True)
    record_count = fields.Integer(string="Records", readonly=True)
    reopened = fields.Float(string="Reopened (Share)", readonly=True, aggregator="avg")
    repeat_fault = fields.Float(
        string="Repeat Fault (Share)",
        readonly=True,
        aggregator="avg",
        help="The same product with the same cause within some days.",
    )
    minutes_spent = fields.Float(readonly=True, digits=(16, 2))
    service_cost = fields.Monetary(readonly=True, groups=MANAGER)
    rating = fields.Float(string="Average Rating (1-5)", readonly=True, aggregator="avg", digits=(16, 2))

    _depends = {
        "sme.service": [
            *(name for name in PLAIN_FIELDS if name != "id"),
            "held_reason",
            "parent_id",
            "rating_last_value",
            "reopen_count",
        ],
        "sme.service.clock": ["service_id", "kind", "state", "consumed_hours", "deadline"],
        "sme.service.cause": ["repeat_days"],
        "res.company": ["sme_repeat_days"],
        "sme.customer": ["company_id", "partner_id", "class_id"],
    }

    @property
    def _table_query(self) -> SQL:
        # sudo: the rules of this report decide which rows are seen, its groups which columns
        services_sudo = self.env["sme.service"].sudo().with_context(active_test=False)
        query = services_sudo._search(self._get_counted_domain(), bypass_access=True, order="id")
        query.order = None
        query.add_join(
            "LEFT JOIN",
            "clocks",
            self._get_clocks(fields.Datetime.now()),
            SQL("clocks.service_id = %s", services_sudo._field_to_sql(services_sudo._table, "id", query)),
        )
        columns = self._get_columns(services_sudo, query)
        return query.select(*(SQL("%s AS %s", column, SQL.identifier(name)) for name, column in columns.items()))

    @api.model
    def _get_counted_domain(self):
        return Domain("held_reason", "=", False) & Domain("parent_id", "=", False)

    @api.model
    def _get_clocks(self, now):
        """One row a service record: what its clocks came to. A promise is broken from its deadline on, not only once
        somebody has answered.
        """
        kept = SQL(
            """
            CASE WHEN state = 'met' THEN 1.0
                 WHEN state = 'missed' OR (state = 'running' AND deadline < %s) THEN 0.0 END
            """,
            now,
        )
        columns = [
            SQL("avg(%s) FILTER (WHERE kind = %s) AS %s", kept, kind, SQL.identifier(name))
            for name, kind in KEPT_FIELDS.items()
        ]
        columns += [
            SQL(
                "avg(consumed_hours) FILTER (WHERE kind = %s AND state IN ('met', 'missed')) AS %s",
                kind,
                SQL.identifier(name),
            )
            for name, kind in HOURS_FIELDS.items()
        ]
        return SQL("(SELECT service_id, %s FROM sme_service_clock GROUP BY service_id)", SQL(", ").join(columns))

    @api.model
    def _get_columns(self, services, query):
        """{field: its SQL expression} over the service records of a query, to which joins may be added."""

        def column(name):
            return services._field_to_sql(services._table, name, query)

        return {
            **{name: column(name) for name in PLAIN_FIELDS},
            "service_id": column("id"),
            "record_count": SQL("1"),
            **{name: SQL.identifier("clocks", name) for name in (*KEPT_FIELDS, *HOURS_FIELDS)},
            "class_id": column("sme_class_id"),
            "reopened": SQL("CASE WHEN %s > 0 THEN 1.0 ELSE 0.0 END", column("reopen_count")),
            "first_response_late": SQL("COALESCE(clocks.kept_first_response < 1, FALSE)"),
            "resolution_late": SQL("COALESCE(clocks.kept_resolution < 1, FALSE)"),
            "repeat_fault": SQL("CASE WHEN %s THEN 1.0 ELSE 0.0 END", self._get_repeated(services, query)),
            "rating": SQL("NULLIF(%s, 0)", column("rating_last_value")),
        }

    @api.model
    def _get_repeated(self, services, query):
        this, other = services._get_fault_columns(services._table, query), services._get_fault_columns("other")
        return repeat_faults.has_repeats(this, other)

    def action_open_service(self):
        """Open the record behind a row."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "sme.service",
            "res_id": self.service_id.id,
            "views": [(False, "form")],
        }
