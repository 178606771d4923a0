from datetime import datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..const import METHODS, REFRESH_STATES, VALUE_BASES, VALUE_BASIS_CHOICES

# Who sees the figures of all customers may see their sums.
ALL_FIGURES_GROUPS = "sales_team.group_sale_salesman_all_leads,crm_sme.group_sme_manager"

# What a manager may try out in a preview, apply and undo.
RULE_FIELDS = (
    "method",
    "window_months",
    "value_basis",
    "border_percent",
    "share_key",
    "share_growth",
    "share_standard",
    "amount_key",
    "amount_growth",
    "amount_standard",
)


class SmePolicy(models.Model):
    """How one company classifies its customers, and what came out of it last."""

    _name = "sme.policy"
    _description = "Customer Classification Policy"
    _rec_name = "company_id"
    _order = "company_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    # Value
    window_months = fields.Integer(
        default=12, required=True, help="Orders of so many months, up to the day of the refresh, make the value."
    )
    value_basis = fields.Selection(
        selection=VALUE_BASIS_CHOICES,
        default="automatic",
        required=True,
        help="Automatic: margin where the costs of most orders are known, otherwise revenue.",
    )
    cost_known_enter = fields.Float(
        string="Margin From",
        default=0.80,
        digits=(5, 4),
        help="Automatic goes by margin once the costs of so much of the orders' amounts are known.",
    )
    cost_known_leave = fields.Float(
        string="Margin Until Below",
        default=0.70,
        digits=(5, 4),
        help="Automatic goes back to revenue when the costs of less than this are known.",
    )
    excluded_partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Left Out",
        help="Customers that are not classified, for example walk-in customers. Your own companies never are.",
    )

    # Classes
    method = fields.Selection(
        selection=METHODS,
        default="share",
        required=True,
        help="Share: the best customers who together make the first part of the total value are Key, and so on. "
        "Amounts: a customer's class depends on its own value only.",
    )
    share_key = fields.Float(string="Key: First", default=0.50, digits=(5, 4))
    share_growth = fields.Float(string="Growth: Up To", default=0.80, digits=(5, 4))
    share_standard = fields.Float(string="Standard: Up To", default=0.95, digits=(5, 4))
    amount_key = fields.Monetary(string="Key: From", default=50000)
    amount_growth = fields.Monetary(string="Growth: From", default=10000)
    amount_standard = fields.Monetary(string="Standard: From", default=1000)
    border_percent = fields.Float(
        string="Border (%)",
        default=10.0,
        digits=(5, 2),
        help="How far beyond the border of its class a customer may move before it changes class, so that nobody "
        "moves to and fro: in per cent of the narrower of the two classes (of the amount, with amounts).",
    )
    few_ranked = fields.Integer(
        string="Few Customers",
        default=20,
        help="With fewer ranked customers, the explanation says that ranks say little.",
    )

    # Lifecycle
    new_days = fields.Integer(default=90, help="New: the first order lies within so many days.")
    won_back_days = fields.Integer(default=90, help="Won back: an order within so many days ...")
    won_back_gap_days = fields.Integer(default=365, help="... after a gap of more than so many days.")
    rhythm_min_order_days = fields.Integer(
        string="Order Days for a Rhythm",
        default=3,
        help="A customer who ordered on so many different days has a rhythm of its own.",
    )
    late_factor = fields.Float(
        default=1.5, digits=(6, 2), help="Late: no order for more than so many times the usual gap ..."
    )
    late_min_days = fields.Integer(default=14, help="... and for so many days at least.")
    dormant_factor = fields.Float(
        default=3.0, digits=(6, 2), help="Dormant: no order for more than so many times the usual gap ..."
    )
    dormant_min_days = fields.Integer(default=30, help="... and for so many days at least.")
    dormant_days = fields.Integer(
        default=180, help="Without a rhythm of its own, a customer is dormant after so many days."
    )
    lost_days = fields.Integer(
        default=365, help="Lost: no order for so many days (and, with an own rhythm, beyond the factor for dormant)."
    )

    # What came out
    as_of = fields.Date(readonly=True, copy=False, help="The scorecards are of this day.")
    value_basis_used = fields.Selection(selection=VALUE_BASES, readonly=True, copy=False)
    cost_known_share = fields.Float(string="Costs Known", readonly=True, copy=False)
    median_gap_days = fields.Float(
        string="Usual Gap (Days)",
        readonly=True,
        copy=False,
        help="The median of the usual gaps of all customers who ordered on two days or more.",
    )
    customer_count = fields.Integer(string="Customers", readonly=True, copy=False)
    ranked_count = fields.Integer(string="Ranked Customers", readonly=True, copy=False)
    value_total = fields.Monetary(string="Total Value", readonly=True, copy=False, groups=ALL_FIGURES_GROUPS)
    refreshed_at = fields.Datetime(string="Last Refreshed", readonly=True, copy=False)
    rows_written = fields.Integer(string="Scorecards Written", readonly=True, copy=False)
    rules_key = fields.Char(readonly=True, copy=False, help="Which method, bounds, window and basis were judged by.")
    facts_key = fields.Char(readonly=True, copy=False, help="Which rules and facts the stored verdicts rest on.")
    refresh_state = fields.Selection(
        selection=REFRESH_STATES,
        compute="_compute_refresh",
    )
    refresh_message = fields.Char(compute="_compute_refresh")
    next_refresh_at = fields.Datetime(string="Next Refresh", compute="_compute_refresh")
    timezone_used = fields.Char(string="Time Zone", compute="_compute_refresh", help="Where a day begins and ends.")
    order_count_total = fields.Integer(
        string="Confirmed Orders",
        compute="_compute_document_counts",
        help="What this version reads.",
        groups=ALL_FIGURES_GROUPS,
    )
    invoice_count_total = fields.Integer(
        string="Posted Invoices",
        compute="_compute_document_counts",
        help="What this version does not read.",
        groups=ALL_FIGURES_GROUPS,
    )
    hint = fields.Text(compute="_compute_hint", help="What a reader of the scorecards should know first.")
    previous_rules = fields.Json(readonly=True, copy=False)
    can_undo = fields.Boolean(compute="_compute_can_undo")

    _company_unique = models.Constraint("UNIQUE(company_id)", "A company has one classification policy.")

    @api.depends("previous_rules")
    def _compute_can_undo(self):
        for policy in self:
            policy.can_undo = bool(policy.previous_rules)

    @api.constrains("share_key", "share_growth", "share_standard")
    def _check_shares(self):
        for policy in self:
            if not 0 < policy.share_key <= policy.share_growth <= policy.share_standard <= 1:
                raise ValidationError(
                    self.env._("The shares of Key, Growth and Standard must rise: above 0 %, up to 100 % at most.")
                )

    @api.constrains("amount_key", "amount_growth", "amount_standard")
    def _check_amounts(self):
        for policy in self:
            if not policy.amount_key >= policy.amount_growth >= policy.amount_standard > 0:
                raise ValidationError(
                    self.env._("The amounts of Key, Growth and Standard must fall, and all be above 0.")
                )

    @api.constrains("border_percent")
    def _check_border(self):
        for policy in self:
            if not 0 <= policy.border_percent <= 100:
                raise ValidationError(self.env._("The border must lie between 0 and 100 per cent."))

    @api.constrains("cost_known_enter", "cost_known_leave")
    def _check_cost_known(self):
        for policy in self:
            if not 0 <= policy.cost_known_leave <= policy.cost_known_enter <= 1:
                raise ValidationError(
                    self.env._(
                        "Margin must be left at a lower share of known costs than it is taken up, within 0 and 100 %."
                    )
                )

    @api.constrains("window_months")
    def _check_window(self):
        for policy in self:
            if not 1 <= policy.window_months <= 120:
                raise ValidationError(self.env._("The window must be 1 to 120 months long."))

    @api.constrains(
        "new_days", "won_back_days", "won_back_gap_days", "late_min_days", "dormant_min_days", "dormant_days",
        "lost_days", "few_ranked", "late_factor", "dormant_factor", "rhythm_min_order_days",
    )  # fmt: skip
    def _check_lifecycle(self):
        day_fields = (
            "new_days", "won_back_days", "won_back_gap_days", "late_min_days", "dormant_min_days", "dormant_days",
            "lost_days", "few_ranked",
        )  # fmt: skip
        for policy in self:
            for name in day_fields:
                if not 0 <= policy[name] <= 36500:
                    raise ValidationError(
                        self.env._(
                            "“%s” must lie between 0 and 36,500.",
                            self._fields[name].get_description(self.env)["string"],
                        )
                    )
            if policy.dormant_days > policy.lost_days:
                raise ValidationError(self.env._("A customer is dormant before it is lost: check the days."))
            if not 1 <= policy.late_factor <= policy.dormant_factor <= 100:
                raise ValidationError(self.env._("The factors for late and dormant must rise, from 1 to 100."))
            if policy.rhythm_min_order_days < 2:
                raise ValidationError(self.env._("A rhythm takes at least two order days."))

    @api.ondelete(at_uninstall=False)
    def _unlink_with_company_only(self):
        raise ValidationError(self.env._("A policy lives as long as its company."))

    def write(self, vals):
        """Changing the rules re-judges by request: the next refresh follows them."""
        result = super().write(vals)
        if not vals.keys().isdisjoint(self._get_rule_names()):
            self.env["sme.refresh"]._request(self.company_id)
        return result

    @api.model
    def _get_rule_names(self):
        """Names of the fields that a verdict depends on."""
        return {
            *RULE_FIELDS, "cost_known_enter", "cost_known_leave", "excluded_partner_ids", "few_ranked",
            "new_days", "won_back_days", "won_back_gap_days", "rhythm_min_order_days", "late_factor", "late_min_days",
            "dormant_factor", "dormant_min_days", "dormant_days", "lost_days",
        }  # fmt: skip

    @api.model
    def _get_for_companies(self, companies):
        """The policies of the companies, in their order; made where one is missing."""
        # sudo: a policy is part of a company, whoever is the first to need it
        companies = companies._origin
        policies_sudo = self.sudo().search([("company_id", "in", companies.ids)])
        missing = companies - policies_sudo.company_id
        if missing:
            policies_sudo += self.sudo().create([{"company_id": company.id} for company in missing])
        by_company = policies_sudo.grouped("company_id")
        return self.browse([by_company[company].id for company in companies])

    def _get_excluded_partners(self):
        """Commercial partners that are never classified: those left out, the own companies, the public visitor."""
        self.ensure_one()
        # sudo: contacts of other companies of the database are left out too
        own_sudo = self.env["res.company"].sudo().with_context(active_test=False).search([]).partner_id
        public_sudo = self.env.ref("base.public_user").sudo().partner_id
        left_out_sudo = self.sudo().with_context(active_test=False).excluded_partner_ids
        return left_out_sudo.commercial_partner_id | own_sudo | public_sudo

    def _get_timezone(self):
        """The time zone in which this company's days begin and end."""
        self.ensure_one()
        # sudo: the calendar and the contact of a company are readable by its engine whoever asks
        company_sudo = self.company_id.sudo()
        return company_sudo.partner_id.tz or company_sudo.resource_calendar_id.tz or "UTC"

    def _get_today(self):
        """Today in the company's time zone."""
        self.ensure_one()
        return fields.Datetime.context_timestamp(
            self.with_context(tz=self._get_timezone()), fields.Datetime.now()
        ).date()

    def _get_end_of_day(self, day):
        """The first UTC moment after a day of the company."""
        self.ensure_one()
        midnight = pytz.timezone(self._get_timezone()).localize(datetime.combine(day + timedelta(days=1), time.min))
        return midnight.astimezone(pytz.utc).replace(tzinfo=None)

    def _get_window_start(self, as_of):
        """The window holds the days after this one."""
        self.ensure_one()
        return as_of - relativedelta(months=self.window_months)

    # ------------------------------------------------------------
    # REFRESH
    # ------------------------------------------------------------

    def _compute_refresh(self):
        rows = self.env["sme.refresh"]._get_for_companies(self.company_id).grouped("company_id")
        now = fields.Datetime.now()
        for policy in self:
            row = rows[policy.company_id]
            policy.refresh_state = row.state
            policy.refresh_message = row.message
            policy.next_refresh_at = row._get_next_night(now)
            policy.timezone_used = policy._get_timezone()

    @api.depends("as_of", "customer_count", "cost_known_share", "value_basis", "value_basis_used")
    def _compute_hint(self):
        for policy in self:
            # sudo: a hint may tell how many invoices there are, whoever reads it
            policy.hint = "\n".join(policy.sudo()._get_hints())

    def _get_hints(self):
        """Sentences about what limits the scorecards of this company, if anything does."""
        self.ensure_one()
        if not self.as_of:
            return [self.env._("The scorecards have not been computed yet.")]
        hints = []
        if self.as_of != self._get_today():
            hints.append(self.env._("The scorecards are as of %s.", format_date(self.env, self.as_of)))
        if not self.customer_count:
            hints.append(self._get_empty_hint())
        elif self.value_basis == "automatic" and self.value_basis_used == "revenue" and self.cost_known_share < 1:
            hints.append(
                self.env._(
                    "The costs of %s %% of the orders' amounts are not known: classes go by revenue.",
                    round(100 * (1 - self.cost_known_share)),
                )
            )
        return hints

    def _get_empty_hint(self):
        """What a database without confirmed orders is told this version reads."""
        if self.invoice_count_total:
            return self.env._(
                "No customer has a confirmed order, but there are %s posted customer invoices. "
                "This version reads confirmed sales orders only, neither invoices nor shop sales.",
                self.invoice_count_total,
            )
        return self.env._(
            "No customer has a confirmed order. "
            "This version reads confirmed sales orders only, neither invoices nor shop sales."
        )

    def _compute_document_counts(self):
        # sudo: only counts are told
        orders_sudo, moves_sudo = self.env["sale.order"].sudo(), self.env["account.move"].sudo()
        for policy in self:
            company = Domain("company_id", "=", policy.company_id.id)
            policy.order_count_total = orders_sudo.search_count(company & Domain("state", "=", "sale"))
            policy.invoice_count_total = moves_sudo.search_count(
                company & Domain("move_type", "=", "out_invoice") & Domain("state", "=", "posted")
            )

    @api.model
    def get_refresh_state(self):
        """Plain values for the status line of the current company: state, phase, last and next refresh, hint.

        Readable by every user of the app; datetimes are UTC strings.
        """
        policy = self._get_for_companies(self.env.company)
        policy.check_access("read")
        return {
            **self.env["sme.refresh"]._get_state(self.env.company),
            "hint": policy.hint or "",
            "can_refresh": self.env.user.has_group("crm_sme.group_sme_manager"),
        }

    def action_request_refresh(self):
        """Ask the background job to refresh now; the status line shows how far it is."""
        policies = self or self._get_for_companies(self.env.companies)
        policies.check_access("write")
        self.env["sme.refresh"]._request(policies.company_id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("The scorecards are being refreshed in the background."),
            },
        }

    # ------------------------------------------------------------
    # WHAT-IF
    # ------------------------------------------------------------

    def action_open_preview(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_policy_preview_action")
        return {**action, "context": {"default_policy_id": self.id}}

    def _apply_rules(self, values):
        """Take over rules that were tried out, keeping the present ones for one undo, and judge by them at once."""
        self.ensure_one()
        self.check_access("write")
        previous = {name: self[name] for name in RULE_FIELDS}
        self.write({**values, "previous_rules": previous})
        self.env["sme.classification"]._refresh_company(self)
        self.env["sme.refresh"]._settle(self.company_id)

    def action_undo(self):
        """Go back to the rules that held before the last what-if was applied."""
        self.ensure_one()
        if not self.previous_rules:
            raise UserError(self.env._("There is nothing to undo."))
        self._apply_rules(self.previous_rules)
        self.previous_rules = False
        return {"type": "ir.actions.client", "tag": "soft_reload"}
