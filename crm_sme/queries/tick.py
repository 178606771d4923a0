"""What a tick asks before it does anything."""

from __future__ import annotations

from collections.abc import Sequence

from odoo.tools import SQL


def count_rows(selects: Sequence[SQL]) -> SQL:
    """One row: how many rows each of some queries has.

    Counted rather than looked for with EXISTS: the planner would hope for a row early, and read whole tables for none.
    """
    return SQL("SELECT %s", SQL(", ").join(SQL("(SELECT count(*) FROM (%s) due)", select) for select in selects))


def either(*selects: SQL) -> SQL:
    """The rows of all of some queries of one column."""
    return SQL(" UNION ALL ").join(SQL("(%s)", select) for select in selects)
