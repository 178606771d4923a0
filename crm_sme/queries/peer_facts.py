"""What is true of a customer among its peers: value, rank, shares and scores, in tables of one transaction."""

from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

FACTS_TABLE = SQL.identifier("sme_refresh_facts")
PEERS_TABLE = SQL.identifier("sme_refresh_peers")

# The columns of sme_customer that state facts.
FACT_COLUMNS = (
    "order_count",
    "revenue",
    "margin",
    "average_order",
    "first_order_date",
    "last_order_date",
    "previous_order_date",
    "order_day_count",
    "lifetime_order_count",
    "lifetime_revenue",
    "median_gap_days",
    "service_cost",
    "value",
    "value_rank",
    "value_share",
    "cumulative_share",
    "rfm_recency",
    "rfm_frequency",
    "rfm_monetary",
)

SCORES_FROM_RANKED = 5  # with fewer peers a score from 1 to 5 says nothing


@dataclass(frozen=True, slots=True)
class LifecycleScope:
    """The day that silence is counted up to, and beyond what two customers do not differ for a rule.

    More order days than `rhythm_min_order_days` say no more; how long there were orders matters within `new_days` of
    the first one; the gap before the last order matters above `won_back_gap_days`, within `won_back_days`.
    """

    as_of: date
    rhythm_min_order_days: int
    new_days: int
    won_back_days: int
    won_back_gap_days: int


def drop_tables() -> SQL:
    """Forget the tables of an earlier company of the same transaction."""
    return SQL("DROP TABLE IF EXISTS %s, %s", FACTS_TABLE, PEERS_TABLE)


def create_facts(facts: SQL) -> SQL:
    return SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", FACTS_TABLE, facts)


def cost_knowledge() -> SQL:
    """(amounts with known costs, all absolute amounts) of the window of the company, exact."""
    return SQL("SELECT COALESCE(sum(known_amount), 0), COALESCE(sum(absolute_amount), 0) FROM %s", FACTS_TABLE)


def create_peers(value_basis: str, decimal_places: int) -> SQL:
    """Value, rank, shares and scores of the ranked customers: those with a counted order in the window.

    `standing` is the best rank of those with the same value, `value_units` the value, `higher_value` the sum of the
    positive values of the customers of strictly higher value, both in minor units. Equal values, equal scores. Whole
    numbers are divided (`div`) where a result is rounded anyway: PostgreSQL divides them much faster than amounts.
    """
    return SQL(
        """
        CREATE TEMPORARY TABLE %(peers)s ON COMMIT DROP AS
        WITH ranked AS MATERIALIZED (
            SELECT partner_id, revenue, order_count, last_order_date,
                   ((%(value)s) * %(minor_units)s)::bigint AS value_units,
                   CASE WHEN known_amount = absolute_amount THEN 0
                        ELSE 100 - div(100 * known_amount, absolute_amount)::int END AS cost_unknown_percent
              FROM %(facts)s WHERE order_count > 0
        ),
        sums AS (
            SELECT count(*) AS ranked_count, sum(greatest(value_units, 0)) AS total FROM ranked
        ),
        recency AS (
            SELECT last_order_date, (sum(count(*)) OVER (ORDER BY last_order_date))::bigint - count(*) AS less_recent
              FROM ranked GROUP BY last_order_date
        ),
        frequency AS (
            SELECT order_count, (sum(count(*)) OVER (ORDER BY order_count))::bigint - count(*) AS less_frequent
              FROM ranked GROUP BY order_count
        )
        SELECT partner_id, value_units, cost_unknown_percent, value_rank, first_peer::int AS standing,
               CASE WHEN total > 0 THEN positive::float8 / total::float8 ELSE 0 END AS value_share,
               CASE WHEN total > 0 THEN div(2000000 * up_to_rank + total, 2 * total)::float8 / 1000000
                    ELSE 0 END AS cumulative_share,
               (up_to_peers - positive * (count_to_peers - first_peer + 1))::bigint AS higher_value,
               %(recency)s AS rfm_recency,
               %(frequency)s AS rfm_frequency,
               %(monetary)s AS rfm_monetary
          FROM (
            SELECT partner_id, value_units, cost_unknown_percent, last_order_date, order_count,
                   greatest(value_units, 0) AS positive,
                   row_number() OVER by_rank AS value_rank,
                   sum(greatest(value_units, 0)) OVER by_rank_rows AS up_to_rank,
                   sum(greatest(value_units, 0)) OVER by_value AS up_to_peers,
                   count(*) OVER by_value AS count_to_peers,
                   rank() OVER by_value AS first_peer
              FROM ranked
            WINDOW by_value AS (ORDER BY value_units DESC),
                   by_rank AS (ORDER BY value_units DESC, revenue DESC, partner_id),
                   by_rank_rows AS (ORDER BY value_units DESC, revenue DESC, partner_id ROWS UNBOUNDED PRECEDING)
          ) placed
          JOIN recency USING (last_order_date)
          JOIN frequency USING (order_count)
         CROSS JOIN sums
        """,
        peers=PEERS_TABLE,
        facts=FACTS_TABLE,
        value=_value(value_basis),
        minor_units=10**decimal_places,
        recency=_score(SQL("less_recent")),
        frequency=_score(SQL("less_frequent")),
        monetary=_score(SQL("(ranked_count - count_to_peers)")),
    )


