from odoo import api, fields, models
from odoo.fields import Domain

from ...const import CLOCK_KINDS, CLOCK_STATES, MOST_FAILURES, OPEN_CLOCK_STATES, PROMISE_STATES, REVIEW_REASONS
from ...queries import clocks
from ...rules import clock as rule
from ...rules.promise import judge

SECONDS = 3600
# What of a record its clocks say.
STANDING = (
    "clock_ids",
    "deadline",
    "soon_from",
    "promise_rest",
    "promise_state",
    "promise_problem",
    "target_id",
    "clock_summary",
)
ENDED_BY_OUTCOME = {rule.MET, rule.MISSED, rule.MERGED, rule.DROPPED}


def to_seconds(hours):
    return round(hours * SECONDS)


class SmeServiceClock(models.Model):
    """One deadline of a service record. At most one of a kind is open at a time; those that ended stay.

    What happens to a clock is decided by `rules/clock.py`; this model keeps its state.
    """

    _name = "sme.service.clock"
    _description = "Service Clock"
    _order = "date_start, id"
    _rec_names_search = ["service_id.number", "service_id.name"]
    _check_company_auto = True

    service_id = fields.Many2one(
        comodel_name="sme.service", string="Record", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(comodel_name="res.company", required=True, index=True, readonly=True)
    kind = fields.Selection(selection=CLOCK_KINDS, required=True, readonly=True)
    cycle = fields.Integer(required=True, readonly=True, help="How often a clock of the kind was started.")
    state = fields.Selection(selection=CLOCK_STATES, required=True, readonly=True)
    promise_state = fields.Selection(
        selection=PROMISE_STATES,
        string="Promise",
        compute="_compute_promise_state",
        search="_search_promise_state",
    )
    target_id = fields.Many2one(
        comodel_name="sme.service.target",
        string="By the Promise",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    class_id = fields.Many2one(
        comodel_name="sme.customer.class",
        string="Customer Class",
        readonly=True,
        ondelete="restrict",
        help="The class that the customer had when the promise was made.",
    )
    calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Working Hours",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    promised_hours = fields.Float(string="Promised (Hours)", readonly=True, aggregator="avg")
    allowed_hours = fields.Float(
        string="Allowed (Hours)",
        readonly=True,
        aggregator="avg",
        help="Working hours in all; more than promised where a shorter promise was made on the way.",
    )
    consumed_hours = fields.Float(
        string="Used (Hours)",
        readonly=True,
        aggregator="avg",
        help="Working hours used up to the last start, stop or end of the clock.",
    )
    overrun_hours = fields.Float(
        string="Late by (Hours)", readonly=True, aggregator="avg", help="Working hours used after the deadline."
    )
    date_start = fields.Datetime(string="Started On", required=True, readonly=True)
    running_since = fields.Datetime(readonly=True)
    deadline = fields.Datetime(readonly=True)
    soon_from = fields.Datetime(
        string="About to Be Late From", readonly=True, help="A quarter of the promise is left then."
    )
    escalate_from = fields.Datetime(
        string="Leader Warned From", readonly=True, help="An eighth of the promise is left then."
    )
    told_deadline = fields.Datetime(
        string="Told to the Customer", readonly=True, help="Whatever changes, the deadline is never later than this."
    )
    told_left_hours = fields.Float(
        string="Left of What Was Told (Hours)", readonly=True, help="While the clock waits for the customer."
    )
    date_end = fields.Datetime(string="Ended On", readonly=True)
    change_ids = fields.One2many(comodel_name="sme.service.clock.change", inverse_name="clock_id", string="Changes")
    review = fields.Selection(
        selection=REVIEW_REASONS, string="To Be Looked At", readonly=True, help="What changed since the last look."
    )
    fail_count = fields.Integer(string="Failures", readonly=True)
    last_error = fields.Char(readonly=True)

    _open_unique = models.UniqueIndex(
        "(service_id, kind) WHERE state IN ('running', 'paused')", "A record has one open clock of a kind."
    )
    _deadline_idx = models.Index("(soon_from, deadline) WHERE state = 'running'")
    _review_idx = models.Index("(id) WHERE review IS NOT NULL")

    @api.depends("service_id.number", "kind", "cycle")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for clock in self:
            clock.display_name = f"{clock.service_id.number} {kinds.get(clock.kind, '')}"

    # ------------------------------------------------------------
    # HOW IT STANDS
    # ------------------------------------------------------------

    @api.depends("state", "deadline", "soon_from")
    def _compute_promise_state(self):
        now = fields.Datetime.now()
        for clock in self:
            clock.promise_state = judge(clock.state, clock.soon_from or None, clock.deadline or None, now)

    def _search_promise_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        return Domain.OR(self._get_verdict_domain(verdict, now) for verdict in value)

    @api.model
    def _get_verdict_domain(self, verdict, now):
        """The clocks that stand so at a moment; the twin of `rules.promise.judge`."""
        timed = Domain("state", "=", "running") & Domain("deadline", "!=", False)
        in_time = timed & Domain("deadline", ">=", now)
        return {
            "kept": Domain("state", "=", "met"),
            "broken": Domain("state", "=", "missed"),
            "paused": Domain("state", "=", "paused"),
            "late": timed & Domain("deadline", "<", now),
            "soon": in_time & Domain("soon_from", "<=", now),
            "on_time": in_time & (Domain("soon_from", "=", False) | Domain("soon_from", ">", now)),
            "none": Domain("state", "in", ("merged", "dropped"))
            | (Domain("state", "=", "running") & Domain("deadline", "=", False)),
        }.get(verdict, Domain.FALSE)

    def _is_open(self):
        return self.state in OPEN_CLOCK_STATES

    def _get_summary(self):
        """Plain values for the line of clocks on the record."""
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return {
            "kind": self.kind,
            "label": kinds[self.kind],
            "state": self.promise_state,
            "running": self.state == "running",
            "deadline": fields.Datetime.to_string(self.deadline),
            "promised": self.promised_hours,
            "used": self.consumed_hours,
            "overrun": self.overrun_hours,
            "target": self.target_id.display_name or "",
        }

    # ------------------------------------------------------------
    # START
    # ------------------------------------------------------------

    @api.model
    def _start(self, wanted, now):
        """Open clocks: `wanted` maps records to the kinds they need. What is not promised gets none.

        Returns the records that had no clock before, beside which what these say is kept already.
        """
        services = self.env["sme.service"].union(*wanted)
        if not services:
            return services
        targets = self.env["sme.service.target"]._choose(services)
        # a record without clocks had no cycle
        known = services.filtered("clock_ids")
        cycles = self._get_cycles(known)
        promises = [
            (service, kind, promised)
            for service in services
            for kind in wanted[service]
            if (promised := to_seconds(targets[service]._get_hours(kind)))
        ]
        most = max((promised for _service, _kind, promised in promises), default=0)
        hours, plans, rows = {}, {}, []
        for service, kind, promised in promises:
            company, calendar = service.company_id, service.team_id._get_calendar()
            if (calendar, company) not in hours:
                hours[calendar, company] = calendar._get_working_time(company, now, now, most)
            if (calendar, company, promised) not in plans:
                plans[calendar, company, promised] = self._plan_start(promised, now, hours[calendar, company])
            cycle = cycles.get((service.id, kind), 0) + 1
            scope = (targets[service].id, service.sme_class_id.id or None, calendar.id or None)
            rows.append((service.id, company.id, kind, cycle, *scope, *plans[calendar, company, promised]))
        if rows:
            self.env.flush_all()
            self.env.execute_query(clocks.insert_clocks(rows, known.ids, self.env.uid, now))
            self.invalidate_model()
            services.invalidate_recordset(STANDING)
        return services - known

    @api.model
    def _get_cycles(self, services):
        """{(record id, kind): the last cycle}."""
        if not services:
            return {}
        rows = self._read_group([("service_id", "in", services.ids)], ["service_id", "kind"], ["cycle:max"])
        return {(service.id, kind): cycle for service, kind, cycle in rows}

    @api.model
    def _plan_start(self, promised, now, working):
        """The columns of a clock that starts now, from `promised_hours` on, as `queries.clocks` wants them."""
        started = rule.start(promised, now, working)
        soon_from, escalate_from = rule.warning_moments(started, working) or (None, None)
        hours = promised / SECONDS
        return hours, hours, now, now, started.deadline, soon_from, escalate_from

    # ------------------------------------------------------------
    # TRANSITIONS
    # ------------------------------------------------------------

    def _as_rule(self):
        """The clock as the rules see it."""
        self.ensure_one()
        return rule.Clock(
            promised=to_seconds(self.promised_hours),
            allowed=to_seconds(self.allowed_hours),
            consumed=to_seconds(self.consumed_hours),
            since=self.running_since or None,
            deadline=self.deadline or None,
            told=self.told_deadline or None,
            told_left=to_seconds(self.told_left_hours) if self.state == "paused" and self.told_deadline else None,
            overrun=to_seconds(self.overrun_hours),
            outcome=self.state if self.state in ENDED_BY_OUTCOME else None,
        )

    def _get_working_time(self, calendar, company, now, most=0):
        """Working time from the first start of these clocks to beyond all their deadlines, `most` seconds at least."""
        since = min((clock.running_since for clock in self if clock.running_since), default=now)
        most = max([most, *(to_seconds(max(clock.allowed_hours, clock.told_left_hours)) for clock in self)])
        return calendar._get_working_time(company, min(since, now), now, most)

    def _advance(self, transition, now):
        """Apply a transition of the rules, (clock, now, working time) -> clock, and store what it changes."""
        for (calendar, company), alike in self.grouped(lambda clock: (clock.calendar_id, clock.company_id)).items():
            working = alike._get_working_time(calendar, company, now)
            for clock in alike:
                clock._store(transition(clock._as_rule(), now, working), working, now)

    def _store(self, after, working, now, **values):
        """Write the state that the rules came to, and `values` along with it; nothing where nothing changes."""
        self.ensure_one()
        values.update(self._prepare_values(after, working, now))
        changed = {name: value for name, value in values.items() if value != self._get_plain(name)}
        if changed:
            self.write(changed)
        if after.outcome:
            self._handle_end()

    def _handle_end(self):
        """Draw the consequences of the end of a clock."""

    def _get_plain(self, name):
        value = self[name]
        return value.id if self._fields[name].type == "many2one" else value

    def _prepare_values(self, after, working, now):
        soon_from, escalate_from = rule.warning_moments(after, working) or (False, False)
        values = {
            "promised_hours": after.promised / SECONDS,
            "allowed_hours": after.allowed / SECONDS,
            "consumed_hours": after.consumed / SECONDS,
            "overrun_hours": after.overrun / SECONDS,
            "running_since": after.since or False,
            "deadline": after.deadline or False,
            "told_deadline": after.told or False,
            "told_left_hours": (after.told_left or 0) / SECONDS,
            "soon_from": soon_from,
            "escalate_from": escalate_from,
            "state": after.outcome or ("running" if after.since else "paused"),
        }
        if after.outcome and self._is_open():
            values.update(date_end=now, review=False)
        return values

    # ------------------------------------------------------------
    # REVIEW
    # ------------------------------------------------------------

    @api.model
    def _mark_for_review(self, reason, condition):
        """Have the tick look at the open clocks that meet a condition of `queries.clocks`, and wake it."""
        self.flush_model(["state", "review", "calendar_id", "company_id", "service_id"])
        self.env["sme.service"].flush_model(["team_id"])
        self.env.execute_query(clocks.mark_for_review(reason, condition))
        if self.env.cr.rowcount:
            self.invalidate_model(["review"])
            self.env["sme.tick"]._wake()

    @api.model
    def _probe_for_review(self, now):
        return clocks.clocks_to_review(now, MOST_FAILURES)

    @api.model
    def _find_for_review(self, now):
        """Ids of the open clocks that are marked, or whose customer is in another class by now."""
        self.env.flush_all()
        return [identifier for [identifier] in self.env.execute_query(self._probe_for_review(now))]

    def _review(self, now, reason=None):
        """Compare open clocks with the promise and the hours that hold now; keep what changes, with the reason.

        Without a reason: the one that the clock is marked with, else the class of the customer.
        """
        open_clocks = self.filtered(lambda clock: clock._is_open())
        targets = self.env["sme.service.target"]._choose(open_clocks.service_id)
        needs = {clock: to_seconds(targets[clock.service_id]._get_hours(clock.kind)) for clock in open_clocks}
        changes = []
        for (old, new, company), alike in open_clocks.grouped(
            lambda clock: (clock.calendar_id, clock.service_id.team_id._get_calendar(), clock.company_id)
        ).items():
            most = max(needs[clock] for clock in alike)
            new_hours = alike._get_working_time(new, company, now, most)
            old_hours = new_hours if old == new else alike._get_working_time(old, company, now, most)
            for clock in alike:
                before, target = clock._as_rule(), targets[clock.service_id]
                after = rule.review(before, needs[clock], now, old_hours, new_hours, clock.review == "hours")
                if rule.is_late(before, now) and rule.is_late(after, now):
                    # what is broken was promised for the class and by the target of then
                    clock._store(after, new_hours, now, calendar_id=new.id, review=False)
                    continue
                if target != clock.target_id or before.deadline != after.deadline:
                    changes.append(clock._prepare_change(after, target, reason or clock.review or "class", now))
                clock._store(after, new_hours, now, **clock._prepare_scope(target, new))
        self.env["sme.service.clock.change"].create(changes)

    def _prepare_scope(self, target, calendar):
        """What the promise of an open clock is based on now."""
        return {
            "company_id": self.service_id.company_id.id,
            "target_id": target.id,
            "class_id": self.service_id.sme_class_id.id,
            "calendar_id": calendar.id,
            "review": False,
        }

    def _prepare_change(self, after, target, reason, now):
        return {
            "clock_id": self.id,
            "date": now,
            "reason": reason,
            "old_target_id": self.target_id.id,
            "new_target_id": target.id,
            "old_hours": self.promised_hours,
            "new_hours": after.promised / SECONDS,
            "old_deadline": self.deadline,
            "new_deadline": after.deadline or False,
        }

    def _process_review(self, now):
        self._review(now)
        self.service_id._follow_clocks()
