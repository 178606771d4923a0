"""The rhythm of contacts that classes promise, as expressions: the twin of rules/rhythm.py, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from odoo.tools import SQL

# What starts the rhythm anew; worded like the index of the ledger.
TOUCHES = SQL("(contact.is_real OR contact.kind = 'order')")


def local_day(moment: SQL, timezone: str) -> SQL:
    """The day of a moment (UTC) in a time zone."""
    return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, timezone)


def last_touch(partner: SQL, company_id: int, timezone: str, before: datetime | None = None) -> SQL:
    """The day of the last real contact or order of a customer with a company, before a moment or at all."""
    return SQL(
        "(SELECT %s FROM sme_contact contact WHERE contact.commercial_partner_id = %s AND contact.company_id = %s"
        " AND %s%s)",
        local_day(SQL("max(contact.date)"), timezone),
        partner,
        company_id,
        TOUCHES,
        SQL(" AND contact.date < %s", before) if before else SQL(),
    )


def last_touches(partner_ids: Sequence[int], company_id: int, timezone: str) -> SQL:
    """(customer, day of the last real contact or order) of some customers."""
    return SQL(
        "SELECT customer.id, %s FROM unnest(%s::int[]) AS customer (id)",
        last_touch(SQL("customer.id"), company_id, timezone),
        list(partner_ids),
    )


def start_of_interval(touch: SQL, last_order: SQL, class_since: SQL, rhythm_since: SQL) -> SQL:
    """The day from which the days without contact are counted."""
    return SQL("GREATEST(%s, %s, %s, %s)", touch, last_order, class_since, rhythm_since)


def has_rhythm(ideal: SQL, latest: SQL) -> SQL:
    return SQL("(%s > 0 OR %s > 0)", ideal, latest)


def contact_state(since: SQL, ideal: SQL, latest: SQL, today: date) -> SQL:
    """How a customer stands; NULL without a rhythm, and then the ledger is not asked."""
    return SQL(
        "CASE WHEN %(promised)s THEN (SELECT CASE"
        " WHEN %(latest)s > 0 AND gap.days > %(latest)s THEN 'overdue'"
        " WHEN %(ideal)s > 0 AND gap.days >= %(ideal)s THEN 'due' ELSE 'good' END"
        " FROM (SELECT %(today)s::date - %(since)s AS days OFFSET 0) gap) END",
        promised=has_rhythm(ideal, latest),
        ideal=ideal,
        latest=latest,
        today=today,
        since=since,
    )


def since_where_promised(since: SQL, ideal: SQL, latest: SQL) -> SQL:
    """The start of the interval of customers with a rhythm."""
    return SQL("CASE WHEN %s THEN %s END", has_rhythm(ideal, latest), since)


def promised_months(promised: SQL, days_of_companies: SQL) -> SQL:
    """A row for each customer and month in which a latest interval was promised: days promised, and days overdue.

    `promised` are rows (id, company_id, partner_id, class_id, user_id, latest, began, last_order) of scorecards,
    `days_of_companies` rows (company_id, today, timezone).
    """
    return SQL(
        """
        WITH promised AS (
            SELECT card.*, here.today, here.timezone
              FROM (%(promised)s) card
              JOIN (%(companies)s) here (company_id, today, timezone) ON here.company_id = card.company_id
             WHERE card.latest > 0 AND card.began <= here.today
        ), touch AS (
            SELECT id, began AS day FROM promised
             UNION
            SELECT id, last_order FROM promised WHERE last_order > began
             UNION
            SELECT promised.id, (contact.date AT TIME ZONE 'UTC' AT TIME ZONE promised.timezone)::date
              FROM promised
              JOIN sme_contact contact
                ON contact.commercial_partner_id = promised.partner_id AND contact.company_id = promised.company_id
               AND %(touches)s AND contact.date >= promised.began
        ), broken AS (
            SELECT gap.id, gap.day + promised.latest + 1 AS first_day, gap.next_day - 1 AS last_day
              FROM (
                   SELECT touch.id, touch.day,
                          lead(touch.day, 1, promised.today + 1) OVER (PARTITION BY id ORDER BY touch.day) AS next_day
                     FROM touch JOIN promised USING (id)
                   ) gap
              JOIN promised USING (id)
             WHERE gap.next_day - gap.day > promised.latest + 1
        ), late AS (
            SELECT broken.id, series.day::date AS start,
                   sum(least(broken.last_day, (series.day + interval '1 month - 1 day')::date)
                       - greatest(broken.first_day, series.day::date) + 1)::int AS days
              FROM broken
             CROSS JOIN LATERAL generate_series(date_trunc('month', broken.first_day::timestamp),
                                                broken.last_day::timestamp, interval '1 month') AS series (day)
             GROUP BY broken.id, series.day
        )
        SELECT promised.id::bigint * 100000 + 12 * extract(year FROM month.start)::int
                   + extract(month FROM month.start)::int AS id,
               promised.company_id, promised.partner_id, promised.class_id, promised.user_id, month.start AS month,
               least(month.last, promised.today) - greatest(month.start, promised.began) + 1 AS promised_days,
               coalesce(late.days, 0) AS overdue_days,
               CASE WHEN late.days > 0 THEN 0.0 ELSE 1.0 END AS kept,
               1 AS month_count
          FROM promised
         CROSS JOIN LATERAL (
               SELECT day::date AS start, (day + interval '1 month - 1 day')::date AS last
                 FROM generate_series(date_trunc('month', promised.began::timestamp), promised.today::timestamp,
                                      interval '1 month') AS series (day)
               ) month
          LEFT JOIN late ON late.id = promised.id AND late.start = month.start
        """,
        promised=promised,
        companies=days_of_companies,
        touches=TOUCHES,
    )


def days_of_companies(rows: Sequence[tuple[int, date, str]]) -> SQL:
    """(company, its today, its time zone) as rows."""
    return SQL("VALUES %s", SQL(", ").join(SQL("(%s::int, %s::date, %s)", *row) for row in rows))
