"""Steps of follow-ups that are due, in the order in which people's hours are given to them."""

from collections.abc import Sequence
from datetime import date

from odoo.tools import SQL


def _waiting(last_day: date | None, most_failures: int) -> SQL:
    """Steps that wait for their day, of follow-ups that run, in plans and companies where steps are done."""
    return SQL(
        """
          FROM sme_enrolment_step step
          JOIN sme_enrolment enrolment ON enrolment.id = step.enrolment_id AND enrolment.state = 'running'
          JOIN sme_plan plan ON plan.id = step.plan_id AND plan.active
          JOIN res_company company ON company.id = step.company_id AND company.sme_plans_paused IS NOT TRUE
         WHERE step.state = 'planned' AND step.activity_id IS NULL AND step.date_planned <= %s
           AND coalesce(step.fail_count, 0) < %s
        """,
        last_day,
        most_failures,
    )


def waiting_people(last_day: date, most_failures: int) -> SQL:
    """(company, person or NULL) with steps that are planned up to a day and are no to-dos yet."""
    return SQL("SELECT DISTINCT step.company_id, step.user_id %s", _waiting(last_day, most_failures))


def due_steps(people: Sequence[tuple[int, int | None, date]], most_failures: int) -> SQL:
    """The steps of people, (company, person or None, their day), that are due on their day: the best value first."""
    return SQL(
        """
        SELECT step.id
        %s
           AND EXISTS (SELECT FROM unnest(%s::int[], %s::int[], %s::date[]) AS person (company_id, user_id, today)
                        WHERE person.company_id = step.company_id
                          AND person.user_id = coalesce(step.user_id, 0)
                          AND step.date_planned <= person.today)
         ORDER BY plan.priority, enrolment.value_at_stake DESC NULLS LAST, step.date_planned, step.id
        """,
        _waiting(max(day for _company, _user, day in people), most_failures),
        [company for company, _user, _day in people],
        [user or 0 for _company, user, _day in people],
        [day for _company, _user, day in people],
    )


def overdue_steps(last_day: date, most_failures: int) -> SQL:
    """Open to-dos of steps that are to be skipped or told when nobody does them, due so many days before a day."""
    return SQL(
        """
        SELECT step.id
          FROM sme_enrolment_step step
          JOIN sme_plan_step plan_step ON plan_step.id = step.step_id AND plan_step.overdue <> 'wait'
          JOIN sme_enrolment enrolment ON enrolment.id = step.enrolment_id AND enrolment.state = 'running'
          JOIN sme_plan plan ON plan.id = step.plan_id AND plan.active
          JOIN res_company company ON company.id = step.company_id AND company.sme_plans_paused IS NOT TRUE
         WHERE step.state = 'planned' AND step.activity_id IS NOT NULL AND step.escalated_on IS NULL
           AND step.due_on + plan_step.overdue_days < %s AND coalesce(step.fail_count, 0) < %s
         ORDER BY step.id
        """,
        last_day,
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
