"""Reading what has to be judged, and storing verdicts: only rows that changed are written."""

from datetime import date

from odoo.tools import SQL

from .peer_facts import FACT_COLUMNS, SCORECARDS_TABLE

SITUATIONS_TABLE = SQL.identifier("sme_refresh_situations")
JUDGED_TABLE = SQL.identifier("sme_refresh_judged")
VERDICTS_TABLE = SQL.identifier("sme_refresh_verdicts")


def _columns(table: str, names: tuple[str, ...]) -> SQL:
    return SQL(", ").join(SQL.identifier(table, name) for name in names)


def create_situations(company_id: int, as_of: date, judge_all: bool, use_memory: bool) -> SQL:
    """The situations in which customers are whose verdict may differ from the stored one.

    A situation is all that a verdict depends on; customers in the same one are judged together. Unless all are asked
    for, these are customers without a stored scorecard or with other facts than stored, those whose lifecycle ends by
    `as_of`, and those whose class is neither the one last judged nor the one set by hand.
    """
    return SQL(
        """
        CREATE TEMPORARY TABLE %(situations)s ON COMMIT DROP AS
        SELECT (row_number() OVER ())::int AS id, array_agg(fresh.partner_id) AS partner_ids,
               fresh.ranked, fresh.value_units, COALESCE(fresh.higher_value, 0) AS higher_value,
               fresh.cost_unknown_percent,
               fresh.first_order_date - DATE '0001-01-01' + 1 AS first_day,
               fresh.last_order_date - DATE '0001-01-01' + 1 AS last_day,
               fresh.previous_order_date - DATE '0001-01-01' + 1 AS previous_day,
               fresh.order_day_count, fresh.median_gap_days,
               CASE WHEN %(use_memory)s AND stored.value_rank IS NOT NULL AND stored.value > 0
                    THEN remembered.code END AS memory,
               stored.id IS NOT NULL AS is_stored
          FROM %(scorecards)s fresh
          LEFT JOIN sme_customer stored ON stored.company_id = %(company_id)s AND stored.partner_id = fresh.partner_id
          LEFT JOIN sme_customer_class remembered ON remembered.id = stored.computed_class_id
          LEFT JOIN (%(overrides)s) override ON override.partner_id = fresh.partner_id
         WHERE %(judge_all)s
            OR stored.id IS NULL
            OR stored.lifecycle_until <= %(as_of)s
            OR stored.class_id IS DISTINCT FROM COALESCE(override.class_id, stored.computed_class_id)
            OR (%(fresh_facts)s) IS DISTINCT FROM (%(stored_facts)s)
         GROUP BY 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
        """,
        situations=SITUATIONS_TABLE,
        use_memory=use_memory,
        scorecards=SCORECARDS_TABLE,
        company_id=company_id,
        overrides=active_overrides(company_id, as_of),
        judge_all=judge_all,
        as_of=as_of,
        fresh_facts=_columns("fresh", FACT_COLUMNS),
        stored_facts=_columns("stored", FACT_COLUMNS),
    )


def open_situations() -> SQL:
    """A cursor over the situations: the id, then the fields of `rules.facts.CustomerFacts`."""
    return SQL(
        """
        DECLARE sme_situations NO SCROLL CURSOR FOR
        SELECT id, ranked, value_units, higher_value, cost_unknown_percent, first_day, last_day, previous_day,
               order_day_count, median_gap_days, memory
          FROM %s
        """,
        SITUATIONS_TABLE,
    )


def tell_situations() -> SQL:
    """(whether any judged customer has a scorecard, whether any has none), each false for no customer at all."""
    return SQL(
        "SELECT COALESCE(bool_or(is_stored), false), COALESCE(bool_or(NOT is_stored), false) FROM %s", SITUATIONS_TABLE
    )


def fetch_situations(count: int) -> SQL:
    return SQL("FETCH %s FROM sme_situations", count)


def close_situations() -> SQL:
    return SQL("CLOSE sme_situations")


def active_overrides(company_id: int, as_of: date) -> SQL:
    """(partner_id, class_id) of the classes set by hand that hold on a day; the newest of a customer wins."""
    return SQL(
        """
        SELECT DISTINCT ON (partner.commercial_partner_id)
               partner.commercial_partner_id AS partner_id, manual.class_id
          FROM sme_customer_override manual
          JOIN res_partner partner ON partner.id = manual.partner_id
         WHERE manual.company_id = %s AND manual.active
           AND (manual.date_end IS NULL OR manual.date_end >= %s)
         ORDER BY partner.commercial_partner_id, manual.id DESC
        """,
        company_id,
        as_of,
    )


