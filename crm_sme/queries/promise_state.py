"""How the promise of a record stands, as one column to filter, order and group by."""

from collections.abc import Mapping
from datetime import datetime

from odoo.tools import SQL


def of_record(columns: Mapping[str, SQL], now: datetime) -> SQL:
    """The twin of `rules.promise.stand`, of the columns with what the clocks of the record say."""
    return SQL(
        """
        CASE WHEN %(deadline)s IS NULL THEN COALESCE(%(promise_rest)s, 'none')
             WHEN %(now)s > %(deadline)s THEN 'late'
             WHEN %(now)s >= %(soon_from)s THEN 'soon'
             ELSE 'on_time'
        END
        """,
        now=now,
        **columns,
    )
