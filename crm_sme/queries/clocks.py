"""Clocks of service records: many at once, each in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from odoo.tools import SQL

# What a new clock is inserted with, in this order; `write_date` and the like are added for all at once.
NEW_CLOCK_COLUMNS = (
    "service_id",
    "company_id",
    "kind",
    "cycle",
    "target_id",
    "class_id",
    "calendar_id",
    "promised_hours",
    "allowed_hours",
    "date_start",
    "running_since",
    "deadline",
    "soon_from",
    "escalate_from",
)


def insert_clocks(rows: Sequence[tuple], known_ids: Sequence[int], user_id: int, now: datetime) -> SQL:
    """Start clocks, and keep beside the records what these say, but for those known to have had clocks before; see
    `store_standing`. A clock that another transaction opened meanwhile makes the database ask for a new attempt,
    instead of failing for good.
    """
    common = ("running", 0.0, 0.0, 0, user_id, user_id, now, now)
    return SQL(
        """
        WITH begun AS (
        INSERT INTO sme_service_clock (%s, state, consumed_hours, overrun_hours, fail_count,
                                       create_uid, write_uid, create_date, write_date)
        VALUES %s
        ON CONFLICT (service_id, kind) WHERE state IN ('running', 'paused') DO NOTHING
        RETURNING service_id, deadline, soon_from
        )
        UPDATE sme_service service
           SET deadline = first.deadline, soon_from = first.soon_from
          FROM (
                SELECT service_id, min(deadline) AS deadline, min(soon_from) AS soon_from
                  FROM begun
                 WHERE deadline IS NOT NULL
                 GROUP BY service_id
               ) first
         WHERE service.id = first.service_id AND service.id <> ALL(%s)
        """,
        SQL(", ").join(SQL.identifier(name) for name in NEW_CLOCK_COLUMNS),
        SQL(", ").join(SQL("%s", (*row, *common)) for row in rows),
        list(known_ids),
    )


def store_standing(service_ids: Sequence[int]) -> SQL:
    """Copy to the records what their clocks say, where it changes: the first deadline and the first warning of those
    that run, and the worst verdict of those that do not, which no day changes.
    """
    return SQL(
        """
        UPDATE sme_service service
           SET deadline = next.deadline,
               soon_from = next.soon_from,
               promise_rest = next.rest
          FROM (
                SELECT wanted.id,
                       min(clock.deadline) FILTER (WHERE clock.state = 'running') AS deadline,
                       min(clock.soon_from) FILTER (WHERE clock.state = 'running' AND clock.deadline IS NOT NULL)
                           AS soon_from,
                       CASE WHEN bool_or(clock.state = 'paused') THEN 'paused'
                            WHEN bool_or(clock.state = 'missed') THEN 'broken'
                            WHEN bool_or(clock.state = 'met') THEN 'kept'
                       END AS rest
                  FROM unnest(%s) wanted(id)
                  LEFT JOIN sme_service_clock clock ON clock.service_id = wanted.id
                 GROUP BY wanted.id
               ) next
         WHERE service.id = next.id
           AND (service.deadline, service.soon_from, service.promise_rest)
               IS DISTINCT FROM (next.deadline, next.soon_from, next.rest)
        """,
        list(service_ids),
    )


def mark_for_review(reason: str, condition: SQL) -> SQL:
    """Have the tick look at the open clocks that meet a condition on `clock`."""
    return SQL(
        """
        UPDATE sme_service_clock clock
           SET review = %s
         WHERE clock.state IN ('running', 'paused') AND clock.review IS NULL AND (%s)
        """,
        reason,
        condition,
    )


def of_calendars(calendar_ids: Sequence[int]) -> SQL:
    return SQL("clock.calendar_id = ANY(%s)", list(calendar_ids))


def of_companies(company_ids: Sequence[int]) -> SQL:
    return SQL("clock.company_id = ANY(%s)", list(company_ids))


def of_teams(team_ids: Sequence[int]) -> SQL:
    return SQL(
        "clock.service_id IN (SELECT id FROM sme_service WHERE team_id = ANY(%s))",
        list(team_ids),
    )


def of_all() -> SQL:
    return SQL("TRUE")


def clocks_to_review(now: datetime, most_failures: int) -> SQL:
    """Ids of the clocks that are marked, and of the open ones whose customer is in another class than the promise was
    made for.

    Clocks that are late stay as they are, whatever the class.
    """
    return SQL(
        """
        SELECT id FROM sme_service_clock WHERE review IS NOT NULL AND coalesce(fail_count, 0) < %(most_failures)s
         UNION
        SELECT clock.id
          FROM sme_service_clock clock
          JOIN sme_service service ON service.id = clock.service_id
          LEFT JOIN sme_customer card
            ON card.company_id = service.company_id AND card.partner_id = service.commercial_partner_id
         WHERE clock.state IN ('running', 'paused')
           AND clock.class_id IS DISTINCT FROM card.class_id
           AND (clock.deadline IS NULL OR clock.deadline >= %(now)s)
           AND coalesce(clock.fail_count, 0) < %(most_failures)s
         ORDER BY id
        """,
        now=now,
        most_failures=most_failures,
    )