def drop_tables() -> SQL:
    """Forget the situations and verdicts of an earlier company of the same transaction."""
    return SQL("DROP TABLE IF EXISTS %s, %s, %s", SITUATIONS_TABLE, JUDGED_TABLE, VERDICTS_TABLE)


def create_judged() -> SQL:
    """An empty table for the judged situations."""
    return SQL(
        """
        CREATE TEMPORARY TABLE %s (
            id int, computed_class_id int, lifecycle varchar, lifecycle_until date,
            expected_next_date date, at_stake boolean, reasons jsonb
        ) ON COMMIT DROP
        """,
        JUDGED_TABLE,
    )


SEPARATOR = "|"  # stands in no number or code


def add_judged(columns: tuple[list, ...], reasons: str) -> SQL:
    """Hand over judged situations by column: id, class, lifecycle, until (ordinal), next (ordinal), at stake.

    The reasons are one JSON list with an element for each. A column travels as one text: a list of values would be
    quoted one by one.
    """
    return SQL(
        """
        INSERT INTO %s
        SELECT id::int, class_id::int, lifecycle, DATE '0001-01-01' + (until::int - 1),
               DATE '0001-01-01' + (next::int - 1), at_stake::boolean, reasons
          FROM ROWS FROM (%s, jsonb_array_elements(%s::jsonb))
               AS judged(id, class_id, lifecycle, until, next, at_stake, reasons)
        """,
        JUDGED_TABLE,
        SQL(", ").join(_as_rows(column) for column in columns),
        reasons,
    )


def create_verdicts() -> SQL:
    """The verdicts, one row a customer."""
    return SQL(
        """
        CREATE TEMPORARY TABLE %s ON COMMIT DROP AS
        SELECT unnest(partner_ids) AS partner_id, situation.is_stored, judged.*
          FROM %s judged JOIN %s situation USING (id)
        """,
        VERDICTS_TABLE,
        JUDGED_TABLE,
        SITUATIONS_TABLE,
    )


def _as_rows(values: list) -> SQL:
    """The values as rows of text, None as NULL."""
    text = SEPARATOR.join(["" if value is None else str(value) for value in values])
    return SQL("unnest(string_to_array(%s, %s, ''))", text, SEPARATOR)


def add_events(company_id: int, as_of: date, cause: str, user_id: int | None, ranked_count: int) -> SQL:
    """Record what changes, before it is stored: one event a change of class, one a change of lifecycle.

    Only customers that have a scorecard change; getting a first class is no change. The rank of the day is added to
    the reasons: a scorecard has it in a column of its own, which does not stay.
    """
    return SQL(
        """
        INSERT INTO sme_customer_event (
            company_id, partner_id, date, cause, kind, class_from_id, class_to_id,
            lifecycle_from, lifecycle_to, value, reasons, user_id, create_date)
        SELECT stored.company_id, stored.partner_id, %(as_of)s, %(cause)s,
               change.kind, change.class_from_id, change.class_to_id, change.lifecycle_from, change.lifecycle_to,
               fresh.value,
               CASE WHEN fresh.value_rank IS NULL THEN verdict.reasons
                    ELSE jsonb_build_array(jsonb_build_array('rank', fresh.value_rank, %(ranked_count)s::int))
                         || verdict.reasons END,
               %(user_id)s::int, now() AT TIME ZONE 'UTC'
          FROM %(verdicts)s verdict
          JOIN %(scorecards)s fresh USING (partner_id)
          JOIN sme_customer stored ON stored.company_id = %(company_id)s AND stored.partner_id = verdict.partner_id
          LEFT JOIN (%(overrides)s) override ON override.partner_id = verdict.partner_id
         CROSS JOIN LATERAL (
               SELECT 'class' AS kind, stored.class_id AS class_from_id,
                      COALESCE(override.class_id, verdict.computed_class_id) AS class_to_id,
                      NULL AS lifecycle_from, NULL AS lifecycle_to
                UNION ALL
               SELECT 'lifecycle', NULL, NULL, stored.lifecycle, verdict.lifecycle
         ) change
         WHERE change.class_from_id IS NOT NULL AND change.class_from_id IS DISTINCT FROM change.class_to_id
            OR change.lifecycle_from != change.lifecycle_to
        """,
        as_of=as_of,
        cause=cause,
        user_id=user_id,
        ranked_count=ranked_count,
        verdicts=VERDICTS_TABLE,
        scorecards=SCORECARDS_TABLE,
        company_id=company_id,
        overrides=active_overrides(company_id, as_of),
    )


STORED_COLUMNS = (
    *FACT_COLUMNS,
    "computed_class_id",
    "class_id",
    "lifecycle",
    "lifecycle_until",
    "expected_next_date",
    "money_at_stake",
    "reasons",
)


