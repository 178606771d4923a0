"""What each person has to do and has done lately: one row a person and company."""

from __future__ import annotations

from datetime import date, datetime

from odoo.tools import SQL

# One unit of something of a person; each is counted into the column of its name.
LOADS = ("steps_due", "steps_overdue", "steps_planned", "todos_overdue", "records_open", "records_late", "put_off")
DONE = ("steps_done", "reached", "not_reached", "not_now", "no_interest", "order_expected", "records_solved")
COLUMNS = (*LOADS, *DONE)


def per_person(today: date, week_ahead: date, since: datetime, now: datetime) -> SQL:
    """Rows of (id, person, company, whether the person still works here, one column for each of COLUMNS).

    The id is made of both, and stays the same from one question to the next.
    """
    return SQL(
        """
        SELECT (work.user_id::bigint * 100000 + work.company_id) AS id, work.user_id, work.company_id,
               person.active AS is_here,
               %(counts)s
          FROM (%(steps)s UNION ALL %(todos)s UNION ALL %(records)s UNION ALL %(snoozes)s)
               AS work (user_id, company_id, counted)
          JOIN res_users person ON person.id = work.user_id
         WHERE work.counted IS NOT NULL
         GROUP BY work.user_id, work.company_id, person.active
        """,
        counts=SQL(", ").join(
            SQL("count(*) FILTER (WHERE work.counted = %s) AS %s", name, SQL.identifier(name)) for name in COLUMNS
        ),
        steps=_steps(today, week_ahead, since),
        todos=_todos(today),
        records=_records(since, now),
        snoozes=_snoozes(today),
    )


def _steps(today: date, week_ahead: date, since: datetime) -> SQL:
    """Steps that are due, overdue, or planned within a week; those done lately, also by their outcome."""
    return SQL(
        """
        SELECT user_id, company_id,
               CASE WHEN due_on < %(today)s THEN 'steps_overdue'
                    WHEN due_on IS NOT NULL THEN 'steps_due'
                    WHEN date_planned <= %(week_ahead)s THEN 'steps_planned' END
          FROM sme_enrolment_step
         WHERE state = 'planned' AND user_id IS NOT NULL
         UNION ALL
        SELECT COALESCE(done_by_id, user_id), company_id, unnest(ARRAY['steps_done', outcome])
          FROM sme_enrolment_step
         WHERE state = 'done' AND date_done >= %(since)s AND COALESCE(done_by_id, user_id) IS NOT NULL
        """,
        today=today,
        week_ahead=week_ahead,
        since=since,
    )


def _todos(today: date) -> SQL:
    """Activities of other kinds that are overdue; they belong to no company, and count in the person's main one."""
    return SQL(
        """
        SELECT activity.user_id, person.company_id, 'todos_overdue'
          FROM mail_activity activity
          JOIN res_users person ON person.id = activity.user_id
         WHERE activity.active AND activity.date_deadline < %s AND activity.res_model IS DISTINCT FROM 'sme.enrolment'
        """,
        today,
    )


def _records(since: datetime, now: datetime) -> SQL:
    """Service records that are open, or late, or were solved lately."""
    return SQL(
        """
        SELECT user_id, company_id, 'records_open'
          FROM sme_service
         WHERE active AND held_reason IS NULL AND state IN ('new', 'working', 'waiting') AND user_id IS NOT NULL
         UNION ALL
        SELECT user_id, company_id, 'records_late'
          FROM sme_service
         WHERE active AND held_reason IS NULL AND state IN ('new', 'working', 'waiting') AND user_id IS NOT NULL
           AND deadline < %(now)s
         UNION ALL
        SELECT user_id, company_id, 'records_solved'
          FROM sme_service
         WHERE active AND user_id IS NOT NULL AND date_solved >= %(since)s
        """,
        since=since,
        now=now,
    )


def _snoozes(today: date) -> SQL:
    return SQL(
        "SELECT user_id, company_id, 'put_off' FROM sme_snooze WHERE active AND date_until > %s",
        today,
    )
