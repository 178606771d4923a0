from odoo import api, fields, models
from odoo.fields import Domain

from ...const import CLOCK_KINDS, DONE_STATES, PROMISE_STATES, RESTING_PROMISE_STATES
from ...mail_outcome import get_outcome
from ...queries import clocks
from ...rules import clock as rule
from ...rules.promise import Scope, stand
from .sme_service_clock import STANDING

# What of a record decides about its promise, and the reason that a change of it is given.
REVIEWED_FIELDS = {
    "partner_id": "customer",
    "priority": "priority",
    "type_id": "type",
    "company_id": "team",
    "team_id": "team",
}
RESPONSE_KINDS = ("first_response", "next_response")


class SmeService(models.Model):
    """What the customer of a record is promised, and how the promise stands.

    The solution is promised while the record is open, and waits with the customer. The first answer is promised once,
    further ones from the first message of the customer that nobody answered yet. Held and archived records promise
    nothing.
    """

    _inherit = "sme.service"

    clock_ids = fields.One2many(comodel_name="sme.service.clock", inverse_name="service_id", string="Clocks")
    deadline = fields.Datetime(
        readonly=True, copy=False, index="btree_not_null", help="The next thing promised is due then."
    )
    soon_from = fields.Datetime(
        string="About to Be Late From", readonly=True, copy=False, help="The first warning of what is promised."
    )
    promise_rest = fields.Selection(
        selection=RESTING_PROMISE_STATES,
        string="Promise While Nothing Is Due",
        readonly=True,
        copy=False,
        help="The worst of what waits or has ended.",
    )
    promise_state = fields.Selection(
        selection=PROMISE_STATES,
        compute="_compute_promise_state",
        search="_search_promise_state",
    )
    promise_problem = fields.Char(string="Why There Is No Deadline", compute="_compute_promise_problem")
    target_id = fields.Many2one(comodel_name="sme.service.target", string="Promise", compute="_compute_target_id")
    clock_summary = fields.Json(string="Clocks at a Glance", compute="_compute_clock_summary")

    # ------------------------------------------------------------
    # COMPUTED
    # ------------------------------------------------------------

    @api.depends("deadline", "soon_from", "promise_rest")
    def _compute_promise_state(self):
        now = fields.Datetime.now()
        for service in self:
            service.promise_state = stand(
                service.soon_from or None, service.deadline or None, service.promise_rest or None, now
            )

    def _search_promise_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        return Domain.OR(self._get_promise_domain(state, now) for state in value)

    @api.model
    def _get_promise_domain(self, state, now):
        """The records that stand so at a moment: the twin of `rules.promise.stand`."""
        resting = Domain("deadline", "=", False)
        in_time = Domain("deadline", ">=", now)
        return {
            "late": Domain("deadline", "<", now),
            "soon": in_time & Domain("soon_from", "<=", now),
            "on_time": in_time & (Domain("soon_from", "=", False) | Domain("soon_from", ">", now)),
            "none": resting & Domain("promise_rest", "=", False),
            **{rest: resting & Domain("promise_rest", "=", rest) for rest, _label in RESTING_PROMISE_STATES},
        }.get(state, Domain.FALSE)

    @api.depends("clock_ids.state", "clock_ids.deadline", "team_id")
    def _compute_promise_problem(self):
        for service in self:
            problem = False
            if service.clock_ids.filtered(lambda clock: clock.state == "running" and not clock.deadline):
                # sudo: what is wrong with the hours concerns everybody who serves
                problem = service.team_id.sudo()._get_hours_problem()
            service.promise_problem = problem

    @api.depends("clock_ids.target_id", "clock_ids.state")
    def _compute_target_id(self):
        for service in self:
            known = service.clock_ids.filtered("target_id")
            running = known.filtered(lambda clock: clock._is_open())
            service.target_id = (running or known)[-1:].target_id

    @api.depends("clock_ids.state", "clock_ids.deadline", "clock_ids.consumed_hours")
    @api.depends_context("lang")
    def _compute_clock_summary(self):
        for service in self:
            last = {clock.kind: clock for clock in service.clock_ids.sorted("cycle")}
            service.clock_summary = [
                last[kind]._get_summary()
                for kind, _label in CLOCK_KINDS
                if kind in last and last[kind].state != "merged"
            ]

    # ------------------------------------------------------------
    # WHAT OTHERS ASK
    # ------------------------------------------------------------

    def _get_promise_scope(self):
        """What decides which promise holds for the record."""
        self.ensure_one()
        # sudo: the class decides about the promise, whoever takes the record in
        customer_class = self.sudo().sme_class_id
        return Scope(
            priority=self.priority or None,
            type=self.type_id.id or None,
            customer_class=customer_class.id or None,
            team=self.team_id.id or None,
        )

    def _get_first_response_deadline(self):
        """When the first answer is due (naive UTC); False where none is promised, or it was given."""
        self.ensure_one()
        # sudo: the acknowledgement tells the customer, whoever sends it
        clock_sudo = self.sudo().clock_ids.filtered(lambda clock: clock.kind == "first_response" and clock._is_open())
        return clock_sudo.deadline

    def _note_told_deadlines(self, kinds=None):
        """The deadlines of the open clocks (of some kinds only) were told to the customer: never later from now on."""
        # sudo: clocks are kept by the addon only
        clocks_sudo = self.sudo().clock_ids
        told_sudo = clocks_sudo.filtered(lambda clock: clock._is_open() and (not kinds or clock.kind in kinds))
        told_sudo._advance(lambda clock, now, _working: rule.tell(clock, now), fields.Datetime.now())

    # ------------------------------------------------------------
    # WHAT MOVES THE CLOCKS
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        services = super().create(vals_list)
        services._follow_clocks()
        return services

    def write(self, values):
        before = {name: {service: service[name] for service in self} for name in REVIEWED_FIELDS if name in values}
        result = super().write(values)
        for name, old in before.items():
            changed = self.filtered(lambda service, name=name, old=old: service[name] != old[service])
            if changed:
                changed._review_clocks(REVIEWED_FIELDS[name])
        if "held_reason" in values or "active" in values:
            self._follow_clocks()
        return result

    def _handle_state_change(self, previous):
        result = super()._handle_state_change(previous)
        self._follow_clocks()
        return result

    def _handle_customer_message(self, message):
        result = super()._handle_customer_message(message)
        # the mail that began a record waits for the first answer, whose clock runs since then
        self.filtered(lambda service: service.id not in get_outcome(self.env.context).created)._note_customer_waits()
        return result

    def _handle_agent_reply(self, message):
        result = super()._handle_agent_reply(message)
        self._note_response()
        return result

    def _merge_move(self, duplicates):
        result = super()._merge_move(duplicates)
        # sudo: clocks are kept by the addon only
        duplicates_sudo = duplicates.sudo()
        duplicates_sudo.clock_ids._advance(
            lambda clock, now, working: rule.discard(clock, now, working, rule.MERGED), fields.Datetime.now()
        )
        duplicates_sudo._store_standing()
        return result

    def _note_response(self):
        """Somebody of us answered the customer, or reached them on the phone: that ends the clocks of answers."""
        # sudo: clocks are kept by the addon only
        services_sudo = self.sudo()
        waiting = services_sudo.clock_ids.filtered(lambda clock: clock.kind in RESPONSE_KINDS and clock._is_open())
        if waiting:
            waiting._advance(rule.finish, fields.Datetime.now())
            services_sudo._store_standing()

    def _note_customer_waits(self):
        """The customer wrote: from the first message that nobody answered yet, the next answer is promised."""
        # sudo: clocks are kept by the addon only
        services_sudo = self.sudo().filtered(lambda service: service._has_promise() and service._is_answered())
        if services_sudo:
            self.env["sme.service.clock"].sudo()._start(
                dict.fromkeys(services_sudo, ("next_response",)), fields.Datetime.now()
            )
            services_sudo._store_standing()

    def _is_answered(self):
        """Whether the customer waits for no answer, and got one before."""
        answers = self.clock_ids.filtered(lambda clock: clock.kind in RESPONSE_KINDS)
        return not any(clock._is_open() for clock in answers) and (bool(answers) or self.state != "new")

    def _has_promise(self):
        return self.active and not self.held_reason and self.state not in DONE_STATES

    def _follow_clocks(self):
        """Start, pause, resume and end clocks as the state of the records says."""
        now = fields.Datetime.now()
        # sudo: clocks are kept by the addon only
        services_sudo = self.sudo()
        promising = services_sudo.filtered(lambda service: service._has_promise())
        (services_sudo - promising)._end_clocks(now)
        wanted = {service: kinds for service in promising if (kinds := service._get_missing_kinds())}
        # clocks that start now run: there is nothing to resume on a record that had none
        resumable = promising.filtered(lambda service: service.state == "waiting" or service.clock_ids)
        begun = self.env["sme.service.clock"].sudo()._start(wanted, now)
        for waits, services in resumable.grouped(lambda service: service.state == "waiting").items():
            wrong_state = "running" if waits else "paused"
            services.clock_ids.filtered(
                lambda clock, wrong=wrong_state: clock.kind == "resolution" and clock.state == wrong
            )._advance(rule.pause if waits else rule.resume, now)
        (services_sudo - begun | resumable)._store_standing()

    def _get_missing_kinds(self):
        """Which clocks a record in the queue needs and has not."""
        kinds = []
        first = self.clock_ids.filtered(lambda clock: clock.kind == "first_response")
        # solved without an answer, and opened again: the first answer is still to come
        if all(clock.state == "dropped" for clock in first) and (first or not self.clock_ids or self.state == "new"):
            kinds.append("first_response")
        if not self.clock_ids.filtered(lambda clock: clock.kind == "resolution" and clock._is_open()):
            kinds.append("resolution")
        return kinds

    def _end_clocks(self, now):
        """End the clocks of records that are done, and of those that never should have had any."""
        transitions = {}
        for clock in self.clock_ids.filtered(lambda clock: clock._is_open()):
            service = clock.service_id
            if service.held_reason or not service.active:
                transition = rule.discard
            elif service.state == "cancelled" or clock.kind in RESPONSE_KINDS:
                transition = rule.drop
            else:
                transition = rule.finish
            transitions[transition] = transitions.get(transition, self.env["sme.service.clock"]) | clock
        for transition, ending in transitions.items():
            ending._advance(transition, now)

    def _review_clocks(self, reason):
        # sudo: clocks are kept by the addon only
        services_sudo = self.sudo()
        services_sudo.clock_ids._review(fields.Datetime.now(), reason)
        services_sudo._follow_clocks()

    def _store_standing(self):
        """Keep beside each record what its clocks say, for lists, bars and calendars."""
        if self:
            self.env.flush_all()
            self.env.execute_query(clocks.store_standing(self.ids))
            self.invalidate_recordset(STANDING)
