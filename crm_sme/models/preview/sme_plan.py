from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cache, partial

import pytz

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...const import TOUCHES
from ...rules.enrolling import get_first_moment, select_new
from ...rules.exits import Enrolment
from ...rules.preview import Clock, Stage, Touches, walk
from ...rules.schedule import week_of
from ..sme_refresh import NIGHTLY_HOUR

NIGHT = time(NIGHTLY_HOUR, 30)  # about when the plans of a night are through
MORNING = time(9)  # about when the steps of a day are done
FURTHEST_DAYS = 200


class SmePlan(models.Model):
    """What a plan would have done: the nights and days of a span that is over, by the same rules, written nowhere."""

    _inherit = "sme.plan"

    def action_preview(self):
        """Show what the plan would have done in the last month."""
        self.ensure_one()
        self.check_access("write")
        if not self.step_ids:
            raise UserError(self.env._("A plan without steps does nothing: add one first."))
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_plan_preview_action")
        return {**action, "res_id": self.env["sme.plan.preview"]._start(self).id}

    def _get_moment(self, day, hour):
        """When it was so late on a day in the company, as naive UTC."""
        zone = pytz.timezone(self.env["sme.policy"]._get_for_companies(self.company_id)._get_timezone())
        return zone.localize(datetime.combine(day, hour)).astimezone(pytz.utc).replace(tzinfo=None)

    def _preview_night(self, day, first_day, end, memory):
        """The follow-ups that the night of a day would have begun, and their ways up to a moment.

        The plan would have been switched on as `first_day` began; `memory` knows of the nights before, and learns of
        this one. Returns values of lines of a preview.
        """
        self.ensure_one()
        night = self._get_moment(day, NIGHT)
        memory.pass_until(night)
        switched_on = self._get_moment(first_day, time())
        start, _is_gap = get_first_moment(switched_on, night - timedelta(days=1), None, night, self.wait_days)
        candidates = select_new(self._find(start, night), memory.register)
        is_running = memory.register.is_running
        chosen = self._choose(
            candidates, is_running, night, lambda places: self._get_preview_free(places, memory, night)
        )
        new = [candidate for candidate in chosen if not is_running(candidate.customer)]
        for candidate in chosen:
            if is_running(candidate.customer):
                memory.join(candidate.customer, candidate.documents)
        lines = []
        steps = self._get_ordered_steps()
        for candidate, people, way in self._preview_ways(new, day, night, end, memory):
            memory.begin(candidate.customer, candidate.documents, day, way.ended)
            for one in way.planned:
                memory.plan(people[one.place].id, one.day, one.since, one.until)
                if one.done and steps[one.place].kind in TOUCHES:
                    memory.touch(candidate.customer, one.day)
            lines += self._prepare_preview_lines(candidate, people, way, day)
        return lines

    def _get_preview_free(self, places, memory, night):
        """{(person, day): how many more first steps fit in}, of the hours of people and this plan alone."""
        users_of = defaultdict(lambda: self.env["res.users"])
        for user, day in places:
            users_of[day] |= user
        return {
            (user, day): number - memory.get_load(user.id, day, night)
            for day, users in users_of.items()
            for user, number in users._get_most_steps(self.company_id, day).items()
        }

    def _get_ordered_steps(self):
        return self.step_ids.sorted(lambda step: (step.sequence, step.id))

    def _preview_ways(self, candidates, day, night, end, memory):
        """(candidate, its people by step, its way) of follow-ups that begin in a night."""
        if not candidates:
            return
        steps = self._get_ordered_steps()
        by_step = [self._get_first_people(step, candidates, day) for step in steps]
        contacts = self._get_preview_contacts([candidate.customer for candidate in candidates], night, end)
        table, model, clock, days_off = self._get_exit_table(), self._get_document_model(), self._get_clock(), {}
        verdicts = self._get_preview_verdicts(candidates)
        touched = self._get_preview_touches([candidate.customer for candidate in candidates], day)
        # sudo: the limit is a setting of managers, and holds for everybody
        most_touches = self.company_id.sudo().sme_touches_per_week
        managers = {
            partner.id: partner.user_id.id
            for partner in self.env["res.partner"].browse([candidate.customer for candidate in candidates])
        }
        for candidate in candidates:
            people = [people[candidate.customer] for people in by_step]
            enrolment = Enrolment(
                table=table,
                user_ids=frozenset(user.id for user in people) | {managers[candidate.customer]},
                documents=frozenset((model, document) for document in candidate.documents),
            )
            stages = [
                Stage(
                    step.delay_days,
                    self._get_preview_days_off(user, day, end, days_off),
                    step.kind in TOUCHES,
                    partial(verdicts[step], candidate) if step in verdicts else None,
                )
                for step, user in zip(steps, people, strict=True)
            ]
            found = contacts.get(candidate.customer, ())
            touches = Touches(
                most_touches, memory.get_touches(candidate.customer) + touched.get(candidate.customer, Counter())
            )
            yield candidate, people, walk(candidate.day, night, day, stages, found, enrolment, clock, end, touches)

    def _get_preview_verdicts(self, candidates):
        """{step with a condition: function of a candidate and a day that says whether it was met}."""
        verdicts = {step: step._get_past_verdict(candidates) for step in self.step_ids}
        return {step: verdict for step, verdict in verdicts.items() if verdict}

    def _get_preview_touches(self, customers, day):
        """{customer: {week: how often the other plans really touched it}} from the week of a day on."""
        # sudo: what was done for customers counts, whoever previews a plan
        steps_sudo = self.env["sme.enrolment.step"].sudo()
        done_sudo = steps_sudo.search_fetch(
            Domain("enrolment_id.commercial_partner_id", "in", customers)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("plan_id", "!=", self.id)
            & Domain("kind", "in", TOUCHES)
            & Domain("due_on", ">=", day - timedelta(days=day.weekday())),
            ["due_on", "enrolment_id"],
        )
        touches = defaultdict(Counter)
        for step_sudo in done_sudo:
            touches[step_sudo.enrolment_id.commercial_partner_id.id][week_of(step_sudo.due_on)] += 1
        return touches

    def _get_work_begin(self, day):
        return self._get_moment(day, MORNING)

    def _get_clock(self):
        # days come again for every customer
        return Clock(moment_of=cache(self._get_work_begin), day_of=cache(self.company_id._get_sme_day))

    def _get_preview_days_off(self, user, day, end, known):
        """The days on which a person does not work, asked once a calendar."""
        calendar = user._get_step_calendar(self.company_id)
        if (calendar, day) not in known:
            first, last = day - timedelta(days=self.wait_days + 1), end.date() + timedelta(days=FURTHEST_DAYS)
            known[calendar, day] = calendar._get_days_off(self.company_id, first, last)
        return known[calendar, day]

    def _get_preview_contacts(self, customers, start, end):
        """{customer: [(moment, what the rules of exits need to know)]} of what happened from a moment to another.

        A complaint that was open already counts as of the first moment.
        """
        # sudo: what happened with customers decides, whoever previews a plan
        contacts_sudo = self.env["sme.contact"].sudo()
        of_customers = Domain("commercial_partner_id", "in", customers) & Domain("company_id", "=", self.company_id.id)
        rows_sudo = contacts_sudo.search(
            of_customers & Domain("date", ">=", start) & Domain("date", "<", end), order="date, id"
        )
        earlier_sudo = contacts_sudo.search(
            of_customers & Domain("kind", "=", "complaint_opened") & Domain("date", "<", start)
        )
        facts = (rows_sudo | earlier_sudo)._get_facts()
        settled = self._get_settled(
            (rows_sudo | earlier_sudo).filtered(lambda row: row.kind == "complaint_opened" or facts[row].in_complaint),
            end,
        )
        until = {}
        for day_rows_sudo in rows_sudo.grouped(lambda row: row.date.date()).values():
            until.update(day_rows_sudo._get_until(day_rows_sudo[-1].date))
        until.update(settled)
        found = {}
        for row_sudo in earlier_sudo.filtered(lambda row: settled[row] > start) | rows_sudo:
            contact = replace(facts[row_sudo], is_own=row_sudo.res_model == "sme.enrolment", until=until.get(row_sudo))
            moment = max(row_sudo.date, start)
            found.setdefault(row_sudo.commercial_partner_id.id, []).append((moment, contact))
        return found

    def _get_settled(self, rows, end):
        """{row that tells of a complaint: when the complaint was settled, at the latest the end of the preview}."""
        complaints = rows.filtered(lambda row: row.res_model == "sme.service")
        # sudo: see _get_preview_contacts
        services_sudo = self.env["sme.service"].sudo().browse(complaints.mapped("res_id")).exists()
        moments = {service.id: service.date_solved or service.date_closed or end for service in services_sudo}
        return {row: min(moments.get(row.res_id, row.date), end) for row in complaints}

    def _prepare_preview_lines(self, candidate, people, way, day):
        """Values of the lines of one follow-up: that it begins, its steps, and what ends it."""
        steps = self._get_ordered_steps()
        common = {"partner_id": candidate.partner, "customer_id": candidate.customer}
        begin = {
            **common,
            "kind": "enrolment",
            "user_id": people[0].id,
            "date": day,
            "amount": candidate.value,
            "reasons": self._prepare_candidate(candidate)["reasons"],
            "documents": list(candidate.documents),
            "ended": way.ended or False,
        }
        done = [
            {
                **common,
                "kind": "step" if one.done else "dropped",
                "user_id": people[one.place].id,
                "date": one.day,
                "step_id": steps[one.place].id,
                "since": one.since,
                "ended": one.until,
            }
            for one in way.planned
        ]
        if not way.ended:
            return [begin, *done]
        end_day = self.company_id._get_sme_day(way.ended)
        end = {**common, "kind": "end", "user_id": people[0].id, "date": end_day, "reason": way.reason}
        return [begin, *done, end]
