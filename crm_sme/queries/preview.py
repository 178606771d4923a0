"""What other rules would change: verdicts of this transaction held against the scorecards as stored.

`judged` is the query of the judged scorecards.
"""

from odoo.tools import SQL


def _moves(judged: SQL) -> SQL:
    """One row a customer: stored class, class by the tried rules (a class set by hand stays), value, lifecycle."""
    return SQL(
        """
        SELECT stored.id AS customer_id, stored.partner_id,
               stored.class_id AS class_before, judged.class_id AS class_after,
               stored.value AS value_before, judged.value AS value_after,
               stored.lifecycle AS lifecycle_before, judged.lifecycle AS lifecycle_after
          FROM (%s) judged
          JOIN sme_customer stored ON stored.id = judged.stored_id
        """,
        judged,
    )


def class_matrix(judged: SQL) -> SQL:
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
        _moves(judged),
    )


def movers(judged: SQL) -> SQL:
    """(scorecard, partner, class before, class after, value after) of who would move, greatest value first."""
    return SQL(
        """
        SELECT customer_id, partner_id, class_before, class_after, value_after
          FROM (%s) moves
         WHERE class_before IS DISTINCT FROM class_after
         ORDER BY abs(value_after) DESC, customer_id
        """,
        _moves(judged),
    )