def update_scorecards(company_id: int, as_of: date) -> SQL:
    """Bring stored scorecards up to their verdicts, touching only rows that differ."""
    return SQL(
        """
        UPDATE sme_customer stored
           SET (%(columns)s) = ROW(%(fresh)s),
               class_since = CASE WHEN stored.class_id IS DISTINCT FROM judged.class_id
                                  THEN judged.class_since ELSE stored.class_since END,
               previous_class_id = CASE WHEN stored.class_id IS DISTINCT FROM judged.class_id
                                        THEN stored.class_id ELSE stored.previous_class_id END,
               write_date = now() AT TIME ZONE 'UTC'
          FROM (%(judged)s) judged
         WHERE judged.is_stored AND stored.company_id = %(company_id)s AND stored.partner_id = judged.partner_id
           AND (%(old)s) IS DISTINCT FROM (%(fresh)s)
        """,
        columns=SQL(", ").join(SQL.identifier(name) for name in STORED_COLUMNS),
        company_id=company_id,
        judged=_judged_scorecards(company_id, as_of),
        fresh=_columns("judged", STORED_COLUMNS),
        old=_columns("stored", STORED_COLUMNS),
    )


def insert_scorecards(company_id: int, as_of: date) -> SQL:
    """Store the scorecards of customers that have none.

    Not by ON CONFLICT, which would prepare every row for a conflict at the price of writing it: the lock of the
    refresh sees to it that there is none.
    """
    return SQL(
        """
        INSERT INTO sme_customer (company_id, partner_id, %(columns)s, class_since, write_date)
        SELECT %(company_id)s, partner_id, %(columns)s, class_since, now() AT TIME ZONE 'UTC'
          FROM (%(judged)s) judged
         WHERE NOT is_stored
         ORDER BY partner_id
        """,
        columns=SQL(", ").join(SQL.identifier(name) for name in STORED_COLUMNS),
        company_id=company_id,
        judged=_judged_scorecards(company_id, as_of),
    )


def _judged_scorecards(company_id: int, as_of: date) -> SQL:
    """The scorecards, as they are to be stored, of the customers that were judged."""
    return SQL(
        """
        SELECT fresh.*, verdict.computed_class_id, verdict.lifecycle, verdict.lifecycle_until,
               verdict.expected_next_date,
               verdict.is_stored, COALESCE(override.class_id, verdict.computed_class_id) AS class_id,
               CASE WHEN COALESCE(override.class_id, verdict.computed_class_id) IS NOT NULL
                    THEN %(as_of)s::date END AS class_since,
               CASE WHEN verdict.at_stake
                    THEN greatest(COALESCE(fresh.average_order, fresh.lifetime_average), 0)
                    ELSE 0 END AS money_at_stake,
               verdict.reasons
          FROM %(scorecards)s fresh
          JOIN %(verdicts)s verdict USING (partner_id)
          LEFT JOIN (%(overrides)s) override USING (partner_id)
        """,
        as_of=as_of,
        scorecards=SCORECARDS_TABLE,
        verdicts=VERDICTS_TABLE,
        overrides=active_overrides(company_id, as_of),
    )


def delete_departures(company_id: int) -> SQL:
    """Delete the scorecards of customers without facts."""
    return SQL(
        """
        DELETE FROM sme_customer stored
         WHERE stored.company_id = %s
           AND NOT EXISTS (SELECT FROM %s fresh WHERE fresh.partner_id = stored.partner_id)
        """,
        company_id,
        SCORECARDS_TABLE,
    )


def record_departures(company_id: int, as_of: date, cause: str, user_id: int | None) -> SQL:
    """Delete them, and record that they left; a contact that is gone has no history. Returns how many were deleted."""
    return SQL(
        """
        WITH gone AS (%(delete)s RETURNING *),
        recorded AS (
            INSERT INTO sme_customer_event (
                company_id, partner_id, date, cause, kind, class_from_id, lifecycle_from, value, reasons,
                user_id, create_date)
            SELECT company_id, partner_id, %(as_of)s, %(cause)s, 'left', class_id, lifecycle, value,
                   '[["left", null, null]]'::jsonb,
                   %(user_id)s::int, now() AT TIME ZONE 'UTC'
              FROM gone
             WHERE EXISTS (SELECT FROM res_partner WHERE res_partner.id = gone.partner_id)
        )
        SELECT count(*) FROM gone
        """,
        delete=delete_departures(company_id),
        as_of=as_of,
        cause=cause,
        user_id=user_id,
    )


def try_lock(lock_class: int, company_id: int) -> SQL:
    """True if this transaction now holds the refresh of the company, until it ends."""
    return SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", lock_class, company_id)