def _value(value_basis: str) -> SQL:
    return SQL("%s - service_cost", SQL.identifier(value_basis))


def _score(strictly_worse: SQL) -> SQL:
    """1 to 5: one and the fifths of the peers that are strictly worse."""
    return SQL(
        "CASE WHEN ranked_count >= %s THEN (1 + 5 * %s / ranked_count)::int END", SCORES_FROM_RANKED, strictly_worse
    )


def company_facts() -> SQL:
    """One row: customers, the median of their median gaps, ranked, sum of positive values (minor units).

    Then whether all ranked values are equal, and a checksum of who has which value and unknown costs.
    """
    return SQL(
        """
        SELECT customers.*, ranked.*
          FROM (
            SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY median_gap_days)
              FROM %(facts)s WHERE is_customer
          ) customers
         CROSS JOIN (
            SELECT count(*),
                   COALESCE(sum(greatest(value_units, 0)), 0)::bigint,
                   COALESCE(count(*) > 1 AND min(value_units) = max(value_units), false),
                   COALESCE(bit_xor(hashint8extended(partner_id, value_units * 101 + cost_unknown_percent)), 0)
              FROM %(peers)s
          ) ranked
        """,
        facts=FACTS_TABLE,
        peers=PEERS_TABLE,
    )


def customers(value_basis: str, decimal_places: int, scope: LifecycleScope) -> SQL:
    """All customers: what a scorecard states of them, and what verdicts depend on beyond that.

    Of a ranked customer `standing`, `value_units`, `higher_value` and `cost_unknown_percent` are as in `create_peers`,
    else 0, but -1 is the standing of those who never ordered.
    `silent_days` are those since the last order; `rhythm_days`, `gap` (0: none), `lead` and `gap_before` (-1: none) say
    what they mean.
    """
    return SQL(
        """
        SELECT partner_id,
               order_count, revenue, margin,
               round(window_amount / NULLIF(order_count, 0), %(places)s) AS average_order,
               first_order_date, last_order_date, previous_order_date,
               order_day_count, lifetime_order_count, lifetime_revenue, median_gap_days,
               service_cost, %(value)s AS value,
               value_rank, value_share, cumulative_share, rfm_recency, rfm_frequency, rfm_monetary,
               lifetime_amount,
               COALESCE(standing, CASE WHEN lifetime_order_count > 0 THEN 0 ELSE -1 END) AS standing,
               COALESCE(value_units, 0) AS value_units,
               COALESCE(higher_value, 0) AS higher_value,
               COALESCE(cost_unknown_percent, 0) AS cost_unknown_percent,
               COALESCE(%(as_of)s - last_order_date, 0) AS silent_days,
               LEAST(order_day_count, %(rhythm_min_order_days)s) AS rhythm_days,
               COALESCE(median_gap_days, 0) AS gap,
               CASE WHEN %(as_of)s - first_order_date <= %(new_days)s
                    THEN last_order_date - first_order_date ELSE -1 END AS lead,
               CASE WHEN %(as_of)s - last_order_date <= %(won_back_days)s
                     AND last_order_date - previous_order_date > %(won_back_gap_days)s
                    THEN last_order_date - previous_order_date ELSE -1 END AS gap_before
          FROM %(facts)s LEFT JOIN %(peers)s USING (partner_id)
         WHERE is_customer
        """,
        facts=FACTS_TABLE,
        peers=PEERS_TABLE,
        value=_value(value_basis),
        places=decimal_places,
        as_of=SQL("%s::date", scope.as_of),
        rhythm_min_order_days=scope.rhythm_min_order_days,
        new_days=scope.new_days,
        won_back_days=scope.won_back_days,
        won_back_gap_days=scope.won_back_gap_days,
    )
