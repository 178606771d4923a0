"""What a tick asks before it does anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from odoo.tools import SQL


def count_rows(selects: Sequence[SQL]) -> SQL:
    """One row: how many rows each of some queries has.

    Counted rather than looked for with EXISTS: the planner would hope for a row early, and read whole tables for none.
    """
    return SQL("SELECT %s", SQL(", ").join(SQL("(SELECT count(*) FROM (%s) due)", select) for select in selects))


def either(*selects: SQL) -> SQL:
    """The rows of all of some queries of one column."""
    return SQL(" UNION ALL ").join(SQL("(%s)", select) for select in selects)


def write_and_wake(statement: SQL, condition: SQL, lane_ids: Sequence[int], now: datetime, user_id: int) -> SQL:
    """(whether crons were woken, columns) of each row that a statement returns.

    The active ones of some crons are woken if a query on these rows, called `written`, has rows.
    """
    return SQL(
        """
        WITH written AS (%(statement)s), woken AS (
            INSERT INTO ir_cron_trigger (cron_id, call_at, create_uid, create_date, write_uid, write_date)
            SELECT lane.id, %(now)s, %(user)s, %(now)s, %(user)s, %(now)s
              FROM ir_cron lane
             WHERE lane.id = ANY (%(lanes)s) AND lane.active AND EXISTS (%(condition)s)
            RETURNING id
        )
        SELECT EXISTS (SELECT FROM woken), written.* FROM written
        """,
        statement=statement,
        now=now,
        user=user_id,
        lanes=list(lane_ids),
        condition=condition,
    )
