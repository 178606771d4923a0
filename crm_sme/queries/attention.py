"""Alerts: raised once, and how earlier ones of their kind were received."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from odoo.tools import SQL

# What an alert is raised with, in this order.
RAISED_COLUMNS = (
    "partner_id",
    "user_id",
    "company_id",
    "kind",
    "importance",
    "is_critical",
    "reasons",
    "res_model",
    "res_id",
    "date_deadline",
    "key",
)


def raise_alerts(rows: Sequence[tuple], user_id: int, now: datetime) -> SQL:
    """Add alerts, and return the ids of those that were not raised before."""
    common = ("pending", now, 0, user_id, user_id, now, now)
    return SQL(
        """
        INSERT INTO sme_alert (%s, state, date, fail_count, create_uid, write_uid, create_date, write_date)
        VALUES %s
        ON CONFLICT (key) DO NOTHING
        RETURNING id
        """,
        SQL(", ").join(SQL.identifier(name) for name in RAISED_COLUMNS),
        SQL(", ").join(SQL("%s", (*row, *common)) for row in rows),
    )


def last_interruptions(scopes: Sequence[tuple], since: datetime, most: int) -> SQL:
    """(position of the scope, moment, whether somebody acted on it) of the latest interruptions of each scope.

    A scope is (person, kind, customer, model, id); the document counts only where there is no customer. What was shown
    at one moment is one interruption. Newest first; what a manager forgave is left out.
    """
    columns = list(zip(*scopes, strict=True))
    return SQL(
        """
        SELECT scope.position, latest.shown_date, latest.acted
          FROM unnest(%s::int[], %s::text[], %s::int[], %s::text[], %s::int[])
               WITH ORDINALITY scope(user_id, kind, partner_id, res_model, res_id, position)
         CROSS JOIN LATERAL (
               SELECT alert.shown_date, bool_or(alert.acted_date IS NOT NULL) AS acted
                 FROM sme_alert alert
                WHERE alert.user_id = scope.user_id
                  AND alert.kind = scope.kind
                  AND alert.state = 'shown'
                  AND alert.shown_date >= %s
                  AND alert.is_forgiven IS NOT TRUE
                  AND (alert.partner_id = scope.partner_id
                       OR (scope.partner_id IS NULL AND alert.partner_id IS NULL
                           AND alert.res_model = scope.res_model AND alert.res_id = scope.res_id))
                GROUP BY alert.shown_date
                ORDER BY alert.shown_date DESC
                LIMIT %s
               ) latest
         ORDER BY scope.position, latest.shown_date DESC
        """,
        *(list(column) for column in columns),
        since,
        most,
    )
