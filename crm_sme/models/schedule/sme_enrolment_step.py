from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...const import DOCUMENT_FIELDS, MOST_FAILURES, TOUCHES
from ...queries import enrolment_step as queries
from ...rules import literal_domain, schedule

SPARE = timedelta(days=2)


class SmeEnrolmentStep(models.Model):
    _inherit = "sme.enrolment.step"

    # ------------------------------------------------------------
    # WHAT IS DUE
    # ------------------------------------------------------------

    @api.model
    def _probe_due(self, now):
        return queries.waiting_people(now, MOST_FAILURES)

    @api.model
    def _find_due(self, now):
        """Steps whose day has come, of people who are at work at this moment, the best value first."""
        self.env.flush_all()
        waiting = self.env.execute_query(self._probe_due(now))
        at_work = {}
        people = []
        for company_id, user_id in waiting:
            company = self.env["res.company"].browse(company_id)
            calendar = self.env["res.users"].browse(user_id or ())._get_step_calendar(company)
            key = company, calendar
            if key not in at_work:
                at_work[key] = calendar._is_open(company, now)
            if at_work[key]:
                people.append((company_id, user_id))
        if not people:
            return []
        query = queries.due_steps(people, now, MOST_FAILURES, schedule.AGE_DAYS, schedule.AGE_POINTS)
        return [row[0] for row in self.env.execute_query(query)]

    def _process_due(self, now):
        """Make steps that are due to-dos of whose they are; others are skipped or wait, each for its reason."""
        for company, steps in self.grouped("company_id").items():
            steps._process_due_of_company(company, now)

    def _process_due_of_company(self, company, now):
        due = self._filter_still_due(company, now)
        due -= due._skip_removed(now)
        due -= due._skip_unmet(now)
        due._choose_people(company, now)
        due._admit(company, now)._carry_out(now)

    def _filter_still_due(self, company, now):
        """Look again, in the transaction that acts: nothing happened meanwhile that could have ended the plan.

        The follow-up is held while its step is done; one that somebody holds waits for the next turn, and so does one
        of whose customer the ledger has something that was not looked at yet.
        """
        # sudo: whether all stands still is no secret, and decides for everybody
        if company.sudo().sme_plans_paused:
            return self.browse()
        held = self.enrolment_id.try_lock_for_update(allow_referencing=True)
        steps = self.filtered(
            lambda step: (
                step.enrolment_id in held
                and step.state == "planned"
                and not step.activity_id
                and step.enrolment_id.state == "running"
                and step.plan_id.active
            )
        )
        customers = steps.enrolment_id.commercial_partner_id
        heard_of = self.env["sme.contact"]._filter_heard_of(customers, company)
        quiet = steps.filtered(lambda step: step.enrolment_id.commercial_partner_id not in heard_of)
        if steps - quiet:
            self.env["sme.tick"]._wake()
        return quiet

    def _skip_removed(self, now):
        """Skip what is no longer part of the plan."""
        removed = self.filtered(lambda step: not step.step_id)
        removed._skip_and_go_on("step_removed", now)
        return removed

    def _skip_unmet(self, now):
        """Skip steps whose condition is not met any more."""
        unmet = self.browse()
        for plan_step, steps in self.grouped("step_id").items():
            domain = literal_domain.parse(plan_step.condition)
            if domain:
                unmet += steps - steps._filter_met(plan_step, Domain(domain))
        unmet._skip_and_go_on("condition", now)
        return unmet

    def _filter_met(self, plan_step, domain):
        """The steps whose customer, or one of whose documents, is as the plan asks."""
        model = plan_step._get_condition_model()
        if model == "sme.customer":
            cards = self.env[model].search(
                domain
                & Domain("partner_id", "in", self.enrolment_id.commercial_partner_id.ids)
                & Domain("company_id", "=", plan_step.company_id.id)
            )
            return self.filtered(lambda step: step.enrolment_id.commercial_partner_id in cards.partner_id)
        field = DOCUMENT_FIELDS[model]
        met = self.env[model].search(domain & Domain("id", "in", self.enrolment_id[field].ids))
        return self.filtered(lambda step: step.enrolment_id[field] & met)

    def _skip_and_go_on(self, reason_code, now):
        """Skip steps and plan those that come next, counted from today."""
        if self:
            self._skip(reason_code, now)
            self._plan_following(now)

    def _plan_following(self, now):
        self.enrolment_id._plan_next({step.enrolment_id: day for step, day in self._get_todays(now).items()})

    def _get_todays(self, now):
        """{step: the day it is where it is done}."""
        days = {}
        for (company, user), steps in self.grouped(lambda step: (step.company_id, step.user_id)).items():
            today = user._get_step_calendar(company)._get_today(company, now)
            days.update(dict.fromkeys(steps, today))
        return days

    # ------------------------------------------------------------
    # WHO, AND HOW MUCH
    # ------------------------------------------------------------

    def _choose_people(self, company, now):
        """Say again who does the steps: the person may have changed, or be away, since they were planned."""
        chosen = {}
        for plan_step, steps in self.grouped("step_id").items():
            free = steps.filtered(lambda step: not step.is_handed_over)
            people = plan_step._get_people(free.enrolment_id, fields.Date.to_date(now))
            chosen.update({step: people[step.enrolment_id] for step in free})
            chosen.update({step: step.user_id for step in steps - free})
        users = self.env["res.users"].union(*chosen.values()) | self.plan_id.user_id
        there = users._get_people_there(company, now)
        for step, user in chosen.items():
            present = (
                there.get(user)
                or there.get(step.plan_id.user_id)
                or user
                or step.plan_id._get_responsible_user(company)
            )
            if present != step.user_id:
                step.user_id = present

    def _admit(self, company, now):
        """The steps for which people have time and of which customers may hear this week; others wait for a free day.

        Hours and touches are counted against limits that hold for all plans and for all processes that plan.
        """
        admitted = self.browse()
        for day, steps in self.grouped(self._get_todays(now).get).items():
            admitted += steps._admit_on(company, day, now)
        return admitted

    def _admit_on(self, company, day, now):
        hour_keys = {user.id: f"steps,{user.id},{day}" for user in self.user_id}
        touched = self.filtered(lambda step: step.kind in TOUCHES)
        week = schedule.week_of(day)
        touch_keys = {
            customer.id: f"touches,{company.id},{customer.id},{week}"
            for customer in touched.enrolment_id.commercial_partner_id
        }
        quota = self.env["sme.quota"]
        used = quota._get_used([*hour_keys.values(), *touch_keys.values()])
        most = self.user_id._get_most_steps(company, day)
        load = {row[0]: row[1] for row in self.env.execute_query(queries.load_of_people(self.user_id.ids, day))}
        hours = {user.id: most[user] - load.get(user.id, 0) - used.get(hour_keys[user.id], 0) for user in self.user_id}
        # sudo: the limit is a setting of managers, and holds for everybody
        per_week = company.sudo().sme_touches_per_week
        touches = {customer: per_week - used.get(key, 0) for customer, key in touch_keys.items()}
        verdict = schedule.admit(
            [
                schedule.Wanted(
                    step.id,
                    step.user_id.id,
                    step.enrolment_id.commercial_partner_id.id if step in touched else None,
                )
                for step in self
            ],
            hours,
            touches,
        )
        now_steps = self.browse(verdict.now)
        monday = schedule.next_week(day)
        units = Counter(hour_keys[step.user_id.id] for step in now_steps)
        units.update(touch_keys[step.enrolment_id.commercial_partner_id.id] for step in now_steps & touched)
        # counters expire by the date of UTC, which may be a day ahead of where the step is done
        expiry = dict.fromkeys(hour_keys.values(), day + SPARE) | dict.fromkeys(touch_keys.values(), monday + SPARE)
        quota._use(units, expiry)
        self.browse(verdict.without_hours)._wait_until(day + schedule.ONE_DAY, now)
        self.browse(verdict.without_touch)._wait_until(monday, now)
        return now_steps

    def _wait_until(self, day, now):
        """Put off steps that were due; how long they wait counts from the first time on."""
        for planned, steps in self.filtered(lambda step: not step.waits_since).grouped("date_planned").items():
            steps.waits_since = planned
        self._put_off(day, now)

    def _put_off(self, day, now):
        """Plan steps for the first working day from a day on."""
        for (company, user), steps in self.grouped(lambda step: (step.company_id, step.user_id)).items():
            working = user._plan_day(company, day, 0, now)
            steps.write({"date_planned": working})
            steps.enrolment_id.write({"next_date": working})

    def _move_to_future(self, now):
        """Steps whose day has passed come on the next working day of whose they are."""
        for planned, steps in self.grouped("date_planned").items():
            steps._put_off(planned, now)

    # ------------------------------------------------------------
    # TO-DOS
    # ------------------------------------------------------------

    def _carry_out(self, now):
        """Do what a step that is due asks for: an activity of the person. For other areas, which do more for a kind."""
        self._create_activities(now)

    def _create_activities(self, now):
        """One activity a step, all at once and without a mail to anybody."""
        if not self:
            return
        self.enrolment_id.mapped("display_name")  # all at once: an activity reads the name of its document by itself
        todays = self._get_todays(now)
        steps_in_order, vals_list = [], []
        for (plan_step, user), steps in self.grouped(lambda step: (step.step_id, step.user_id)).items():
            values = plan_step._prepare_activity(user, todays[steps[0]])
            steps_in_order += steps
            vals_list += [{**values, "res_id": step.enrolment_id.id} for step in steps]
        activities = self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(vals_list)
        for step, activity in zip(steps_in_order, activities, strict=True):
            step.write({"activity_id": activity.id, "due_on": todays[step]})

    # ------------------------------------------------------------
    # OVERDUE
    # ------------------------------------------------------------

    @api.model
    def _probe_overdue(self, now):
        return queries.overdue_steps(now, MOST_FAILURES)

    @api.model
    def _find_overdue(self, now):
        self.env.flush_all()
        return [row[0] for row in self.env.execute_query(self._probe_overdue(now))]

    def _process_overdue(self, now):
        """Skip, or tell the responsible of, what nobody did within so many working days."""
        late = self.filtered(
            lambda step: step.state == "planned" and step.activity_id and not step.escalated_on and step._is_late(now)
        )
        late.filtered(lambda step: step.step_id.overdue == "skip")._skip_and_go_on("overdue", now)
        late.filtered(lambda step: step.step_id.overdue == "escalate")._escalate(now)

    def _is_late(self, now):
        calendar = self.user_id._get_step_calendar(self.company_id)
        today = calendar._get_today(self.company_id, now)
        days = self.step_id.overdue_days
        off = calendar._get_days_off(self.company_id, self.due_on, schedule.furthest_day(self.due_on, days, today))
        return schedule.nth_working_day(self.due_on, days, off) < today

    def _escalate(self, now):
        """Tell the responsible of the plan, or a manager where that is the person who is late, once."""
        self.env["sme.alert"]._raise(
            [
                {
                    "partner_id": step.partner_id.id,
                    "user_id": user.id,
                    "company_id": step.company_id.id,
                    "kind": "plan",
                    "reasons": [["step_overdue", fields.Date.to_string(step.due_on)]],
                    "res_model": step.enrolment_id._name,
                    "res_id": step.enrolment_id.id,
                    "key": f"step_overdue,{step.id}",
                }
                for step in self
                for user in step.plan_id._get_responsible_user(step.company_id, step.user_id)
            ]
        )
        self.write({"escalated_on": now})

    # ------------------------------------------------------------
    # HANDING OVER
    # ------------------------------------------------------------

    def _hand_over(self, user):
        """Give planned steps, and their to-dos, to somebody else; the plan does not choose again."""
        # sudo: steps and to-dos are written by the engine, whoever hands them over
        planned_sudo = self.sudo().filtered(lambda step: step.state == "planned")
        planned_sudo.write({"user_id": user.id, "is_handed_over": True})
        planned_sudo.activity_id.with_context(mail_activity_quick_update=True).write({"user_id": user.id})

    def _follow_activities(self):
        """Somebody gave a to-do to somebody else, or moved it to another day: the step says so too."""
        for step in self:
            activity = step.activity_id
            if activity.user_id != step.user_id:
                step.write({"user_id": activity.user_id.id, "is_handed_over": True})
            if activity.date_deadline != step.due_on:
                step.due_on = activity.date_deadline
                step.enrolment_id.next_date = activity.date_deadline

    def action_retry(self):
        """Managers let steps that were set aside after some failures be tried again."""
        self.check_access("read")
        if not self.env.user.has_group("crm_sme.group_sme_manager"):
            raise AccessError(self.env._("Only managers have failed steps tried again."))
        # sudo: steps are written by the engine
        self.sudo().write({"fail_count": 0, "last_error": False})
        self.env["sme.tick"]._wake()

    def action_hand_over(self, user_id):
        """Managers give steps to another employee of the company."""
        self.check_access("read")
        if not self.env.user.has_group("crm_sme.group_sme_manager"):
            raise AccessError(self.env._("Only managers hand steps over."))
        user = self.env["res.users"].browse(user_id)
        # sudo: whether somebody is an employee of these companies
        user_sudo = user.sudo()
        if not user_sudo.active or user_sudo.share or self.company_id - user_sudo.company_ids:
            raise AccessError(self.env._("Steps are handed over to employees of the company."))
        self._hand_over(user)
