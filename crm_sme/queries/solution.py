"""Past answers held against a case: the facts from which they are ranked."""

from __future__ import annotations

from collections.abc import Sequence

from odoo.tools import SQL, Query


def candidates(
    query: Query,
    *,
    subject: str,
    terms: Sequence[str],
    product_id: int,
    cause_id: int,
    language: str,
    has_trigram: bool,
    least_words: float,
    limit: int,
) -> SQL:
    """Rows (id, same product, other product, same cause, same language, words, used, solved) of the likeliest answers.

    `query` selects the answers that the user may read; `terms` are patterns of LIKE. Words agree by trigrams where
    PostgreSQL has them, and always by the share of the terms that occur: a database whose character type is C makes
    no trigrams of Chinese.
    """
    answer = query.table
    compared = query.select(
        SQL("%s AS id", SQL.identifier(answer, "id")),
        SQL("%s AS same_product", _is_linked(answer, "sme_solution_product_rel", "product_id", product_id)),
        SQL(
            """EXISTS (SELECT FROM sme_solution_product_rel linked WHERE linked.solution_id = %s)
               AND NOT %s AS other_product""",
            SQL.identifier(answer, "id"),
            _is_linked(answer, "sme_solution_product_rel", "product_id", product_id),
        ),
        SQL("%s AS same_cause", _is_linked(answer, "sme_solution_cause_rel", "cause_id", cause_id)),
        SQL("%s IS NOT DISTINCT FROM %s AS same_language", SQL.identifier(answer, "language"), language),
        SQL("%s AS words", _words(SQL.identifier(answer, "question"), subject, terms, has_trigram)),
    )
    return SQL(
        """
        SELECT likely.*,
               (SELECT count(*) FROM sme_service_used_solution_rel used WHERE used.solution_id = likely.id),
               (SELECT count(*)
                  FROM sme_service service
                 WHERE service.solution_id = likely.id
                   AND service.state IN ('solved', 'closed'))
          FROM (SELECT *
                  FROM (%(compared)s) compared
                 WHERE same_product OR same_cause OR words >= %(least_words)s
                 ORDER BY same_product::int + same_cause::int DESC, words DESC, id
                 LIMIT %(limit)s) likely
        """,
        compared=compared,
        least_words=least_words,
        limit=limit,
    )


def _is_linked(answer: str, table: str, column: str, value: int) -> SQL:
    return SQL(
        "EXISTS (SELECT FROM %s linked WHERE linked.solution_id = %s AND %s = %s)",
        SQL.identifier(table),
        SQL.identifier(answer, "id"),
        SQL.identifier("linked", column),
        value,
    )


def _words(question: SQL, subject: str, terms: Sequence[str], has_trigram: bool) -> SQL:
    """How far question and subject agree, 0 to 1."""
    share = SQL(
        """COALESCE((SELECT count(*) FILTER (WHERE %s ILIKE term)::float / NULLIF(count(*), 0)
                       FROM unnest(%s::text[]) term), 0)""",
        question,
        list(terms),
    )
    if not has_trigram:
        return share
    return SQL("GREATEST(word_similarity(%s, %s), %s)", subject, question, share)
