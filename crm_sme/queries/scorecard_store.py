"""What has to be judged, and storing verdicts: only rows that changed are written."""

from dataclasses import dataclass
from datetime import date, datetime

from odoo.tools import SQL

from .peer_facts import FACT_COLUMNS, FACTS_TABLE

SCORECARDS_TABLE = SQL.identifier("sme_refresh_scorecards")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One of the two verdicts on a customer, and the situation that it depends on.

    Customers in the same situation are judged once. `key` are the columns of the scorecards table that tell situations
    apart, in which none is a value of its own, as a join does not find NULL. `carried` is what else is known of a
    situation; `facts` what the rule takes, made of both. The verdict has columns of these SQL types; the reasons come
    last.
    """

    name: str
    key: tuple[str, ...]
    carried: dict[str, str]
    facts: tuple[str, ...]
    verdict: dict[str, str]

    def table(self, kind: str) -> SQL:
        return SQL.identifier(f"sme_refresh_{self.name}_{kind}")


CLASS_JUDGEMENT = Judgement(
    "class",
    key=("standing", "cost_unknown_percent", "memory"),
    carried={"value_units": "min(value_units)", "higher_value": "min(higher_value)"},
    facts=(
        "standing >= 0",
        "standing > 0",
        "value_units",
        "higher_value",
        "cost_unknown_percent",
        "NULLIF(memory, '')",
    ),
    verdict={"computed_class_id": "int", "class_reasons": "jsonb"},
)
LIFECYCLE_JUDGEMENT = Judgement(
    "lifecycle",
    key=("rhythm_days", "gap", "lead", "gap_before"),
    carried={"shortest": "min(silent_days)", "longest": "max(silent_days)"},
    facts=("shortest", "longest", "rhythm_days", "NULLIF(gap, 0)", "NULLIF(lead, -1)", "NULLIF(gap_before, -1)"),
    verdict={
        "from_days": "int",
        "until_days": "int",
        "lifecycle": "varchar",
        "expected_days": "int",
        "at_stake": "boolean",
        "lifecycle_reasons": "jsonb",
    },
)
JUDGEMENTS = (CLASS_JUDGEMENT, LIFECYCLE_JUDGEMENT)


def _columns(table: str, names: tuple[str, ...]) -> SQL:
    return SQL(", ").join(SQL.identifier(table, name) for name in names)


def use_merge_joins(allowed: bool) -> SQL:
    """Whether PostgreSQL may join by sorting both sides, in this transaction.

    The tables of a refresh have no statistics. PostgreSQL then fears that hashing finds few different keys, and sorts
    all scorecards several times instead; but situations differ, or they would not be situations.
    """
    return SQL("SET LOCAL enable_mergejoin = %s", SQL("DEFAULT" if allowed else "off"))


def drop_tables() -> SQL:
    """Forget what was judged for an earlier company of the same transaction."""
    tables = [judgement.table(kind) for judgement in JUDGEMENTS for kind in ("situations", "verdicts")]
    return SQL("DROP TABLE IF EXISTS %s", SQL(", ").join([SCORECARDS_TABLE, *tables]))


def create_scorecards(customers: SQL, company_id: int, as_of: date, judge_all: bool, use_memory: bool) -> SQL:
    """The scorecards, without verdicts, of the customers whose verdict may differ from the stored one.

    Unless all are asked for, these are customers without a stored scorecard or with other facts than stored, those
    whose lifecycle ends by `as_of`, and those whose class is neither the one last judged nor the one set by hand.
    """
    return SQL(
        """
        CREATE TEMPORARY TABLE %(scorecards)s ON COMMIT DROP AS
        SELECT fresh.*,
               stored.id AS stored_id,
               stored.id IS NOT NULL AS is_stored,
               override.class_id AS override_class_id,
               COALESCE(CASE WHEN %(use_memory)s AND fresh.standing > 0
                              AND stored.value_rank IS NOT NULL AND stored.value > 0
                             THEN remembered.code END, '') AS memory
          FROM (%(customers)s) fresh
          LEFT JOIN sme_customer stored ON stored.company_id = %(company_id)s AND stored.partner_id = fresh.partner_id
          LEFT JOIN sme_customer_class remembered ON remembered.id = stored.computed_class_id
          LEFT JOIN (%(overrides)s) override ON override.partner_id = fresh.partner_id
         WHERE %(judge_all)s
            OR stored.id IS NULL
            OR stored.lifecycle_until <= %(as_of)s
            OR stored.class_id IS DISTINCT FROM COALESCE(override.class_id, stored.computed_class_id)
            OR (%(fresh_facts)s) IS DISTINCT FROM (%(stored_facts)s)
        """,
        scorecards=SCORECARDS_TABLE,
        use_memory=use_memory,
        customers=customers,
        company_id=company_id,
        overrides=_active_overrides(company_id, as_of),
        judge_all=judge_all,
        as_of=as_of,
        fresh_facts=_columns("fresh", FACT_COLUMNS),
        stored_facts=_columns("stored", FACT_COLUMNS),
    )


def tell_scorecards(company_id: int) -> SQL:
    """(whether the company has any scorecard, whether any of the customers to be judged has none)."""
    return SQL(
        """
        SELECT EXISTS (SELECT FROM sme_customer WHERE company_id = %(company_id)s),
               EXISTS (SELECT FROM %(scorecards)s WHERE NOT is_stored)
        """,
        company_id=company_id,
        scorecards=SCORECARDS_TABLE,
    )


def create_situations(judgement: Judgement) -> SQL:
    """The situations in which these customers are, each with an id."""
    key = _columns("fresh", judgement.key)
    return SQL(
        """
        CREATE TEMPORARY TABLE %(situations)s ON COMMIT DROP AS
        SELECT (row_number() OVER ())::int AS id, situation.*
          FROM (SELECT %(key)s, %(carried)s FROM %(scorecards)s fresh GROUP BY %(key)s) situation
        """,
        situations=judgement.table("situations"),
        key=key,
        carried=SQL(", ").join(
            SQL("%s AS %s", SQL(aggregate), SQL.identifier(name)) for name, aggregate in judgement.carried.items()
        ),
        scorecards=SCORECARDS_TABLE,
    )


def open_situations(judgement: Judgement) -> SQL:
    """A cursor over the situations: the id, then the facts that the rule takes."""
    return SQL(
        "DECLARE %s NO SCROLL CURSOR FOR SELECT id, %s FROM %s",
        judgement.table("cursor"),
        SQL(", ").join(map(SQL, judgement.facts)),
        judgement.table("situations"),
    )


def fetch_situations(judgement: Judgement, count: int) -> SQL:
    return SQL("FETCH %s FROM %s", count, judgement.table("cursor"))


def close_situations(judgement: Judgement) -> SQL:
    return SQL("CLOSE %s", judgement.table("cursor"))


def create_verdicts(judgement: Judgement) -> SQL:
    """An empty table for the verdicts: the key of the situation, and what was judged of it."""
    return SQL(
        "CREATE TEMPORARY TABLE %s ON COMMIT DROP AS SELECT %s, %s FROM %s situation WITH NO DATA",
        judgement.table("verdicts"),
        _columns("situation", judgement.key),
        SQL(", ").join(
            SQL("NULL::%s AS %s", SQL(kind), SQL.identifier(name)) for name, kind in judgement.verdict.items()
        ),
        judgement.table("situations"),
    )


def add_verdicts(judgement: Judgement, ids: list[int], columns: tuple[list, ...], reasons: str) -> SQL:
    """Hand over verdicts by column, in the order of the situations' ids; a situation may have several.

    The reasons are one JSON list with an element for each verdict. A column travels as one text: a list of values would
    be quoted one by one.
    """
    types = ["int", *judgement.verdict.values()][:-1]
    return SQL(
        """
        INSERT INTO %(verdicts)s
        SELECT %(key)s, %(values)s
          FROM ROWS FROM (%(columns)s, jsonb_array_elements(%(reasons)s::jsonb)) AS judged(id, %(names)s)
          JOIN %(situations)s situation ON situation.id = judged.id
        """,
        verdicts=judgement.table("verdicts"),
        key=_columns("situation", judgement.key),
        values=_columns("judged", tuple(judgement.verdict)),
        columns=SQL(", ").join(_as_rows(*column) for column in zip((ids, *columns), types, strict=True)),
        reasons=reasons,
        names=SQL(", ").join(SQL.identifier(name) for name in judgement.verdict),
        situations=judgement.table("situations"),
    )


def _as_rows(values: list, kind: str) -> SQL:
    """The values as rows, None as NULL; texts are codes, without anything to quote."""
    literal = ",".join(["NULL" if value is None else str(value) for value in values])
    return SQL("unnest(%s::%s[])", f"{{{literal}}}", SQL(kind))


def _active_overrides(company_id: int, as_of: date) -> SQL:
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


def judged_scorecards(decimal_places: int, as_of: date) -> SQL:
    """The scorecards, as they are to be stored, of the customers that were judged.

    Each finds its verdicts: one class, and in the timetable of its rhythm one stage for its days of silence. They are
    joined as if it need not: of how many rows a join by several columns leaves, PostgreSQL has no good idea, but an
    outer join leaves all.
    """
    return SQL(
        """
        SELECT fresh.*,
               class.computed_class_id,
               COALESCE(fresh.override_class_id, class.computed_class_id) AS class_id,
               CASE WHEN COALESCE(fresh.override_class_id, class.computed_class_id) IS NOT NULL
                    THEN %(as_of)s::date END AS class_since,
               life.lifecycle,
               fresh.last_order_date + life.until_days AS lifecycle_until,
               fresh.last_order_date + life.expected_days AS expected_next_date,
               CASE WHEN life.at_stake
                    THEN greatest(COALESCE(fresh.average_order,
                                           round(fresh.lifetime_amount / fresh.lifetime_order_count, %(places)s)), 0)
                    ELSE 0 END AS money_at_stake,
               class.class_reasons || life.lifecycle_reasons AS reasons
          FROM %(scorecards)s fresh
          LEFT JOIN %(classes)s class ON (%(class)s) = (%(fresh_class)s)
          LEFT JOIN %(lives)s life ON (%(life)s) = (%(fresh_life)s)
                AND fresh.silent_days >= life.from_days
                AND (life.until_days IS NULL OR fresh.silent_days < life.until_days)
        """,
        as_of=as_of,
        places=decimal_places,
        scorecards=SCORECARDS_TABLE,
        classes=CLASS_JUDGEMENT.table("verdicts"),
        lives=LIFECYCLE_JUDGEMENT.table("verdicts"),
        **{"class": _columns("class", CLASS_JUDGEMENT.key)},
        fresh_class=_columns("fresh", CLASS_JUDGEMENT.key),
        life=_columns("life", LIFECYCLE_JUDGEMENT.key),
        fresh_life=_columns("fresh", LIFECYCLE_JUDGEMENT.key),
    )


def add_events(judged: SQL, as_of: date, cause: str, user_id: int | None, ranked_count: int) -> SQL:
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
               judged.value,
               CASE WHEN judged.value_rank IS NULL THEN judged.reasons
                    ELSE jsonb_build_array(jsonb_build_array('rank', judged.value_rank, %(ranked_count)s::int))
                         || judged.reasons END,
               %(user_id)s::int, now() AT TIME ZONE 'UTC'
          FROM (%(judged)s) judged
          JOIN sme_customer stored ON stored.id = judged.stored_id
         CROSS JOIN LATERAL (
               SELECT 'class' AS kind, stored.class_id AS class_from_id, judged.class_id AS class_to_id,
                      NULL AS lifecycle_from, NULL AS lifecycle_to
                UNION ALL
               SELECT 'lifecycle', NULL, NULL, stored.lifecycle, judged.lifecycle
         ) change
         WHERE change.class_from_id IS NOT NULL AND change.class_from_id IS DISTINCT FROM change.class_to_id
            OR change.lifecycle_from != change.lifecycle_to
        """,
        as_of=as_of,
        cause=cause,
        user_id=user_id,
        ranked_count=ranked_count,
        judged=judged,
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


