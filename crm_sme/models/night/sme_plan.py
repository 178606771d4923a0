from collections import defaultdict
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import format_datetime, split_every, str2bool

from ...const import DOCUMENT_FIELDS, MOST_FAILURES
from ...queries import plan_enrolling
from ...rules.enrolling import Register, choose, get_first_moment, select_new
from ..trigger.sme_plan import WAITING_DAYS

# A plan that was looked at within so many hours cannot be due: a tick then asks nothing else.
SHORTEST_NIGHT = timedelta(hours=20)
DELIVERIES_PARAMETER = "crm_sme.deliveries_noted_%s"
DELIVERIES_GAP = timedelta(days=2)
OLDEST_DELIVERY = timedelta(days=400)
CHUNK = 500  # candidates whose people are looked up at once
MOST_LEFT_OUT = 2000


class SmePlan(models.Model):
    """What a plan does by itself, once a night: it enrols the best of those it found, as far as its people have time.

    Each plan remembers until when it has looked; whatever runs twice, or dies in between, takes nobody twice.
    """

    _inherit = "sme.plan"

    wait_days = fields.Integer(
        string="Candidates Wait (Days)",
        default=14,
        help="Who finds no free hour of a person is a candidate for so many days; then it is too late.",
    )
    takes_waiting = fields.Boolean(
        string="Also Those Waiting",
        readonly=True,
        copy=False,
        help="Until all are taken, the plan also takes those that waited when it was switched on.",
    )
    looked_until = fields.Datetime(string="Looked At", readonly=True, copy=False)
    not_before = fields.Datetime(
        string="Nothing Older Than", readonly=True, copy=False, help="Set after days on which nobody looked."
    )
    fail_count = fields.Integer(string="Failures", readonly=True, copy=False)
    last_error = fields.Char(readonly=True, copy=False)

    _wait_days_positive = models.Constraint(
        "CHECK(wait_days > 0)", "Candidates must be allowed to wait for a day at least."
    )
    _wait_days_not_endless = models.Constraint("CHECK(wait_days <= 365)", "Candidates wait for a year at the most.")

    def write(self, values):
        if "active" in values:
            # a switch is a fresh start: what failed is tried again, and nobody waits from the time before
            values = {"fail_count": 0, "last_error": False, "takes_waiting": False, **values}
        return super().write(values)

    # ------------------------------------------------------------
    # JOB OF THE TICK
    # ------------------------------------------------------------

    @api.model
    def _get_night_domain(self, now):
        return Domain(
            [
                *("|", ("active", "=", True), ("trigger", "=", "order_delivered")),
                *("|", ("looked_until", "=", False), ("looked_until", "<", now - SHORTEST_NIGHT)),
                ("company_id.sme_plans_paused", "=", False),
                ("company_id.active", "=", True),
                ("fail_count", "<", MOST_FAILURES),
            ]
        )

    @api.model
    def _probe_for_night(self, now):
        return self._search(self._get_night_domain(now), active_test=False).select()

    @api.model
    def _find_for_night(self, now):
        """The plans whose night has come: those that are on, and those that look for deliveries."""
        plans = self.with_context(active_test=False).search(
            self._get_night_domain(now), order="company_id, priority, sequence, id"
        )
        if not plans or self._is_copy():
            return []
        return plans.filtered(lambda plan: plan._is_night_due(now)).ids

    @api.model
    def _is_copy(self):
        """Whether this database is a copy for trying things out, from which nothing may reach anybody."""
        # sudo: a switch of the database
        return str2bool(self.env["ir.config_parameter"].sudo().get_param("database.is_neutralized"), False)

    def _is_night_due(self, now):
        self.ensure_one()
        refresh = self.env["sme.refresh"]._get_for_companies(self.company_id)
        if not refresh._is_night_over(now):
            return False
        looked = max(filter(None, (self.looked_until, self.active and self.switched_on)), default=None)
        return not looked or refresh._get_local(looked).date() < refresh._get_local(now).date()

    def _process_night(self, now):
        """Enrol tonight's candidates; plans that somebody else has looked after meanwhile are left alone."""
        due = self.filtered(lambda plan: plan._is_night_due(now))
        for company in due.filtered(lambda plan: plan.trigger == "order_delivered").company_id:
            self._note_deliveries(company, now)
        for plan in due.sorted(lambda plan: (plan.company_id.id, plan.priority, plan.sequence, plan.id)):
            if plan.active:
                plan.with_company(plan.company_id)._enrol_tonight(now)
        due.write({"looked_until": now, "fail_count": 0, "last_error": False})

    # ------------------------------------------------------------
    # ENROLLING
    # ------------------------------------------------------------

    def _enrol_tonight(self, now):
        """Enrol the best candidates, as many as the people of the plan have time for."""
        self.ensure_one()
        start, is_gap = get_first_moment(self.switched_on, self.looked_until, self.not_before, now, self.wait_days)
        if is_gap:
            self._tell_gap(max(filter(None, (self.looked_until, self.switched_on))), start)
            self.not_before = start
        found = self._find(start, now)
        register = self._get_register(min((one.day for one in found), default=None))
        if self.takes_waiting:
            waiting = self._find_not_taken(now, register)
            known = {(one.customer, one.document) for one in found}
            found += [one for one in waiting if (one.customer, one.document) not in known]
        candidates = select_new(found, register)
        chosen = self._choose(candidates, register.is_running, now, self._get_free)
        self._enrol([self._prepare_candidate(candidate) for candidate in chosen])
        if self.takes_waiting and len(chosen) == len(candidates):
            self.takes_waiting = False

    def _choose(self, candidates, is_running, now, get_free):
        """Those candidates who are taken, best first; `get_free` tells of (person, day) how many first steps fit in.

        Where so many in a row find no time, the rest is not asked for: there may be thousands.
        """
        chosen, free, left_out = [], {}, 0
        for chunk in split_every(CHUNK, candidates, list):
            places = self._get_places(chunk, now)
            free.update(get_free(set(places.values()) - free.keys()))
            taken = choose(chunk, is_running, lambda candidate, places=places: places[candidate.customer], free)
            for candidate in taken:
                if not is_running(candidate.customer):
                    free[places[candidate.customer]] -= 1
            chosen += taken
            left_out = 0 if taken else left_out + len(chunk)
            if left_out >= MOST_LEFT_OUT:
                break
        return chosen

    def _get_places(self, candidates, now):
        """{customer: (who is to do the first step, on which day)} of candidates that have no follow-up yet."""
        self.ensure_one()
        step = self.step_ids.sorted(lambda step: (step.sequence, step.id))[:1]
        today = self._get_day(now)
        people = self._get_first_people(step, candidates, today)
        places, days = {}, {}
        for candidate in candidates:
            key = people[candidate.customer], candidate.day
            if key not in days:
                user, base = key
                days[key] = user._plan_day(self.company_id, base, step.delay_days, now)
            places[candidate.customer] = key[0], days[key]
        return places

    def _get_first_people(self, step, candidates, today):
        """{customer: who is to do a step for it}, as the follow-up that it would get tells."""
        if step.who == "team":
            # whose turn it is depends on the follow-up; that there is time, on the team
            members = step.team_id.member_ids._filter_who_follow_up(self.company_id) or self.user_id
            return {one.customer: members[place % len(members)] for place, one in enumerate(candidates)}
        followups = self.env["sme.enrolment"]
        model = self._get_document_model()
        drafts = {}
        for candidate in candidates:
            values = {"partner_id": candidate.partner, "company_id": self.company_id.id, "plan_id": self.id}
            if model and candidate.documents:
                values[DOCUMENT_FIELDS[model]] = [Command.set(candidate.documents)]
            drafts[candidate.customer] = followups.new(values)
        people = step._get_people(followups.concat(*drafts.values()), today)
        return {customer: people[draft] for customer, draft in drafts.items()}

    def _get_free(self, places):
        """{(person, day): how many more first steps fit in}."""
        users_of = defaultdict(lambda: self.env["res.users"])
        for user, day in places:
            users_of[day] |= user
        return {
            (user, day): int(number)
            for day, users in users_of.items()
            for user, number in self._get_capacity(users, day).items()
        }

    def _find_not_taken(self, now, register):
        """Those that waited when the plan was switched on and that it has not taken yet."""
        waiting = self._find_waiting(now)
        earlier = self._get_register(self._get_day(now) - timedelta(days=WAITING_DAYS))
        return [one for one in waiting if not earlier.knows(one) and not register.has(one)]

    def _get_day(self, now):
        return self.company_id._get_sme_day(now)

    def _get_register(self, since):
        """Whom the plan has taken: who is enrolled now, and who was since a day."""
        register = Register()
        model = self._get_document_model()
        field = self.env["sme.enrolment"]._fields[DOCUMENT_FIELDS[model]] if model else None
        self.env["sme.enrolment"].flush_model()
        relation = (field.relation, field.column1, field.column2) if field else None
        zone = self.env["sme.policy"]._get_for_companies(self.company_id)._get_timezone()
        query = plan_enrolling.enrolled(self.id, since or date.max, zone, relation)
        for customer, document, began, runs in self.env.execute_query(query):
            register.note(customer, document, began, runs)
        return register

    def _tell_gap(self, last, start):
        """Tell a manager, and who answers for the plan, that it was not looked at for days, and passes over what
        happened meanwhile; the plan itself says so too.
        """
        self._message_log(
            body=self.env._(
                "Nobody looked at this plan from %(last)s on. What happened before %(start)s starts it no more: it may "
                "have been dealt with. Who still waits can be enrolled from the plan.",
                last=format_datetime(self.env, last),
                start=format_datetime(self.env, start),
            )
        )
        managers = self.env["res.users"]._get_sme_managers(self.company_id)
        people = (managers._filter_present(self.company_id, start) or managers)[:1] | self.user_id
        moment = fields.Datetime.to_string(start)
        self.env["sme.alert"]._raise(
            [
                {
                    "user_id": user.id,
                    "company_id": self.company_id.id,
                    "kind": "plan",
                    "reasons": [["plan_gap", self.id, moment]],
                    "res_model": self._name,
                    "res_id": self.id,
                    "key": f"{self._name},{self.id},gap,{moment},{user.id}",
                }
                for user in people
            ]
        )

    # ------------------------------------------------------------
    # WAITING ONES
    # ------------------------------------------------------------

    def _count_waiting(self, now):
        """How many customers "also those waiting now" would take, sooner or later."""
        self.ensure_one()
        return len({one.customer for one in self._find_not_taken(now, self._get_register(None))})

    def action_open_switch(self):
        """Switch the plan on; where customers wait for it now, ask first whether they are meant as well."""
        self.ensure_one()
        self.check_access("write")
        if not self.step_ids:
            return self.action_switch_on()  # which says why not
        dialog = self.env["sme.plan.switch"]._start(self)
        if not dialog.waiting_count:
            return self.action_switch_on()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_plan_switch_action")
        return {**action, "res_id": dialog.id}

    def action_take_waiting(self):
        """Also follow up those that wait now, from the next night on as the people have time."""
        self.check_access("write")
        self.filtered("active").write({"takes_waiting": True})

    # ------------------------------------------------------------
    # DELIVERIES
    # ------------------------------------------------------------

    @api.model
    def _note_deliveries(self, company, now):
        """Note in the ledger which orders of a company are delivered by now; returns the new rows.

        Where no app for stock knows the moment, an order counts as delivered when it is seen; one that may have been
        delivered while nobody looked counts for its own day.
        """
        # sudo: when the engine looked last
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        key = DELIVERIES_PARAMETER % company.id
        last = fields.Datetime.to_datetime(parameters_sudo.get_param(key))
        moment = now if last and now - last <= DELIVERIES_GAP else None
        self.env.flush_all()
        rows = self.env.execute_query(
            plan_enrolling.note_deliveries(
                company.id,
                now - OLDEST_DELIVERY,
                day_known="effective_date" in self.env["sale.order"]._fields,
                moment=moment,
            )
        )
        parameters_sudo.set_param(key, fields.Datetime.to_string(now))
        self.env["sme.contact"].invalidate_model()
        return rows
