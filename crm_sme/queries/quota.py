"""Counting against a limit in one statement."""

from datetime import date

from odoo.tools import SQL


def spend(key: str, most: int, expires_on: date) -> SQL:
    """One row if a unit of the limit was free (and is used now), none otherwise."""
    return SQL(
        """
        INSERT INTO sme_quota AS quota (key, used, expires_on)
        SELECT %(key)s, 1, %(expires_on)s WHERE %(most)s > 0
        ON CONFLICT (key) DO UPDATE SET used = quota.used + 1, expires_on = EXCLUDED.expires_on
         WHERE quota.used < %(most)s
        RETURNING used
        """,
        key=key,
        most=most,
        expires_on=expires_on,
    )
