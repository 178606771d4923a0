"""Counting against a limit in one statement."""

from collections.abc import Sequence
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


def used(keys: Sequence[str], today: date) -> SQL:
    """(key, used) of the limits of which something is used."""
    return SQL("SELECT key, used FROM sme_quota WHERE key = ANY (%s) AND expires_on >= %s", list(keys), today)


def add(rows: Sequence[tuple[str, int, date]], today: date) -> SQL:
    """Count units, (key, units, day the counter expires on), against limits; each key once."""
    return SQL(
        """
        INSERT INTO sme_quota AS quota (key, used, expires_on)
        SELECT * FROM unnest(%(keys)s::varchar[], %(units)s::int[], %(days)s::date[]) ORDER BY 1
        ON CONFLICT (key) DO UPDATE
           SET used = EXCLUDED.used + CASE WHEN quota.expires_on < %(today)s THEN 0 ELSE quota.used END,
               expires_on = EXCLUDED.expires_on
        """,
        keys=[key for key, _units, _day in rows],
        units=[units for _key, units, _day in rows],
        days=[day for _key, _units, day in rows],
        today=today,
    )
