import json

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date, format_datetime

from ...const import ALERT_DROP_REASONS, ALERT_KINDS, ALERT_STATES, CLOCK_KINDS, MOST_FAILURES
from ...queries import attention

IMPORTANCES = (1, 2, 3, 4, 5)
DEFAULT_IMPORTANCE = 3


class SmeAlert(models.Model):
    """Something that a person should be interrupted for, and what became of it.

    The only way in which the addon interrupts anybody. Alerts are raised by whoever notices something; the tick shows
    them within the budget of the person, or keeps them for the digest, or drops them, always with the reason.
    """

    _name = "sme.alert"
    _description = "Alert"
    _order = "date desc, id desc"
    _rec_name = "text"
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True, index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one(comodel_name="res.users", string="For", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(selection=ALERT_KINDS, required=True, readonly=True)
    importance = fields.Integer(
        required=True, readonly=True, default=DEFAULT_IMPORTANCE, aggregator="avg", help="1 to 5; 5 comes first."
    )
    is_critical = fields.Boolean(
        string="Critical", readonly=True, help="Breaks through all limits, at most twice a day and person."
    )
    reasons = fields.Json(readonly=True)
    text = fields.Char(string="What It Says", compute="_compute_text")
    explanation = fields.Char(string="Why Not Shown", compute="_compute_explanation")
    date = fields.Datetime(string="Raised On", required=True, readonly=True)
    date_deadline = fields.Date(string="Due", readonly=True)
    state = fields.Selection(selection=ALERT_STATES, string="Status", required=True, readonly=True, default="pending")
    drop_reason = fields.Selection(selection=ALERT_DROP_REASONS, string="Reason", readonly=True)
    wait_until = fields.Datetime(readonly=True)
    shown_date = fields.Datetime(string="Shown On", readonly=True)
    digest_on = fields.Datetime(string="Digest Due", readonly=True)
    digest_date = fields.Datetime(string="In the Digest Of", readonly=True)
    acted_date = fields.Datetime(string="Acted On", readonly=True)
    acted_share = fields.Float(
        string="Acted On (%)", compute="_compute_acted_share", store=True, aggregator="avg", digits=(5, 1)
    )
    is_forgiven = fields.Boolean(
        string="Forgiven", readonly=True, help="A manager wants alerts of this kind to be shown again."
    )
    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(string="Document", model_field="res_model", readonly=True)
    activity_id = fields.Many2one(
        comodel_name="mail.activity", string="To-do", readonly=True, index="btree_not_null", ondelete="set null"
    )
    key = fields.Char(required=True, readonly=True, help="What the alert is about; it is raised once.")
    fail_count = fields.Integer(string="Failures", readonly=True, aggregator=None)
    last_error = fields.Char(readonly=True)

    _key_unique = models.UniqueIndex("(key)", "An alert is raised once.")
    _pending_idx = models.Index("(user_id, date) WHERE state = 'pending'")
    _digest_idx = models.Index("(digest_on) WHERE state = 'digested' AND digest_date IS NULL")
    _shown_idx = models.Index("(user_id, kind, shown_date) WHERE state = 'shown'")
    _person_idx = models.Index("(user_id, date DESC)")

    # ------------------------------------------------------------
    # RAISING
    # ------------------------------------------------------------

    @api.model
    def _raise(self, values_list):
        """Raise alerts; one whose key was raised before is not raised again. Returns the new ones.

        Values: `user_id`, `company_id`, `kind`, `key`; where there are any, `partner_id` (kept as the firm of the
        contact), `importance` (1 to 5), `is_critical`, `reasons` (codes, or lists of a code and its values: never
        words, names or amounts), `res_model` and `res_id` (where the to-do goes), `date_deadline` (of the to-do).
        """
        if not values_list:
            return self.browse()
        partners = self.env["res.partner"].browse(
            {values["partner_id"] for values in values_list if values.get("partner_id")}
        )
        # sudo: the firm of a contact, whoever notices something about the contact
        firms = {partner_sudo.id: partner_sudo.commercial_partner_id.id for partner_sudo in partners.sudo()}
        rows = [self._prepare_row(values, firms) for values in values_list]
        self.flush_model(["key"])
        created = self.env.execute_query(attention.raise_alerts(rows, self.env.uid, fields.Datetime.now()))
        self.invalidate_model()
        return self.browse([identifier for [identifier] in created])

    @api.model
    def _prepare_row(self, values, firms):
        """The columns of a new alert, as `queries.attention` wants them."""
        reasons = [[code] if isinstance(code, str) else list(code) for code in values.get("reasons") or []]
        importance = values.get("importance") or DEFAULT_IMPORTANCE
        return (
            firms.get(values.get("partner_id")),
            values["user_id"],
            values["company_id"],
            values["kind"],
            min(max(importance, IMPORTANCES[0]), IMPORTANCES[-1]),
            bool(values.get("is_critical")),
            json.dumps(reasons),
            values.get("res_model") or None,
            values.get("res_id") or None,
            values.get("date_deadline") or None,
            values["key"],
        )

    @api.model
    def _withdraw(self, keys, now):
        """What alerts were about is done: nobody is to be told any more, and to-dos that are left go."""
        # sudo: alerts are kept by the addon, whoever does what they are about
        alerts_sudo = self.sudo().search([("key", "in", list(keys)), ("acted_date", "=", False)])
        waiting_sudo = alerts_sudo.filtered(lambda alert: alert.state == "pending")
        waiting_sudo.write({"state": "dropped", "drop_reason": "handled"})
        alerts_sudo.filtered(lambda alert: alert.state in ("shown", "digested")).write({"acted_date": now})
        alerts_sudo._clear_activities()

    def _clear_activities(self):
        """Take back the to-dos that have no alert left to act on. For the dispatch."""

    # ------------------------------------------------------------
    # IN WORDS
    # ------------------------------------------------------------

    @api.depends("kind", "reasons")
    @api.depends_context("lang", "tz")
    def _compute_text(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for alert in self:
            sentences = filter(None, (alert._say(*reason) for reason in alert.reasons or []))
            alert.text = " · ".join(sentences) or kinds.get(alert.kind, "")

    def _say(self, code, *values):
        """The sentence of a reason in the language of the reader: a method `_say_<code>` makes it, if there is one."""
        sentence = getattr(self, f"_say_{code}", None)
        return sentence(*values) if sentence else ""

    def _say_promise(self, number, kind, deadline, zone):
        kinds = dict(self.env["sme.service.clock"]._fields["kind"]._description_selection(self.env))
        return self.env._(
            "%(number)s: %(kind)s due %(moment)s",
            number=number,
            kind=kinds.get(kind, dict(CLOCK_KINDS).get(kind, kind)),
            moment=format_datetime(self.env, deadline, tz=self.env.context.get("tz") or zone, dt_format="short"),
        )

    def _say_nobody(self, team_id):
        # sudo: the name of a team, to whom it is told
        team_sudo = self.env["sme.service.team"].sudo().browse(team_id).exists()
        return self.env._("Nobody of %(team)s is there to take new records", team=team_sudo.name or "")

    def _say_entitlement(self, entitlement_id, end):
        # sudo: the name of a right, to whom it is told
        right_sudo = self.env["sme.entitlement"].sudo().browse(entitlement_id).exists()
        return self.env._(
            "%(right)s ends on %(day)s",
            right=right_sudo.display_name or "",
            day=format_date(self.env, end),
        )

    def _say_timer(self, end, minutes):
        return self.env._(
            "Your timer was stopped at the end of the working day (%(time)s): are %(minutes)s minutes right?",
            time=end,
            minutes=f"{minutes:g}",
        )

    def _say_muted(self, user_id, kind):
        # sudo: the name of a colleague, to the manager
        user_sudo = self.env["res.users"].sudo().browse(user_id).exists()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return self.env._(
            "%(person)s does not act on alerts of the kind “%(kind)s”: they are not shown any more",
            person=user_sudo.name or "",
            kind=kinds.get(kind, kind),
        )

    @api.depends("state", "drop_reason", "wait_until", "digest_date", "company_id")
    @api.depends_context("lang", "tz")
    def _compute_explanation(self):
        for alert in self:
            reason = alert.drop_reason and getattr(alert, f"_explain_{alert.drop_reason}")()
            alert.explanation = reason if reason and alert.state != "shown" else ""

    def _explain_quiet(self):
        return self.env._("Waits until %s: the person does not work now.", self._format(self.wait_until))

    def _explain_cap(self):
        # sudo: a limit of the company, to whom it concerns
        most = self.company_id.sudo().sme_alert_cap
        return self.env._("At most %s alerts a day are shown; others were more important.", most)

    def _explain_cool_down(self):
        # sudo: see _explain_cap
        hours = self.company_id.sudo().sme_alert_cool_down
        return self.env._("Something of this kind was shown about the customer within %s hours.", hours)

    def _explain_muted(self):
        return self.env._("Nobody acted on the last three of this kind; a manager was told.")

    def _explain_handled(self):
        return self.env._("It was handled before it could be shown.")

    def _explain_old(self):
        return self.env._("It waited for longer than a week.")

    def _explain_gone(self):
        return self.env._("The person or the document is not there any more.")

    def _format(self, moment):
        return format_datetime(self.env, moment, dt_format="short") if moment else ""

    @api.depends("state", "acted_date")
    def _compute_acted_share(self):
        for alert in self:
            alert.acted_share = 100.0 if alert.acted_date else 0.0

    # ------------------------------------------------------------
    # WHAT PEOPLE DO
    # ------------------------------------------------------------

    def action_open_document(self):
        """Open what the alert is about, else the alert; the rights of what is opened decide whether one may see it."""
        self.ensure_one()
        self.check_access("read")
        model, identifier = self._name, self.id
        if self.res_model in self.env and self.res_id:
            model, identifier = self.res_model, self.res_id
            self.env[model].browse(identifier).check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": identifier,
            "views": [(False, "form")],
        }

    def action_act(self):
        """Whoever was told has acted on it."""
        self.check_access("read")
        if self.user_id != self.env.user and not self.env.user.has_group("crm_sme.group_sme_manager"):
            raise AccessError(self.env._("Only the person who was told, or a manager, can say that it is done."))
        # sudo: alerts are kept by the addon; the right was checked
        alerts_sudo = self.sudo().filtered(lambda alert: not alert.acted_date)
        alerts_sudo.activity_id.filtered("active")._action_done()
        now = fields.Datetime.now()
        alerts_sudo.filtered(lambda alert: alert.state == "pending").write(
            {"state": "dropped", "drop_reason": "handled"}
        )
        alerts_sudo.filtered(lambda alert: not alert.acted_date).write({"acted_date": now})

    def action_forgive(self):
        """Show alerts of this kind about the customer again, though they were ignored."""
        self.check_access("read")
        if not self.env.user.has_group("crm_sme.group_sme_manager"):
            raise AccessError(self.env._("Only managers may have ignored alerts shown again."))
        # sudo: alerts are kept by the addon; the right was checked
        for alert_sudo in self.sudo():
            alert_sudo.search(
                [
                    ("user_id", "=", alert_sudo.user_id.id),
                    ("kind", "=", alert_sudo.kind),
                    ("partner_id", "=", alert_sudo.partner_id.id),
                    ("state", "=", "shown"),
                ]
            ).write({"is_forgiven": True})

    def action_retry(self):
        """Look again at alerts that were set aside."""
        self.check_access("read")
        if not self.env.user.has_group("crm_sme.group_sme_manager"):
            raise AccessError(self.env._("Only managers may take up again what was set aside."))
        # sudo: alerts are kept by the addon; the right was checked
        self.sudo().filtered(lambda alert: alert.fail_count >= MOST_FAILURES).write(
            {"fail_count": 0, "last_error": False}
        )
        self.env["sme.tick"]._wake()
