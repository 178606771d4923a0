"""SQL expressions of fields that are computed from the scorecards, for filters, orders and groups."""

from collections.abc import Collection

from odoo.tools import SQL, Query


def policy_alias(alias: str, query: Query, company: SQL) -> str:
    """Join the policy of the scorecard's company."""
    policy = query.make_alias(alias, "sme_policy")
    query.add_join("LEFT JOIN", policy, "sme_policy", SQL("%s = %s", SQL.identifier(policy, "company_id"), company))
    return policy


def days_since_last(as_of: SQL, last_order_date: SQL) -> SQL:
    """0 where there is no order, as the field reads: NULL would sort before the largest."""
    return SQL("COALESCE(%s - %s, 0)", as_of, last_order_date)


def lateness(as_of: SQL, last_order_date: SQL, median_gap_days: SQL) -> SQL:
    """Days since the last order as a multiple of the usual gap; 0 where there is none."""
    return SQL("COALESCE((%s - %s) / NULLIF(%s, 0), 0)", as_of, last_order_date, median_gap_days)


def top_percent(value_rank: SQL, ranked_count: SQL) -> SQL:
    """The smallest n so that the customer is among the best n per cent of the ranked; 0 for those without a rank."""
    return SQL("COALESCE(ceil(100.0 * %s / NULLIF(%s, 0))::int, 0)", value_rank, ranked_count)


def has_override(alias: str) -> SQL:
    """Whether a class set by hand holds for the scorecard, on the day of the scorecards."""
    return SQL(
        """
        EXISTS (SELECT FROM sme_customer_override manual
                  JOIN res_partner partner ON partner.id = manual.partner_id
                  LEFT JOIN sme_policy policy ON policy.company_id = manual.company_id
                 WHERE manual.active
                   AND (manual.date_end IS NULL OR policy.as_of IS NULL OR manual.date_end >= policy.as_of)
                   AND manual.company_id = %s
                   AND partner.commercial_partner_id = %s)
        """,
        SQL.identifier(alias, "company_id"),
        SQL.identifier(alias, "partner_id"),
    )


def scorecard_alias(alias: str, query: Query, commercial_partner: SQL, company: SQL) -> str:
    """Join the scorecard of a partner in a company; the same join serves filter, order and group."""
    scorecard = query.make_alias(alias, "sme_customer")
    query.add_join(
        "LEFT JOIN",
        scorecard,
        "sme_customer",
        SQL(
            "%s = %s AND %s = %s",
            SQL.identifier(scorecard, "partner_id"),
            commercial_partner,
            SQL.identifier(scorecard, "company_id"),
            company,
        ),
    )
    return scorecard


def company_or(company: SQL, company_id: int) -> SQL:
    """A record's company, or the given one where it has none."""
    return SQL("COALESCE(%s, %s)", company, company_id)


def fixed_company(company_id: int) -> SQL:
    return SQL("%s", company_id)


def verdicts_of_records(query: Query, scorecard: str) -> SQL:
    """(record, class, lifecycle) of what a query finds, from the scorecards joined to it."""
    return query.select(
        SQL.identifier(query.table, "id"),
        SQL.identifier(scorecard, "class_id"),
        SQL.identifier(scorecard, "lifecycle"),
    )


def verdicts(partner_ids: Collection[int], company_ids: Collection[int]) -> SQL:
    """(partner, company, class, lifecycle) of the scorecards of these customers in these companies."""
    return SQL(
        "SELECT partner_id, company_id, class_id, lifecycle FROM sme_customer"
        " WHERE partner_id IN %s AND company_id IN %s",
        tuple(partner_ids),
        tuple(company_ids),
    )
