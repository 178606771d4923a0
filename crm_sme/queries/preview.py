"""What other rules would change: verdicts of this transaction held against the scorecards as stored."""

from datetime import date

from odoo.tools import SQL

from .peer_facts import SCORECARDS_TABLE
from .scorecard_store import VERDICTS_TABLE, active_overrides


def _moves(company_id: int, as_of: date) -> SQL:
    """One row a customer: stored class, class by the tried rules (a class set by hand stays), value, lifecycle."""
    return SQL(
        """
        SELECT stored.id AS customer_id, stored.partner_id, stored.class_id AS class_before,
               COALESCE(override.class_id, verdict.computed_class_id) AS class_after,
               stored.value AS value_before, fresh.value AS value_after,
               stored.lifecycle AS lifecycle_before, verdict.lifecycle AS lifecycle_after
          FROM sme_customer stored
          JOIN %(scorecards)s fresh USING (partner_id)
          JOIN %(verdicts)s verdict USING (partner_id)
          LEFT JOIN (%(overrides)s) override USING (partner_id)
         WHERE stored.company_id = %(company_id)s
        """,
        scorecards=SCORECARDS_TABLE,
        verdicts=VERDICTS_TABLE,
        overrides=active_overrides(company_id, as_of),
        company_id=company_id,
    )


def class_matrix(company_id: int, as_of: date) -> SQL:
    """Rows (class before, class after, customers, value before, value after, in touch before, in touch after).

    In touch are those who are not lost: the class's contact rhythm counts for them.
    """
    return SQL(
        """
        SELECT class_before, class_after, count(*), sum(value_before), sum(value_after),
               count(*) FILTER (WHERE lifecycle_before != 'lost'), count(*) FILTER (WHERE lifecycle_after != 'lost')
          FROM (%s) moves
         GROUP BY class_before, class_after
        """,
        _moves(company_id, as_of),
    )


def movers(company_id: int, as_of: date) -> SQL:
    """(scorecard, partner, class before, class after, value after) of who would move, greatest value first."""
    return SQL(
        """
        SELECT customer_id, partner_id, class_before, class_after, value_after
          FROM (%s) moves
         WHERE class_before IS DISTINCT FROM class_after
         ORDER BY abs(value_after) DESC, customer_id
        """,
        _moves(company_id, as_of),
    )
