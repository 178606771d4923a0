from collections import defaultdict
from datetime import timedelta

from odoo import fields, models


class SmeEnrolment(models.Model):
    _inherit = "sme.enrolment"

    def _plan_next(self, days, delay=None):
        """Plan the next step of follow-ups, {follow-up: day after which it comes}; those without any are done.

        It comes after the working days that the plan says, unless a delay is given.

        The next step is the first one of the plan as it is now that comes after the steps there were.
        """
        now = fields.Datetime.now()
        by_step = defaultdict(self.browse)
        for enrolment in self:
            by_step[enrolment._get_next_plan_step()] += enrolment
        by_step.pop(self.env["sme.plan.step"], self.browse())._stop("finished", now, state="done")
        for plan_step, enrolments in by_step.items():
            enrolments._plan_step(plan_step, {enrolment: days[enrolment] for enrolment in enrolments}, now, delay)

    def _get_next_plan_step(self):
        """The first step, in the order of the plan of today, that was not planned yet.

        A step that joined the plan after the follow-up began is left out where it comes before what was planned last;
        one that was there from the beginning is not lost, wherever it was moved to.
        """
        known = self.step_ids.step_id
        last = self.step_ids.sorted("id")[-1:]
        reached = (last.step_id.sequence, last.step_id.id) if last.step_id else (last.sequence, 0)
        return self.plan_id.step_ids.filtered(
            lambda step: (
                step not in known and (step.id <= self.newest_step_id or not last or (step.sequence, step.id) > reached)
            )
        ).sorted(lambda step: (step.sequence, step.id))[:1]

    def _plan_step(self, plan_step, days, now, delay=None, attempt=1):
        """Plan one step of a plan for follow-ups, a delay (that of the step, unless given) after a day each."""
        company = plan_step.plan_id.company_id
        delay = plan_step.delay_days if delay is None else delay
        people = plan_step._get_people(self, fields.Date.to_date(now) + timedelta(days=delay))
        planned = {}
        for (user, base), enrolments in self.grouped(lambda enrolment: (people[enrolment], days[enrolment])).items():
            planned.update(dict.fromkeys(enrolments, user._plan_day(company, base, delay, now)))
        # in the language of who does it, as the to-do it becomes
        names = {user.lang: plan_step.with_context(lang=user.lang).name for user in set(people.values())}
        vals_list = [
            {
                "enrolment_id": enrolment.id,
                "step_id": plan_step.id,
                "sequence": plan_step.sequence,
                "name": names[people[enrolment].lang],
                "kind": plan_step.kind,
                "attempt": attempt,
                "user_id": people[enrolment].id,
                "date_planned": planned[enrolment],
            }
            for enrolment in self
        ]
        # the step before is done in the database as well: only one is planned at a time
        self.env["sme.enrolment.step"].flush_model(["state", "enrolment_id"])
        steps = self.env["sme.enrolment.step"].create(vals_list)
        for day, enrolments in self.grouped(planned.get).items():
            enrolments.write({"next_date": day, "plan_version": plan_step.plan_id.version})
        return steps
