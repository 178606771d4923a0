"""Counting against a limit in one statement."""

from datetime import date

from odoo.tools import SQL


def spend(key: str, most: int, expires_on: date, today: date) -> SQL:
    """One row if a unit of the limit was free (and is used now), none otherwise; a counter that is over starts anew."""
    return SQL(
        """
        INSERT INTO sme_quota AS quota (key, used, expires_on)
        SELECT %(key)s, 1, %(expires_on)s WHERE %(most)s > 0
        ON CONFLICT (key) DO UPDATE
           SET used = CASE WHEN quota.expires_on < %(today)s THEN 1 ELSE quota.used + 1 END,
               expires_on = EXCLUDED.expires_on
         WHERE %(most)s > 0 AND (quota.used < %(most)s OR quota.expires_on < %(today)s)
        RETURNING used
        """,
        key=key,
        most=most,
        expires_on=expires_on,
        today=today,
    )
