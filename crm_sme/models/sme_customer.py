from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_amount

from ..const import LIFECYCLES, VALUE_BASES
from ..queries import scorecard_fields
from ..unchecked_many2one import UncheckedMany2one

SHOWN_FIGURES = (
    "value", "revenue", "margin", "service_cost", "order_count", "average_order", "value_rank", "value_share",
    "last_order_date", "median_gap_days", "expected_next_date", "money_at_stake", "lifetime_revenue",
)  # fmt: skip
FIRST_DAY = date(1900, 1, 1)
AGEING_FIELDS = ("days_since_last", "lateness", "top_percent")


class SmeCustomer(models.Model):
    """The scorecard: what one company's orders say about one customer, as of the policy's day.

    A cache that the classification writes and anyone may throw away: one row a company and commercial partner.
    """

    _name = "sme.customer"
    _description = "Customer Scorecard"
    _inherit = ["sme.explanation"]
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id"]
    _order = "value_rank, id"
    _log_access = False  # who computed it is on the policy; two checked columns less for every row of a refresh

    company_id = UncheckedMany2one(comodel_name="res.company", required=True, readonly=True)
    partner_id = UncheckedMany2one(comodel_name="res.partner", string="Customer", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    write_date = fields.Datetime(string="Last Written", readonly=True)
    policy_id = fields.Many2one(comodel_name="sme.policy", compute="_compute_policy_id")

    # Facts of the window
    order_count = fields.Integer(string="Orders", readonly=True)
    revenue = fields.Monetary(readonly=True)
    margin = fields.Monetary(readonly=True)
    average_order = fields.Monetary(readonly=True, aggregator="avg")
    service_cost = fields.Monetary(string="Cost to Serve", readonly=True)

    # Facts of all history
    first_order_date = fields.Date(string="First Order", readonly=True)
    last_order_date = fields.Date(string="Last Order", readonly=True)
    previous_order_date = fields.Date(
        string="Order Before", readonly=True, help="The last day with an order before the day of the last order."
    )
    order_day_count = fields.Integer(string="Order Days", readonly=True)
    lifetime_order_count = fields.Integer(string="Orders Ever", readonly=True)
    lifetime_revenue = fields.Monetary(string="Revenue Ever", readonly=True)
    median_gap_days = fields.Float(
        string="Usual Gap (Days)",
        readonly=True,
        aggregator="avg",
        help="The median of the days between consecutive order days: the customer's own rhythm.",
    )

    # Among its peers
    value = fields.Monetary(
        readonly=True, help="Margin (or revenue, by the policy) of the window, minus the cost to serve."
    )
    value_basis_used = fields.Selection(selection=VALUE_BASES, compute="_compute_policy_id", string="Value By")
    value_rank = fields.Integer(string="Rank", readonly=True, aggregator=None)
    value_share = fields.Float(string="Share", readonly=True, help="The part of the company's total value.")
    cumulative_share = fields.Float(
        readonly=True,
        aggregator="max",
        help="The part of the total value that this customer and all better ones hold together.",
    )
    rfm_recency = fields.Integer(string="Recency", readonly=True, aggregator="avg")
    rfm_frequency = fields.Integer(string="Frequency", readonly=True, aggregator="avg")
    rfm_monetary = fields.Integer(string="Monetary", readonly=True, aggregator="avg")

    # Verdict
    class_id = UncheckedMany2one(
        comodel_name="sme.customer.class",
        readonly=True,
        group_expand="_read_group_class_id",
    )
    computed_class_id = UncheckedMany2one(
        comodel_name="sme.customer.class",
        readonly=True,
        help="What the class would be if it were not set by hand.",
    )
    class_since = fields.Date(string="In Class Since", readonly=True)
    previous_class_id = UncheckedMany2one(comodel_name="sme.customer.class", readonly=True)
    lifecycle = fields.Selection(selection=LIFECYCLES, readonly=True)
    lifecycle_until = fields.Date(
        string="Changes On", readonly=True, help="The first day the lifecycle differs if nothing is ordered until then."
    )
    expected_next_date = fields.Date(
        string="Next Order Expected", readonly=True, help="The last order plus the usual gap."
    )
    money_at_stake = fields.Monetary(
        string="At Stake", readonly=True, help="The usual amount of an order, of customers that are late or dormant."
    )
    reasons = fields.Json(readonly=True)
    explanation = fields.Text(compute="_compute_explanation", string="Why This Class?")

    # What changes only because a day passes
    days_since_last = fields.Integer(
        string="Days Since Last Order", compute="_compute_ageing", search="_search_days_since_last", aggregator="avg"
    )
    lateness = fields.Float(
        compute="_compute_ageing",
        search="_search_lateness",
        aggregator="avg",
        help="Days since the last order as a multiple of the usual gap.",
    )
    top_percent = fields.Integer(
        string="Among the Top (%)",
        compute="_compute_ageing",
        search="_search_top_percent",
        aggregator=None,
        help="The customer is among the best so many per cent of the ranked customers.",
    )
    has_override = fields.Boolean(string="Set by Hand", compute="_compute_has_override", search="_search_has_override")

    # From the contact
    active = fields.Boolean(related="partner_id.active", string="Not Archived")
    phone = fields.Char(related="partner_id.phone")
    email = fields.Char(related="partner_id.email")
    account_manager_id = fields.Many2one(related="partner_id.user_id", string="Account Manager")
    country_id = fields.Many2one(related="partner_id.country_id")
    state_id = fields.Many2one(related="partner_id.state_id", string="State or Province")
    event_ids = fields.One2many(comodel_name="sme.customer.event", compute="_compute_records", string="History")
    override_ids = fields.One2many(
        comodel_name="sme.customer.override", compute="_compute_records", string="Classes by Hand"
    )

    _partner_company_unique = models.Constraint(
        "UNIQUE(partner_id, company_id)", "A customer has one scorecard in each company."
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("company_id")
    def _compute_policy_id(self):
        policies = self.env["sme.policy"]._get_for_companies(self.company_id).grouped("company_id")
        for customer in self:
            customer.policy_id = policies.get(customer.company_id)
            customer.value_basis_used = customer.policy_id.value_basis_used

    @api.depends("last_order_date", "median_gap_days", "value_rank", "company_id")
    def _compute_ageing(self):
        for customer in self:
            as_of, ranked = customer.policy_id.as_of, customer.policy_id.ranked_count
            last, gap = customer.last_order_date, customer.median_gap_days
            days = (as_of - last).days if as_of and last else 0
            customer.days_since_last = days
            customer.lateness = days / gap if gap else 0.0
            customer.top_percent = -(-100 * customer.value_rank // ranked) if ranked and customer.value_rank else 0

    def _search_days_since_last(self, operator, value):
        return self._search_by_sql("days_since_last", operator, value)

    def _search_lateness(self, operator, value):
        return self._search_by_sql("lateness", operator, value)

    def _search_top_percent(self, operator, value):
        return self._search_by_sql("top_percent", operator, value)

    def _search_by_sql(self, field_name, operator, value):
        """A condition on the expression that also sorts and groups by the field."""
        field = self._fields[field_name]
        return Domain.custom(
            to_sql=lambda model, alias, query: field.condition_to_sql(field_name, operator, value, model, alias, query)
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr not in AGEING_FIELDS:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        policies = self.env["sme.policy"]
        policy = scorecard_fields.policy_alias(alias, query, super()._field_to_sql(alias, "company_id", query))

        def own(name):
            return super(SmeCustomer, self)._field_to_sql(alias, name, query)

        if field_expr == "top_percent":
            return scorecard_fields.top_percent(own("value_rank"), policies._field_to_sql(policy, "ranked_count"))
        as_of = policies._field_to_sql(policy, "as_of")
        if field_expr == "days_since_last":
            return scorecard_fields.days_since_last(as_of, own("last_order_date"))
        return scorecard_fields.lateness(as_of, own("last_order_date"), own("median_gap_days"))

    @api.depends_context("lang")
    @api.depends("reasons", "class_id", "class_since", "value", "value_share", "company_id")
    def _compute_explanation(self):
        for customer in self:
            customer.explanation = "\n".join(self._get_scorecard_sentences(customer))

    def _get_figures(self):
        """The figures of a scorecard that a reader looks at first: {label, value, negative}, empty ones left out."""
        self.ensure_one()
        figures = []
        for name in SHOWN_FIGURES:
            field, value = self._fields[name], self[name]
            if not value:
                continue
            if field.type == "monetary":
                text = format_amount(self.env, value, self.currency_id)
            elif field.type == "date":
                text = self._date(value)
            else:
                text = self._percent(value) if name == "value_share" else self._number(value, 1)
            figures.append(
                {
                    "label": field._description_string(self.env),
                    "value": text,
                    "negative": field.type == "monetary" and value < 0,
                }
            )
        return figures

    def _get_overrides(self):
        """{(company id, partner id): the override that holds}, of these scorecards."""
        return self.env["sme.customer.override"]._get_active(self.company_id, self.partner_id)

    def _compute_has_override(self):
        overrides = self._get_overrides()
        for customer in self:
            customer.has_override = (customer.company_id.id, customer.partner_id.id) in overrides

    def _search_has_override(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: scorecard_fields.has_override(alias),
            predicate=lambda customer: customer.has_override,
        )

    def _compute_records(self):
        for customer in self:
            domain = customer._get_records_domain()
            customer.event_ids = self.env["sme.customer.event"].search(domain)
            customer.override_ids = self.env["sme.customer.override"].with_context(active_test=False).search(domain)

    def _get_records_domain(self):
        """History and overrides of this customer: its own and those of the contacts below it."""
        self.ensure_one()
        return Domain("company_id", "=", self.company_id.id) & Domain("partner_id", "child_of", self.partner_id.id)

    @api.model
    def _read_group_class_id(self, classes, domain):
        """All four classes have a column, also empty ones."""
        return classes.search([])

    @api.depends("partner_id")
    def _compute_display_name(self):
        for customer in self:
            # sudo: a name, as a many2one would show it
            customer.display_name = customer.partner_id.sudo().display_name

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    @api.model
    def action_refresh(self, as_of=None):
        """Refresh the scorecards of all companies the user may use, at once; managers only.

        `as_of` (date or ISO text, today by default, never later) counts orders up to that day; in the past it uses
        no memory and writes no history. Record ids, which a view passes, are ignored.
        """
        if not (self.env.su or self.env.user.has_group("crm_sme.group_sme_manager")):
            raise AccessError(self.env._("Only managers of customer relations may refresh the scorecards."))
        day = self._parse_day(None if isinstance(as_of, list) else as_of)
        classification = self.env["sme.classification"]
        # sudo: also the user's companies that are not switched on at the moment; who may refresh was checked
        for policy_sudo in self.env["sme.policy"]._get_for_companies(self.env.user.company_ids).sudo():
            classification._refresh_company(policy_sudo, day)
            if policy_sudo.as_of == policy_sudo._get_today():
                self.env["sme.refresh"]._settle(policy_sudo.company_id)
        return True

    @api.model
    def _parse_day(self, day):
        try:
            parsed = fields.Date.to_date(day or None)
        except (ValueError, TypeError) as error:
            raise UserError(self.env._("“%s” is not a date like 2026-01-31.", day)) from error
        if parsed and parsed < FIRST_DAY:
            raise UserError(self.env._("“%s” lies before all orders.", day))
        return parsed

    def get_explanation(self):
        """{id: the sentences of the explanation} of scorecards the user may read."""
        self.check_access("read")
        return {customer.id: self._get_scorecard_sentences(customer) for customer in self}

    def action_set_class(self):
        """Open the dialog that sets the class of these customers by hand."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_customer_override_wizard_action")
        action["context"] = {"default_customer_ids": self.ids}
        return action

    def action_leave_out(self):
        """Classify these customers no more; managers only."""
        for company, customers in self.grouped("company_id").items():
            policy = self.env["sme.policy"]._get_for_companies(company)
            policy.check_access("write")
            policy.excluded_partner_ids += customers.partner_id
            # sudo: a scorecard is written by the engine only; who may leave customers out was checked above
            customers.sudo()._leave(policy)
        if self.env.context.get("sme_from_form"):  # the record that the form shows is gone
            return self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_customer_action") | {"target": "main"}
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _leave(self, policy):
        """Record that these customers have no scorecard any more, and delete it."""
        self.env["sme.customer.event"].create(
            [
                customer._prepare_event_values("left", "policy")
                | {
                    "class_from_id": customer.class_id.id,
                    "lifecycle_from": customer.lifecycle,
                    "reasons": [["left_out", None, None]],
                    "date": policy._get_today(),
                }
                for customer in self
            ]
        )
        self.unlink()

    # ------------------------------------------------------------
    # OVERRIDES
    # ------------------------------------------------------------

    def _rejudge(self, kind):
        """Give these customers the class that holds now: the one set by hand, else the computed one.

        Recorded in the history as `kind` (override or override_end).
        """
        overrides = self._get_overrides()
        for customer in self:
            override = overrides.get((customer.company_id.id, customer.partner_id.id))
            judged = override.class_id if override else customer.computed_class_id
            if judged == customer.class_id:
                continue
            today = customer.policy_id._get_today()
            change = {"class_from_id": customer.class_id.id, "class_to_id": judged.id, "date": today}
            self.env["sme.customer.event"].create(customer._prepare_event_values(kind, "override") | change)
            customer.write(
                {
                    "previous_class_id": customer.class_id.id,
                    "class_id": judged.id,
                    "class_since": today,
                    "write_date": fields.Datetime.now(),
                }
            )

        for model in ("res.partner", "sale.order", "crm.lead"):
            self.env[model].invalidate_model(["sme_class_id"])

    def _prepare_event_values(self, kind, cause):
        self.ensure_one()
        return {
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "kind": kind,
            "cause": cause,
            "value": self.value,
            "reasons": self.reasons,
            "user_id": self.env.uid,
        }
