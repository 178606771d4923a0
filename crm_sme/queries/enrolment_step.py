"""Steps of follow-ups that are due, in the order in which people's hours are given to them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from odoo.tools import SQL

FURTHEST_ZONE = timedelta(hours=14)  # how much later than here it is anywhere


def _waiting(now: datetime, most_failures: int) -> SQL:
    """Steps whose day has come where they are done, of follow-ups that run, in plans and companies that do steps."""
    return SQL(
        """
          FROM sme_enrolment_step step
          JOIN sme_enrolment enrolment ON enrolment.id = step.enrolment_id AND enrolment.state = 'running'
          JOIN sme_plan plan ON plan.id = step.plan_id AND plan.active
          JOIN res_company company ON company.id = step.company_id AND company.sme_plans_paused IS NOT TRUE
          JOIN res_partner firm ON firm.id = company.partner_id
          LEFT JOIN resource_resource person
            ON person.user_id = step.user_id AND person.company_id = step.company_id AND person.active
          LEFT JOIN resource_calendar calendar
            ON calendar.id = coalesce(person.calendar_id, company.resource_calendar_id)
         WHERE step.state = 'planned' AND step.activity_id IS NULL AND step.date_planned <= %(furthest)s
           AND step.date_planned <= (%(now)s::timestamp AT TIME ZONE 'UTC'
                                     AT TIME ZONE coalesce(calendar.tz, firm.tz, 'UTC'))::date
           AND coalesce(step.fail_count, 0) < %(most_failures)s
        """,
        now=now,
        furthest=(now + FURTHEST_ZONE).date(),
        most_failures=most_failures,
    )


def waiting_people(now: datetime, most_failures: int) -> SQL:
    """(company, person or NULL) with steps whose day has come and that are no to-dos yet."""
    return SQL("SELECT DISTINCT step.company_id, step.user_id %s", _waiting(now, most_failures))


def due_steps(
    people: Sequence[tuple[int, int | None]], now: datetime, most_failures: int, age_days: int, age_points: int
) -> SQL:
    """The steps of people, (company, person or None), whose day has come, in the order of `rules.schedule.rank`."""
    return SQL(
        """
        SELECT step.id
        %s
           AND (step.company_id, coalesce(step.user_id, 0)) IN (SELECT * FROM unnest(%s::int[], %s::int[]))
         ORDER BY plan.priority
                      - %s * (greatest(%s - coalesce(step.waits_since, step.date_planned), 0) / %s),
                  coalesce(enrolment.value_at_stake, 0) DESC,
                  coalesce(step.waits_since, step.date_planned),
                  step.id
        """,
        _waiting(now, most_failures),
        [company for company, _user in people],
        [user or 0 for _company, user in people],
        age_points,
        now.date(),
        age_days,
    )


def overdue_steps(now: datetime, most_failures: int) -> SQL:
    """Open to-dos of steps that are to be skipped or told when nobody does them, due so many days ago."""
    return SQL(
        """
        SELECT step.id
          FROM sme_enrolment_step step
          JOIN sme_plan_step plan_step ON plan_step.id = step.step_id AND plan_step.overdue <> 'wait'
          JOIN sme_enrolment enrolment ON enrolment.id = step.enrolment_id AND enrolment.state = 'running'
          JOIN sme_plan plan ON plan.id = step.plan_id AND plan.active
          JOIN res_company company ON company.id = step.company_id AND company.sme_plans_paused IS NOT TRUE
         WHERE step.state = 'planned' AND step.activity_id IS NOT NULL AND step.escalated_on IS NULL
           AND step.due_on < %s AND step.due_on + plan_step.overdue_days < %s AND coalesce(step.fail_count, 0) < %s
         ORDER BY step.id
        """,
        (now + FURTHEST_ZONE).date(),
        (now + FURTHEST_ZONE).date(),
        most_failures,
    )


def load_of_people(user_ids: Sequence[int], day: date) -> SQL:
    """(person, open to-dos from before a day, steps planned for the day that are no to-dos yet)."""
    return SQL(
        """
        SELECT step.user_id,
               count(*) FILTER (WHERE step.activity_id IS NOT NULL AND step.due_on < %(day)s),
               count(*) FILTER (WHERE step.activity_id IS NULL AND step.date_planned = %(day)s)
          FROM sme_enrolment_step step
          JOIN sme_enrolment enrolment ON enrolment.id = step.enrolment_id AND enrolment.state = 'running'
         WHERE step.state = 'planned' AND step.user_id = ANY (%(users)s)
           AND (step.activity_id IS NOT NULL OR step.date_planned = %(day)s)
         GROUP BY step.user_id
        """,
        users=list(user_ids),
        day=day,
    )
