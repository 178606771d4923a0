from collections import Counter
from datetime import time, timedelta
from functools import reduce
from time import monotonic

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.i18n import format_list

from ..const import TOUCHES
from ..queries import plan_preview
from ..rules.preview import Memory

PREVIEW_DAYS = 30
MOST_SECONDS = 2  # of nights that are computed before the reader sees how far it is
WEEK = 7
# Triggers whose facts are noted since the addon is there, and not before.
NOTED_TRIGGERS = ("lifecycle", "class_changed", "no_contact", "quotation", "order_delivered", "low_rating")


class SmePlanPreview(models.TransientModel):
    """What a plan would have done in the last month: whom it had enrolled, who had what to do, and what ended it."""

    _name = "sme.plan.preview"
    _description = "What a Plan Would Have Done"
    _rec_name = "plan_id"

    plan_id = fields.Many2one(comodel_name="sme.plan", required=True, readonly=True, ondelete="cascade")
    plan_active = fields.Boolean(related="plan_id.active", string="Switched On")
    company_id = fields.Many2one(related="plan_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    trigger_summary = fields.Char(related="plan_id.trigger_summary")
    date_from = fields.Date(string="First Night", required=True, readonly=True)
    date_to = fields.Date(string="Last Night", required=True, readonly=True)
    day_reached = fields.Date(readonly=True)
    percent = fields.Integer(compute="_compute_percent", string="Computed (%)")
    state = fields.Selection(
        selection=[("computing", "Computing"), ("done", "Computed")], default="computing", required=True, readonly=True
    )
    line_ids = fields.One2many(comodel_name="sme.plan.preview.line", inverse_name="preview_id", readonly=True)
    summary = fields.Json(readonly=True)
    sentence = fields.Text(compute="_compute_sentence")
    hint = fields.Text(compute="_compute_hint")
    enrolment_count = fields.Integer(string="Follow-ups", compute="_compute_counts")
    step_count = fields.Integer(string="Steps", compute="_compute_counts")
    waiting_count = fields.Integer(string="Waiting Now", readonly=True)
    takes_waiting = fields.Boolean(
        string="Also those waiting now", help="Every night as many of them as people have time for, the best first."
    )

    @api.depends("plan_id")
    def _compute_display_name(self):
        for preview in self:
            preview.display_name = self.env._("Preview: %s", preview.plan_id.name)

    @api.depends("day_reached", "date_from", "date_to")
    def _compute_percent(self):
        for preview in self:
            days = (preview.date_to - preview.date_from).days + 1
            done = (preview.day_reached - preview.date_from).days + 1 if preview.day_reached else 0
            preview.percent = 100 * done // days

    @api.depends("summary")
    def _compute_counts(self):
        for preview in self:
            summary = preview.summary or {}
            preview.enrolment_count = summary.get("followups", 0)
            preview.step_count = sum(summary.get("steps", {}).values())

    # ------------------------------------------------------------
    # COMPUTING
    # ------------------------------------------------------------

    @api.model
    def _start(self, plan):
        """A preview of the month before today, with nothing computed yet."""
        today = plan.company_id._get_sme_day(fields.Datetime.now())
        return self.create(
            {
                "plan_id": plan.id,
                "date_from": today - timedelta(days=PREVIEW_DAYS),
                "date_to": today - timedelta(days=1),
            }
        )

    def action_advance(self):
        """Compute the next nights, for a short time; False once all are computed."""
        self.ensure_one()
        self.plan_id.check_access("write")
        if self.state == "done":
            return False
        until = monotonic() + MOST_SECONDS
        memory = self._get_memory()
        end = self.plan_id._get_moment(self.date_to + timedelta(days=1), time())
        while (self.day_reached or self.date_from - timedelta(days=1)) < self.date_to:
            day = self.day_reached + timedelta(days=1) if self.day_reached else self.date_from
            lines = self.plan_id.with_company(self.company_id)._preview_night(day, self.date_from, end, memory)
            self.env["sme.plan.preview.line"].create([{**line, "preview_id": self.id} for line in lines])
            self.day_reached = day
            if monotonic() > until:
                return True
        self._finish()
        return False

    def _compute_all(self):
        """Compute all that is left, however long it takes."""
        while self.action_advance():
            pass
        return True

    def _get_memory(self):
        """What the nights that are computed already have come to."""
        self.env["sme.plan.preview.line"].flush_model()
        memory = Memory()
        # plain rows: there may be more than a hundred thousand, and they are read every few seconds
        rows = self.env.execute_query(plan_preview.lines_of(self.id))
        for kind, customer, documents, person, day, since, ended, step_kind in rows:
            if kind == "enrolment":
                memory.begin(customer, documents or (), day, ended)
            else:
                memory.plan(person, day, since, ended)
                if kind == "step" and step_kind in TOUCHES:
                    memory.touch(customer, day)
        return memory

    def _finish(self):
        lines = self.env["sme.plan.preview.line"]
        steps = lines._read_group(
            [("preview_id", "=", self.id), ("kind", "=", "step")], ["user_id", "step_kind"], ["__count"]
        )
        ends = lines._read_group([("preview_id", "=", self.id), ("kind", "=", "end")], ["reason"], ["__count"])
        [(followups, customers)] = lines._read_group(
            [("preview_id", "=", self.id), ("kind", "=", "enrolment")], [], ["__count", "customer_id:count_distinct"]
        )
        by_kind, by_person = Counter(), Counter()
        for user, kind, count in steps:
            by_kind[kind] += count
            by_person[user] += count
        self.write(
            {
                "state": "done",
                "waiting_count": self.plan_id._count_waiting(fields.Datetime.now()),
                "summary": {
                    "customers": customers,
                    "followups": followups,
                    "steps": by_kind,
                    "people": self._get_people_rows(by_person),
                    "ends": dict(ends),
                },
            }
        )

    def _get_people_rows(self, by_person):
        """[user id, steps, steps a week, steps that there is time for in a week], who has most to do first."""
        weeks = PREVIEW_DAYS / WEEK
        users = self.env["res.users"].union(*by_person)
        time_for = Counter()
        for ahead in range(WEEK):
            time_for.update(users._get_most_steps(self.company_id, self.date_from + timedelta(days=ahead)))
        return [[user.id, count, round(count / weeks), time_for[user]] for user, count in by_person.most_common()]

    # ------------------------------------------------------------
    # TELLING
    # ------------------------------------------------------------

    @api.depends("summary")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for preview in self:
            preview.sentence = preview._get_sentence() if preview.summary else False

    def _get_sentence(self):
        first, last = format_date(self.env, self.date_from), format_date(self.env, self.date_to)
        if not self.summary["customers"]:
            return self.env._(
                "If this had been on from %(first)s to %(last)s, nobody would have been followed up.",
                first=first,
                last=last,
            )
        parts = [
            self._count(self.summary["customers"], self.env._("1 customer"), self.env._("%s customers")),
            *self._get_step_parts(),
            *self._get_end_parts(),
        ]
        return self.env._(
            "If this had been on from %(first)s to %(last)s: %(parts)s.",
            first=first,
            last=last,
            parts=self._join(parts),
        )

    @api.model
    def _join(self, parts):
        """Parts of a sentence one after the other, without "and", as a translation separates them."""
        if not parts:
            return ""
        return reduce(lambda before, after: self.env._("%(before)s, %(after)s", before=before, after=after), parts)

    @api.model
    def _count(self, number, one, many):
        return one if number == 1 else many % number

    def _get_step_parts(self):
        """How many steps of each kind, and whose; who would have had more than there was time for is told."""
        words = {
            "call": (self.env._("1 call"), self.env._("%s calls")),
            "mail": (self.env._("1 mail"), self.env._("%s mails")),
            "letter": (self.env._("1 letter"), self.env._("%s letters")),
            "meeting": (self.env._("1 meeting"), self.env._("%s meetings")),
            "visit": (self.env._("1 visit"), self.env._("%s visits")),
            "task": (self.env._("1 task"), self.env._("%s tasks")),
            "quotation_check": (self.env._("1 quotation check"), self.env._("%s quotation checks")),
        }
        parts = [self._count(count, *words[kind]) for kind, count in self.summary["steps"].items()]
        if parts:
            people = self._join([self._get_person(*row) for row in self.summary["people"]])
            parts[-1] = self.env._("%(steps)s (%(people)s)", steps=parts[-1], people=people)
        return parts

    def _get_person(self, user_id, count, week, time_for):
        # sudo: names of colleagues
        name = self.env["res.users"].sudo().browse(user_id).name
        if week <= time_for:
            return self.env._("%(name)s %(count)s", name=name, count=count)
        return self.env._(
            "%(name)s %(count)s: %(week)s a week, has time for %(time)s",
            name=name,
            count=count,
            week=week,
            time=time_for,
        )

    def _get_end_parts(self):
        reasons = dict(self.env["sme.plan.preview.line"]._fields["reason"]._description_selection(self.env))
        parts = []
        for reason, count in sorted(self.summary["ends"].items(), key=lambda pair: -pair[1]):
            if reason == "finished":
                parts.append(self.env._("%s went through all steps", count))
            else:
                parts.append(self.env._("%(count)s ended by: %(reason)s", count=count, reason=reasons[reason]))
        return parts

    @api.depends("plan_id", "date_from")
    @api.depends_context("lang")
    def _compute_hint(self):
        for preview in self:
            preview.hint = "\n".join(preview._get_hints())

    def _get_hints(self):
        """What a reader should know before relying on the figures."""
        hints = [
            self.env._(
                "This plan alone: of other plans only what they really did counts, for the weekly limit of touches. "
                "Every step is taken as done on its day."
            )
        ]
        if unknown := self.plan_id.step_ids.filtered(lambda step: step._has_unknown_past()):
            hints.append(
                self.env._(
                    "Exact from today on: the conditions of %(steps)s ask for what has no history. They are judged by "
                    "how things are today.",
                    steps=format_list(self.env, [self.env._("“%s”", step.name) for step in unknown]),
                )
            )
        # sudo: since when the addon is there
        known_sudo = (
            self.env["ir.model.data"]
            .sudo()
            .search([("module", "=", "crm_sme"), ("name", "=", "model_sme_contact")], limit=1)
        )
        since = known_sudo.create_date and known_sudo.create_date.date()
        if self.plan_id.trigger in NOTED_TRIGGERS and since and since > self.date_from:
            day = format_date(self.env, since)
            hints.append(
                self.env._("Exact from %s on. Before, the day on which a quotation was sent is an estimate.", day)
                if self.plan_id.trigger == "quotation"
                else self.env._(
                    "Exact from %s on. Before, what starts this plan was not noted yet: that nobody is found there "
                    "does not say that there was nobody.",
                    day,
                )
            )
        return hints

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_customers(self):
        """Who would have been followed up."""
        action = self._open_lines("enrolment", self.env._("Who"), ["list", "kanban", "form"])
        return {**action, "context": {"sme_who": True}}

    def action_open_days(self):
        """The steps of each day."""
        return self._open_lines("step", self.env._("By Day"), ["graph", "list", "kanban"])

    def action_open_people(self):
        """The steps of each person, by week."""
        return self._open_lines("step", self.env._("By Person"), ["pivot", "list", "kanban"])

    def _open_lines(self, kind, name, modes):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_plan_preview_line_action")
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": [("preview_id", "=", self.id), ("kind", "=", kind)],
            "context": {},
            "views": [(False, mode) for mode in modes],
            "view_mode": ",".join(modes),
        }

    def action_switch_on(self):
        """Switch the plan on; those waiting now follow only if that was chosen."""
        self.ensure_one()
        self.plan_id.check_access("write")
        if not self.plan_id.active:
            self.plan_id.action_switch_on()
        elif not self.takes_waiting:
            raise UserError(self.env._("The plan is on already."))
        if self.takes_waiting:
            self.plan_id.action_take_waiting()
        return self._open_plan()

    def action_discard(self):
        """Back to the plan; nothing was written."""
        self.ensure_one()
        self.check_access("read")
        return self._open_plan()

    def _open_plan(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_plan_action")
        return {**action, "views": [(False, "form")], "res_id": self.plan_id.id, "target": "main"}
