from odoo import api, fields, models
from odoo.tools import format_date

from ...const import DOCUMENT_FIELDS, ENROLMENT_STATES, LIVE_ENROLMENT_STATES, STOP_REASONS
from ...queries import enrolment as queries

AMOUNT_READERS = "sales_team.group_sale_salesman_all_leads,crm_sme.group_sme_manager"


class SmeEnrolment(models.Model):
    """One customer who is followed up by one plan: why, where it stands, and how it ended.

    Written by the engine alone. Nobody becomes a follower of it; whoever has a step of it sees it.
    """

    _name = "sme.enrolment"
    _description = "Follow-up"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "next_date, id"
    _check_company_auto = True
    _mail_post_access = "read"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
        ondelete="cascade",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    plan_id = fields.Many2one(
        comodel_name="sme.plan",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        context={"active_test": False},
    )
    plan_version = fields.Integer(readonly=True, help="The version of the plan from which the last step was taken.")
    newest_step_id = fields.Integer(readonly=True, help="The newest step that the plan had when the follow-up began.")
    order_ids = fields.Many2many(comodel_name="sale.order", string="Orders", readonly=True, check_company=True)
    lead_ids = fields.Many2many(comodel_name="crm.lead", string="Opportunities", readonly=True, check_company=True)
    entitlement_ids = fields.Many2many(
        comodel_name="sme.entitlement", string="Entitlements", readonly=True, check_company=True
    )
    service_ids = fields.Many2many(
        comodel_name="sme.service", string="Service Records", readonly=True, check_company=True
    )
    state = fields.Selection(
        selection=ENROLMENT_STATES, required=True, readonly=True, default="running", index=True, copy=False
    )
    start_reasons = fields.Json(readonly=True, help="Codes with their values; no amounts.")
    start_reason = fields.Text(compute="_compute_start_reason", string="Why It Started")
    stop_reason = fields.Selection(selection=STOP_REASONS, string="Ended By", readonly=True, copy=False)
    pause_reason = fields.Selection(selection=STOP_REASONS, string="Paused By", readonly=True, copy=False)
    paused_until = fields.Datetime(readonly=True, copy=False, help="Empty: until what paused it is over.")
    date_start = fields.Datetime(string="Started On", required=True, readonly=True, default=fields.Datetime.now)
    date_end = fields.Datetime(string="Ended On", readonly=True, copy=False)
    running_key = fields.Char(readonly=True, copy=False)
    step_ids = fields.One2many(
        comodel_name="sme.enrolment.step", inverse_name="enrolment_id", string="Steps", readonly=True
    )
    next_date = fields.Date(string="Next Step On", readonly=True, copy=False)
    next_step_id = fields.Many2one(comodel_name="sme.enrolment.step", compute="_compute_next_step_id")
    next_user_id = fields.Many2one(comodel_name="res.users", compute="_compute_next_step_id", string="Who")
    value_at_stake = fields.Monetary(string="At Stake", readonly=True, groups=AMOUNT_READERS)
    ledger_start_id = fields.Integer(
        string="Begins After",
        readonly=True,
        default=0,
        help="The last contact in the ledger when the follow-up began.",
    )
    explanation = fields.Text(compute="_compute_explanation", string="Where It Stands")

    _running_unique = models.UniqueIndex("(running_key)", "This customer is followed up by this plan already.")
    _live_idx = models.Index("(commercial_partner_id, company_id) WHERE state IN ('running', 'paused')")
    _paused_idx = models.Index("(paused_until) WHERE state = 'paused'")

    @api.depends("plan_id", "partner_id")
    def _compute_display_name(self):
        # sudo: the name of a follow-up is read wherever its activities are shown
        for enrolment, enrolment_sudo in zip(self, self.sudo(), strict=True):
            enrolment.display_name = self.env._(
                "%(customer)s: %(plan)s",
                customer=enrolment_sudo.partner_id.display_name or "",
                plan=enrolment_sudo.plan_id.name or "",
            )

    @api.depends("step_ids.state")
    def _compute_next_step_id(self):
        for enrolment in self:
            planned = enrolment.step_ids.filtered(lambda step: step.state == "planned")[:1]
            enrolment.next_step_id = planned
            enrolment.next_user_id = planned.user_id

    @api.depends("start_reasons")
    @api.depends_context("lang")
    def _compute_start_reason(self):
        for enrolment in self:
            enrolment.start_reason = "\n".join(
                self._get_reason_sentence(code, *values) for code, *values in enrolment.start_reasons or []
            )

    @api.model
    def _get_reason_sentence(self, code, *values):
        """What a reason says in the reader's language; codes that nobody knows are shown as they are."""
        sentences = self._get_reason_sentences(*values)
        return sentences[code]() if code in sentences else " ".join(str(part) for part in (code, *values))

    @api.model
    def _get_reason_sentences(self, *values):
        """{code: function that makes the sentence of these values}. For other areas, which add their codes."""
        first = values[0] if values else ""
        return {"by_hand": lambda: self.env._("By hand, by %s.", first)}

    @api.depends("state", "stop_reason", "date_end", "pause_reason", "paused_until")
    @api.depends_context("lang", "tz")
    def _compute_explanation(self):
        names = dict(self._fields["stop_reason"]._description_selection(self.env))
        for enrolment in self:
            enrolment.explanation = enrolment._get_explanation(names)

    def _get_explanation(self, names):
        if self.state == "paused" and self.paused_until:
            return self.env._(
                "Paused until %(day)s: %(reason)s.",
                day=self._get_day(self.paused_until),
                reason=names.get(self.pause_reason, self.env._("no reason given")),
            )
        if self.state == "paused":
            return self.env._("Paused: %s.", names.get(self.pause_reason, self.env._("no reason given")))
        if self.state in ("done", "stopped"):
            return self.env._(
                "Ended on %(day)s: %(reason)s.",
                day=self._get_day(self.date_end),
                reason=names.get(self.stop_reason, self.env._("no reason given")),
            )
        return self.env._("Running since %s.", self._get_day(self.date_start))

    def _get_day(self, moment):
        return format_date(self.env, fields.Datetime.context_timestamp(self, moment).date()) if moment else ""

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Nobody follows follow-ups: whoever has a step would otherwise get every mail about the customer."""
        return True

    # ------------------------------------------------------------
    # LIFE OF A FOLLOW-UP
    # ------------------------------------------------------------

    def action_pause(self):
        self.check_access("read")
        self._pause("by_hand", False, fields.Datetime.now())

    def action_resume(self):
        self.check_access("read")
        self._resume(fields.Datetime.now())

    def action_stop(self):
        self.check_access("read")
        self._stop("by_hand", fields.Datetime.now())

    def _join(self, candidates):
        """Take further documents of the customer in."""
        self.ensure_one()
        plans = self.env["sme.plan"]
        values = plans._merge_documents(candidates)
        reasons = plans._merge_reasons(candidates, self.start_reasons or [])
        if reasons != self.start_reasons:
            values["start_reasons"] = reasons
        extra = sum(candidate.get("value") or 0 for candidate in candidates)
        if extra and any(set(values) & set(DOCUMENT_FIELDS.values())):
            values["value_at_stake"] = self.value_at_stake + extra
        if values:
            self.write(values)

    def _start(self, days):
        """Plan the first step of new follow-ups, counted from a day each."""
        self._plan_next(dict(zip(self, days, strict=True)))

    def _stop(self, reason_code, now, state="stopped"):
        """End follow-ups: done steps stay, planned ones are skipped for this reason, to-dos disappear."""
        # sudo: follow-ups are written by the engine, whatever ends them
        live_sudo = self.sudo().filtered(lambda enrolment: enrolment.state in LIVE_ENROLMENT_STATES)
        live_sudo._get_planned_steps()._skip(reason_code, now)
        live_sudo.write(
            {
                "state": state,
                "stop_reason": reason_code,
                "date_end": now,
                "running_key": False,
                "next_date": False,
                "pause_reason": False,
                "paused_until": False,
            }
        )
        return self.browse(live_sudo.ids)

    def _pause(self, reason_code, until, now):
        """Do no further step until a moment, or where that is open until somebody resumes; to-dos disappear.

        What is paused already stays so until the later of both.
        """
        # sudo: see _stop
        live_sudo = self.sudo().filtered(lambda enrolment: enrolment.state in LIVE_ENROLMENT_STATES)
        live_sudo = live_sudo.filtered(
            lambda enrolment: (
                enrolment.state == "running"
                or (enrolment.paused_until and (not until or until > enrolment.paused_until))
            )
        )
        live_sudo._get_planned_steps()._withdraw()
        live_sudo.write({"state": "paused", "pause_reason": reason_code, "paused_until": until})
        return self.browse(live_sudo.ids)

    def _resume(self, now):
        """Go on where the follow-ups paused; steps whose day has passed come on the next working day."""
        # sudo: see _stop
        paused_sudo = self.sudo().filtered(lambda enrolment: enrolment.state == "paused")
        paused_sudo.write({"state": "running", "pause_reason": False, "paused_until": False})
        paused_sudo._get_planned_steps()._move_to_future(now)
        return self.browse(paused_sudo.ids)

    @api.model
    def _settle_doubles(self, customers):
        """Of several live follow-ups of a customer by one plan keep the oldest, which takes over the documents."""
        # sudo: follow-ups are written by the engine, whoever merged the contacts
        live_sudo = self.sudo().search(
            [("commercial_partner_id", "in", customers.ids), ("state", "in", LIVE_ENROLMENT_STATES)], order="id"
        )
        for key, same_sudo in live_sudo.grouped(
            lambda enrolment: enrolment.plan_id._get_running_key(enrolment.commercial_partner_id)
        ).items():
            kept_sudo, doubles_sudo = same_sudo[0], same_sudo[1:]
            for name in DOCUMENT_FIELDS.values():
                if doubles_sudo[name] - kept_sudo[name]:
                    kept_sudo[name] |= doubles_sudo[name]
            doubles_sudo._stop("duplicate", fields.Datetime.now())
            if kept_sudo.running_key != key:
                doubles_sudo.flush_recordset(["running_key"])
                kept_sudo.running_key = key

    @api.autovacuum
    def _gc_doubles(self):
        """Once a day: contacts that joined another firm may have brought a follow-up along."""
        rows = self.env.execute_query(queries.customers_with_old_keys())
        self._settle_doubles(self.env["res.partner"].browse([row[0] for row in rows]))

    def _get_planned_steps(self):
        return self.env["sme.enrolment.step"].search([("enrolment_id", "in", self.ids), ("state", "=", "planned")])
