"""What is true of a customer among its peers: value, rank, shares and scores, in tables of one transaction."""

from decimal import Decimal

from odoo.tools import SQL

FACTS_TABLE = SQL.identifier("sme_refresh_facts")
SCORECARDS_TABLE = SQL.identifier("sme_refresh_scorecards")

# The columns of sme_customer that state facts, in the order of the scorecards table.
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


def drop_tables() -> SQL:
    """Forget the tables of an earlier company of the same transaction."""
    return SQL("DROP TABLE IF EXISTS %s, %s", FACTS_TABLE, SCORECARDS_TABLE)


def create_facts(facts: SQL) -> SQL:
    return SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", FACTS_TABLE, facts)


def cost_knowledge() -> SQL:
    """(amounts with known costs, all absolute amounts) of the window of the company, exact."""
    return SQL("SELECT COALESCE(sum(known_amount), 0), COALESCE(sum(absolute_amount), 0) FROM %s", FACTS_TABLE)


def create_scorecards(value_basis: str, decimal_places: int) -> SQL:
    """The facts with value, rank, shares and scores, amounts in the company's currency.

    Ranked are customers with a counted order in the window. `higher_value` is the sum of the positive values of the
    customers of strictly higher value, `value_units` the value, both in minor units.
    """
    value = SQL("%s - service_cost", SQL.identifier(value_basis))
    return SQL(
        """
        CREATE TEMPORARY TABLE %(scorecards)s ON COMMIT DROP AS
        SELECT partner_id,
               order_count,
               revenue * %(unit)s AS revenue,
               margin * %(unit)s AS margin,
               average_order * %(unit)s AS average_order,
               first_order_date, last_order_date, previous_order_date,
               order_day_count, lifetime_order_count,
               lifetime_revenue * %(unit)s AS lifetime_revenue,
               median_gap_days,
               service_cost * %(unit)s AS service_cost,
               (%(value)s) * %(unit)s AS value,
               value_rank, value_share, cumulative_share,
               rfm_recency, rfm_frequency, rfm_monetary,
               lifetime_average * %(unit)s AS lifetime_average,
               %(value)s AS value_units, higher_value, order_count > 0 AS ranked,
               CASE WHEN absolute_amount > 0
                    THEN 100 - floor(100 * known_amount / absolute_amount)::int ELSE 0 END AS cost_unknown_percent
          FROM %(facts)s LEFT JOIN (%(peers)s) peers USING (partner_id)
         WHERE is_customer
        """,
        scorecards=SCORECARDS_TABLE,
        facts=FACTS_TABLE,
        value=value,
        peers=_peers(value),
        unit=SQL("%s::numeric", Decimal(1).scaleb(-decimal_places)),
    )


def _peers(value: SQL) -> SQL:
    """Rank, shares and scores of the ranked customers; equal values, equal scores."""
    return SQL(
        """
        SELECT partner_id,
               value_rank,
               CASE WHEN total > 0 THEN positive::float8 / total::float8 ELSE 0 END AS value_share,
               CASE WHEN total > 0 THEN round(up_to_rank / total, 6)::float8 ELSE 0 END AS cumulative_share,
               (up_to_peers - positive * (count_to_peers - first_peer + 1))::bigint AS higher_value,
               %(recency)s AS rfm_recency,
               %(frequency)s AS rfm_frequency,
               %(monetary)s AS rfm_monetary
          FROM (
            SELECT partner_id,
                   greatest(value_units, 0) AS positive,
                   sum(greatest(value_units, 0)) OVER () AS total,
                   row_number() OVER by_rank AS value_rank,
                   sum(greatest(value_units, 0)) OVER by_rank_rows AS up_to_rank,
                   sum(greatest(value_units, 0)) OVER by_value AS up_to_peers,
                   count(*) OVER by_value AS count_to_peers,
                   rank() OVER by_value AS first_peer,
                   count(*) OVER () AS ranked_count,
                   rank() OVER (ORDER BY last_order_date) - 1 AS less_recent,
                   rank() OVER (ORDER BY order_count) - 1 AS less_frequent,
                   rank() OVER (ORDER BY value_units) - 1 AS less_valuable
              FROM (SELECT partner_id, revenue, order_count, last_order_date, %(value)s AS value_units
                      FROM %(facts)s WHERE order_count > 0) valued
            WINDOW by_value AS (ORDER BY value_units DESC),
                   by_rank AS (ORDER BY value_units DESC, revenue DESC, partner_id),
                   by_rank_rows AS (ORDER BY value_units DESC, revenue DESC, partner_id ROWS UNBOUNDED PRECEDING)
          ) ranked_customers
        """,
        value=value,
        facts=FACTS_TABLE,
        recency=_score(SQL("less_recent")),
        frequency=_score(SQL("less_frequent")),
        monetary=_score(SQL("less_valuable")),
    )


def _score(strictly_worse: SQL) -> SQL:
    """1 to 5: one and the fifths of the peers that are strictly worse."""
    return SQL(
        "CASE WHEN ranked_count >= %s THEN (1 + 5 * %s / ranked_count)::int END", SCORES_FROM_RANKED, strictly_worse
    )


def analyze_facts() -> SQL:
    """Let PostgreSQL know how many customers there are before it joins them."""
    return SQL("ANALYZE %s (partner_id)", FACTS_TABLE)


def analyze_scorecards() -> SQL:
    return SQL("ANALYZE %s (partner_id)", SCORECARDS_TABLE)


def company_facts() -> SQL:
    """One row: customers, ranked, sum of positive values (minor units), whether all ranked values are equal.

    Then the median of the customers' median gaps, and a checksum of who has which value and unknown costs.
    """
    return SQL(
        """
        SELECT count(*),
               count(*) FILTER (WHERE ranked),
               COALESCE(sum(greatest(value_units, 0)) FILTER (WHERE ranked), 0)::bigint,
               COALESCE(count(*) FILTER (WHERE ranked) > 1
                        AND min(value_units) FILTER (WHERE ranked) = max(value_units) FILTER (WHERE ranked), false),
               percentile_cont(0.5) WITHIN GROUP (ORDER BY median_gap_days),
               COALESCE(bit_xor(hashint8extended(partner_id, value_units * 101 + cost_unknown_percent))
                            FILTER (WHERE ranked), 0)
          FROM %s
        """,
        SCORECARDS_TABLE,
    )
