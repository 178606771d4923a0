from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain

from ...const import DOCUMENT_FIELDS, LIVE_ENROLMENT_STATES, PLAN_TRIGGERS
from ...queries import enrolment as queries
from ...rules import literal_domain

MOST_BY_ANYBODY = 50  # how many customers may be enrolled at once by who is no manager
# What of a scorecard a plan may ask for.
CUSTOMER_FIELDS = {
    *("class_id", "class_id.code", "lifecycle", "class_since", "order_count", "revenue", "margin", "average_order"),
    *("service_cost", "first_order_date", "last_order_date", "previous_order_date", "lifetime_order_count"),
    *("lifetime_revenue", "median_gap_days", "value", "value_rank", "value_share", "cumulative_share"),
    *("rfm_recency", "rfm_frequency", "rfm_monetary", "expected_next_date", "money_at_stake", "days_since_last"),
    *("lateness", "country_id", "state_id", "account_manager_id", "partner_id", "partner_id.category_id"),
    *("partner_id.industry_id", "partner_id.lang", "partner_id.country_id", "partner_id.state_id", "partner_id.zip"),
}
SILENT = {"tracking_disable": True, "mail_create_nosubscribe": True, "mail_create_nolog": True, "mail_notrack": True}


class SmePlan(models.Model):
    """Who is followed up, by which steps, and what ends it. A plan does nothing until it is switched on."""

    _name = "sme.plan"
    _description = "Follow-up Plan"
    _inherit = ["sme.company.guard.mixin", "mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(string="Switched On", default=False, tracking=True, copy=False)
    switched_on = fields.Datetime(
        string="On Since", readonly=True, copy=False, help="Only what happened from then on starts the plan."
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user if self.env.user.active else self.env.ref("base.user_admin"),
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
        help="Gets the steps for which nobody else is there, and is told of overdue ones.",
    )
    trigger = fields.Selection(selection=PLAN_TRIGGERS, required=True, default="manual", tracking=True)
    trigger_days = fields.Integer(string="Days", default=5, tracking=True)
    customer_domain = fields.Char(
        string="Customers", default="[]", tracking=True, help="Which customers the plan is for, by their scorecard."
    )
    class_ids = fields.Many2many(
        comodel_name="sme.customer.class", string="Classes", help="Empty: customers of every class and of none."
    )
    priority = fields.Integer(
        default=10,
        help="The lower, the earlier its customers get the free hours of people. A step that finds none gains 5 points "
        "with each week it waits.",
    )
    is_selling = fields.Boolean(
        string="Sells Something", default=True, help="It pauses while a complaint of the customer is open."
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    daily_mail_cap = fields.Integer(
        string="Mails per Day", default=20, help="How many mails the plan sends by itself in a day at the most."
    )
    step_ids = fields.One2many(comodel_name="sme.plan.step", inverse_name="plan_id", string="Steps", copy=True)
    exit_ids = fields.One2many(comodel_name="sme.plan.exit", inverse_name="plan_id", string="Exits", copy=True)
    step_count = fields.Integer(compute="_compute_step_count", string="Number of Steps")
    enrolment_count = fields.Integer(compute="_compute_enrolment_count", string="Running")
    is_paused = fields.Boolean(compute="_compute_is_paused", string="All Paused")

    _daily_mail_cap_not_negative = models.Constraint(
        "CHECK(daily_mail_cap >= 0)", "The mails per day cannot be negative."
    )

    @api.depends("step_ids")
    def _compute_step_count(self):
        for plan in self:
            plan.step_count = len(plan.step_ids)

    def _compute_enrolment_count(self):
        counts = dict(
            self.env["sme.enrolment"]._read_group(
                [("plan_id", "in", self.ids), ("state", "in", LIVE_ENROLMENT_STATES)], ["plan_id"], ["__count"]
            )
        )
        for plan in self:
            plan.enrolment_count = counts.get(plan, 0)

    @api.depends("company_id")
    def _compute_is_paused(self):
        # sudo: whether all stands still is no secret of the company
        for plan, plan_sudo in zip(self, self.sudo(), strict=True):
            plan.is_paused = plan_sudo.company_id.sme_plans_paused

    @api.constrains("customer_domain")
    def _check_customer_domain(self):
        for plan in self:
            plan._check_literal_domain(plan.customer_domain, "sme.customer")

    @api.constrains("company_id")
    def _check_people(self):
        self.step_ids._check_people()

    def _check_literal_domain(self, text, model):
        """Raise unless a text is a domain of literals over fields that plans may ask for."""
        try:
            domain = literal_domain.parse(text)
            allowed = all(self._may_ask_for(model, name) for name in literal_domain.get_fields(domain))
            if not allowed or literal_domain.has_inner_domain(domain):
                raise ValueError(text)
            Domain(domain).validate(self.env[model])
        except ValueError as error:
            raise ValidationError(
                self.env._("“%(domain)s” is no condition that a plan can check.", domain=text)
            ) from error

    @api.model
    def _may_ask_for(self, model, name):
        if model == "sme.customer":
            return name in CUSTOMER_FIELDS
        field = self.env[model]._fields.get(name)
        return bool(field) and (field.store or bool(field.search)) and field.type not in ("binary", "json")

    @api.model_create_multi
    def create(self, vals_list):
        now = fields.Datetime.now()
        for values in vals_list:
            if values.get("active"):
                values["switched_on"] = now
        plans = super().create(vals_list)
        plans.version = 1
        for plan in plans:
            if not plan.exit_ids:
                plan.exit_ids = [Command.create(values) for values in plan._get_default_exits()]
        return plans

    def write(self, values):
        if values.get("active"):
            # what happened while a plan was off does not start it
            switched = self.filtered(lambda plan: not plan.active)
            super(SmePlan, switched).write({"switched_on": fields.Datetime.now()})
        return super().write(values)

    def copy_data(self, default=None):
        """A copy for another company has no people of this one: who looks after the customer does their steps."""
        vals_list = [
            {**values, "name": self.env._("%s (copy)", plan.name)}
            for plan, values in zip(self, super().copy_data(default), strict=True)
        ]
        for plan, values in zip(self, vals_list, strict=True):
            if values["company_id"] != plan.company_id.id:
                for _command, _id, step in values.get("step_ids", ()):
                    if step["who"] in ("fixed", "team"):
                        step.update(who="account_manager", user_id=False, team_id=False)
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_enrolments(self):
        # sudo: follow-ups that one does not see count as well
        if self.env["sme.enrolment"].sudo().search_count([("plan_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("Customers were followed up by this plan: switch it off instead."))

    def _get_default_exits(self):
        """The exits of a plan for which nobody said any: values of `sme.plan.exit`. For other areas."""
        return []

    def _raise_version(self):
        for plan in self:
            plan.version += 1

    # ------------------------------------------------------------
    # ENROLLING
    # ------------------------------------------------------------

    def action_enrol(self, partner_ids):
        """Have customers followed up by the plan, by hand; returns their follow-ups.

        Whoever may edit the customers may; many at once are for managers. Customers of other companies are left out.
        """
        self.ensure_one()
        self.check_access("read")
        partners = self.env["res.partner"].browse(partner_ids).exists()
        partners.check_access("write")
        if len(partners) > MOST_BY_ANYBODY and not self.env.user.has_group("crm_sme.group_sme_manager"):
            raise UserError(self.env._("Only managers enrol more than %s customers at once.", MOST_BY_ANYBODY))
        if not self.active:
            raise UserError(self.env._("Switch the plan on first."))
        if self.is_paused:
            raise UserError(self.env._("All follow-ups of the company are paused."))
        today = fields.Date.context_today(self)
        reasons = [["by_hand", self.env.user.name]]
        return self._enrol(
            [
                {"partner_id": partner.id, "documents": {}, "reasons": reasons, "date": today}
                for partner in partners
                if partner.company_id.id in (False, self.company_id.id) and partner.partner_share
            ]
        )

    def _enrol(self, candidates):
        """Begin to follow customers up; who is followed up by the plan already gets the further documents instead.

        A candidate says `partner_id`, `documents` ({model: ids}), `reasons` ([code, values...] without amounts), `date`
        (from which the first step is counted) and, where it is known, `value` (money at stake).
        """
        self.ensure_one()
        # sudo: follow-ups are written by the engine, whoever starts them
        plan_sudo = self.sudo()
        by_key = {}
        partners_sudo = plan_sudo.env["res.partner"].browse([candidate["partner_id"] for candidate in candidates])
        for candidate, partner_sudo in zip(candidates, partners_sudo, strict=True):
            by_key.setdefault(plan_sudo._get_running_key(partner_sudo.commercial_partner_id), []).append(candidate)
        enrolments_sudo = plan_sudo.env["sme.enrolment"].with_context(**SILENT)
        running_sudo = enrolments_sudo.search([("running_key", "in", list(by_key))])
        for enrolment_sudo in running_sudo:
            enrolment_sudo._join(by_key.pop(enrolment_sudo.running_key))
        if by_key:
            new_sudo = enrolments_sudo.create(plan_sudo._prepare_enrolments(by_key))
            new_sudo._start([group[0]["date"] for group in by_key.values()])
            running_sudo |= new_sudo
        return self.env["sme.enrolment"].browse(running_sudo.ids)

    def _get_running_key(self, customer):
        """What only one running follow-up has: text, so that a merge of contacts cannot fail on it."""
        return f"{self.id},{self.company_id.id},{customer.id}"

    def _prepare_enrolments(self, by_key):
        customers = self.env["res.partner"].browse([group[0]["partner_id"] for group in by_key.values()])
        customers = customers.commercial_partner_id
        stakes = dict(
            self.env["sme.customer"]._read_group(
                [("partner_id", "in", customers.ids), ("company_id", "=", self.company_id.id)],
                ["partner_id"],
                ["money_at_stake:sum"],
            )
        )
        noted = dict(self.env.execute_query(queries.newest_contacts(customers.ids, self.company_id.id)))
        now = fields.Datetime.now()
        vals_list = []
        for key, group in by_key.items():
            partner = self.env["res.partner"].browse(group[0]["partner_id"])
            customer = partner.commercial_partner_id
            vals_list.append(
                {
                    "partner_id": partner.id,
                    "company_id": self.company_id.id,
                    "plan_id": self.id,
                    "plan_version": self.version,
                    "newest_step_id": max(self.step_ids.ids, default=0),
                    "running_key": key,
                    "date_start": now,
                    "ledger_start_id": noted.get(customer.id, 0),
                    "start_reasons": self._merge_reasons(group),
                    "value_at_stake": sum(candidate.get("value") or 0 for candidate in group)
                    or stakes.get(customer, 0),
                    **self._merge_documents(group),
                }
            )
        return vals_list

    @api.model
    def _merge_reasons(self, candidates, known=()):
        reasons = list(known)
        for candidate in candidates:
            reasons += [reason for reason in candidate["reasons"] if reason not in reasons]
        return reasons

    @api.model
    def _merge_documents(self, candidates):
        """{field: commands} that link the documents of candidates."""
        values = {}
        for candidate in candidates:
            for model, ids in (candidate.get("documents") or {}).items():
                values.setdefault(DOCUMENT_FIELDS[model], []).extend(Command.link(identifier) for identifier in ids)
        return values

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_switch_on(self):
        self.check_access("write")
        if any(not plan.step_ids for plan in self):
            raise UserError(self.env._("A plan without steps does nothing: add one first."))
        self.write({"active": True})

    def action_switch_off(self):
        self.check_access("write")
        self.write({"active": False})

    @api.model
    def get_pause_state(self):
        """Whether all follow-ups of the current company stand still, whether the reader may change that, and what keeps
        the engine itself from working; that is for managers.
        """
        self.check_access("read")
        is_manager = self.env.user.has_group("crm_sme.group_sme_manager")
        # sudo: whether all stands still is no secret of the company
        return {
            "paused": self.env.company.sudo().sme_plans_paused,
            "company": self.env.company.name,
            "may_change": is_manager,
            "trouble": self.env["sme.tick"]._get_trouble(fields.Datetime.now()) if is_manager else "",
        }

    @api.model
    def action_pause_all(self):
        """Let all follow-ups of the current company stand still: no step, nobody enrolled, until they go on."""
        self._set_all_paused(True)

    @api.model
    def action_resume_all(self):
        self._set_all_paused(False)

    @api.model
    def _set_all_paused(self, paused):
        if not self.env.user.has_group("crm_sme.group_sme_manager"):
            raise AccessError(self.env._("Only managers pause all follow-ups."))
        # sudo: managers of customer relations change this one setting, though not the company
        self.env.company.sudo().sme_plans_paused = paused

    def action_open_enrolments(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_enrolment_action")
        action["domain"] = [("plan_id", "=", self.id)]
        action["context"] = {"search_default_live": 1}
        return action

    def action_open_funnel(self):
        """Who is at which step of the plan."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_enrolment_step_action")
        action["domain"] = [("plan_id", "=", self.id)]
        action["context"] = {"search_default_planned": 1, "group_by": ["step_id"]}
        return action