def update_scorecards(judged: SQL, now: datetime) -> SQL:
    """Bring stored scorecards up to their verdicts, touching only rows that differ."""
    return SQL(
        """
        UPDATE sme_customer stored
           SET (%(columns)s) = ROW(%(fresh)s),
               class_since = CASE WHEN stored.class_id IS DISTINCT FROM judged.class_id
                                  THEN judged.class_since ELSE stored.class_since END,
               previous_class_id = CASE WHEN stored.class_id IS DISTINCT FROM judged.class_id
                                        THEN stored.class_id ELSE stored.previous_class_id END,
               write_date = %(now)s
          FROM (%(judged)s) judged
         WHERE stored.id = judged.stored_id
           AND (%(old)s) IS DISTINCT FROM (%(fresh)s)
        """,
        columns=SQL(", ").join(SQL.identifier(name) for name in STORED_COLUMNS),
        judged=judged,
        now=now,
        fresh=_columns("judged", STORED_COLUMNS),
        old=_columns("stored", STORED_COLUMNS),
    )


def insert_scorecards(company_id: int, judged: SQL, now: datetime) -> SQL:
    """Store the scorecards of customers that have none, in the order of the facts, which is the one of the contacts.

    Not by ON CONFLICT, which would prepare every row for a conflict at the price of writing it: the lock of the
    refresh sees to it that there is none.
    """
    return SQL(
        """
        INSERT INTO sme_customer (company_id, partner_id, %(columns)s, class_since, write_date)
        SELECT %(company_id)s, partner_id, %(columns)s, class_since, %(now)s
          FROM (%(judged)s) judged
         WHERE NOT is_stored
        """,
        columns=SQL(", ").join(SQL.identifier(name) for name in STORED_COLUMNS),
        company_id=company_id,
        judged=judged,
        now=now,
    )


def delete_departures(company_id: int) -> SQL:
    """Delete the scorecards of customers without facts."""
    return SQL(
        """
        DELETE FROM sme_customer stored
         WHERE stored.company_id = %s
           AND NOT EXISTS (SELECT FROM %s facts WHERE facts.is_customer AND facts.partner_id = stored.partner_id)
        """,
        company_id,
        FACTS_TABLE,
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


def held_locks(lock_class: int) -> SQL:
    """The companies whose refresh a transaction of this database holds."""
    return SQL(
        """
        SELECT objid::int FROM pg_locks
         WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2 AND granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """,
        lock_class,
    )
