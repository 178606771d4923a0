"""How the promise of a record stands, as one column to filter, order and group by."""

from collections.abc import Sequence
from datetime import datetime

from odoo.tools import SQL

from .clocks import verdict


def of_record(record_id: SQL, worst_first: Sequence[str], now: datetime) -> SQL:
    """The worst verdict of the clocks of a record; "none" without any."""
    order = list(worst_first)
    return SQL(
        """
        COALESCE((
            SELECT (%(order)s::text[])[min(array_position(%(order)s::text[], %(verdict)s))]
              FROM sme_service_clock AS judged
             WHERE judged.service_id = %(record_id)s
        ), 'none')
        """,
        order=order,
        verdict=verdict(SQL.identifier("judged"), now),
        record_id=record_id,
    )
