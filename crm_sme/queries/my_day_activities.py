"""The due activities of a person as reasons of My Day, with the customers that their documents name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from odoo.tools import SQL

from .my_day import Scope, rights


@dataclass(frozen=True, slots=True)
class Document:
    """A table whose rows have a customer, and the columns that name the contact, the company, and the customer where
    the table keeps it beside the contact.

    `condition` on `document` and `mine` (the activity) leaves activities out.
    """

    model: str
    table: str
    partner: str
    company: str | None
    firm: str | None
    condition: SQL = SQL("TRUE")  # noqa: RUF009


def is_no_own_promise(scope: Scope, promise_types: Sequence[int]) -> SQL:
    """Of activities on service records, those that are no warning about a promise of the person's own record."""
    return SQL(
        "(mine.activity_type_id IS NULL OR mine.activity_type_id <> ALL(%s)"
        " OR document.user_id IS NULL OR document.user_id <> ALL(%s))",
        list(promise_types),
        list(scope.people_ids),
    )


def is_no_own_right(scope: Scope, alert_types: Sequence[int], ends: Mapping[str, tuple[date, date]]) -> SQL:
    """Of activities on rights, those that are no alert about a right that My Day offers to renew anyway."""
    return SQL(
        "(mine.activity_type_id IS NULL OR mine.activity_type_id <> ALL(%s)"
        " OR document.id NOT IN (SELECT offered.id FROM (%s) AS offered))",
        list(alert_types),
        rights(scope, ends),
    )


def is_settled(since: datetime) -> SQL:
    """Of activities on follow-ups, those of customers with whom nothing happened lately that may end them at once."""
    return SQL(
        """
        NOT EXISTS (SELECT FROM sme_contact contact
                     WHERE contact.commercial_partner_id = document.commercial_partner_id
                       AND contact.company_id = document.company_id
                       AND contact.date >= %s
                       AND contact.is_pending IS TRUE
                       AND contact.id > document.ledger_start_id)
        """,
        since,
    )


def _due_activities(scope: Scope, customer_models: Sequence[str]) -> SQL:
    """Of activities, those that are due; of whom one stands in for, only those about customers (none private)."""
    # a list of one person is an equality, so that the index gives the rows in their order
    due = SQL("user_id IN %s AND active AND date_deadline <= %s", tuple(scope.people_ids), scope.today)
    if list(scope.people_ids) == [scope.user_id]:
        return due
    return SQL("%s AND (user_id = %s OR res_model = ANY(%s))", due, scope.user_id, list(customer_models))


def _is_first(step_model: str, call_back_types: Sequence[int]) -> SQL:
    """Of activities, the steps and the call-backs."""
    return SQL(
        "(COALESCE(res_model = %s, FALSE) OR COALESCE(activity_type_id = ANY(%s), FALSE))",
        step_model,
        list(call_back_types),
    )


def models_of_activities(
    scope: Scope, customer_models: Sequence[str], step_model: str, call_back_types: Sequence[int]
) -> SQL:
    """(model of the documents that due activities are about, how many, how many of them are steps or call-backs)."""
    return SQL(
        "SELECT res_model, count(*), count(*) FILTER (WHERE %s) FROM mail_activity WHERE %s GROUP BY res_model",
        _is_first(step_model, call_back_types),
        _due_activities(scope, customer_models),
    )


def _activities_about(document: Document, scope: Scope, kind: SQL) -> SQL:
    return SQL(
        """
        SELECT %(kind)s, mine.date_deadline, NULL::timestamp, mine.create_date, %(firm)s, %(partner)s, %(company)s,
               NULL::numeric, 0::float8, mine.res_model, mine.res_id, mine.id
          FROM mine
          JOIN %(table)s document ON document.id = mine.res_id
          %(join)s
         WHERE mine.res_model = %(model)s
           AND (%(company)s IS NULL OR %(company)s = ANY(%(companies)s))
           AND %(condition)s
        """,
        condition=document.condition,
        kind=kind,
        table=SQL.identifier(document.table),
        partner=SQL.identifier("document", document.partner),
        firm=SQL.identifier("document", document.firm) if document.firm else SQL("partner.commercial_partner_id"),
        join=SQL()
        if document.firm
        else SQL("LEFT JOIN res_partner partner ON partner.id = %s", SQL.identifier("document", document.partner)),
        company=SQL.identifier("document", document.company) if document.company else SQL("NULL::int"),
        model=document.model,
        companies=list(scope.company_ids),
    )


def activities(
    scope: Scope, documents: Sequence[Document], step_model: str, call_back_types: Sequence[int], firsts: int, most: int
) -> SQL:
    """The first of the due activities with their customers. Steps and call-backs, of which there are `firsts`, come
    first, then what waits longest.
    """
    kind = SQL(
        """
        CASE WHEN mine.res_model = %s THEN 'step' WHEN mine.activity_type_id = ANY(%s) THEN 'call_back' ELSE 'todo' END
        """,
        step_model,
        list(call_back_types),
    )
    branches = [_activities_about(document, scope, kind) for document in documents]
    branches.append(
        SQL(
            """
            SELECT %s, mine.date_deadline, NULL::timestamp, mine.create_date, NULL::int, NULL::int, NULL::int,
                   NULL::numeric, 0::float8, mine.res_model, mine.res_id, mine.id
              FROM mine
             WHERE mine.res_model IS NULL OR mine.res_model <> ALL(%s)
            """,
            kind,
            [document.model for document in documents],
        )
    )
    models = [document.model for document in documents]
    mine = _first_activities(_due_activities(scope, models), _is_first(step_model, call_back_types), firsts, most)
    return SQL("WITH mine AS MATERIALIZED (%s) %s", mine, SQL(" UNION ALL ").join(branches))


def _first_activities(due: SQL, is_first: SQL, firsts: int, most: int) -> SQL:
    """The activities that are ranked: each part is read in the order of an index until there are enough."""
    ordered = """
        (SELECT id, res_model, res_id, date_deadline, create_date, activity_type_id
           FROM mail_activity
          WHERE %s AND %s
          ORDER BY date_deadline, id
          LIMIT %s)
        """
    parts = []
    if firsts:
        parts.append(SQL(ordered, due, is_first, most))
    if firsts < most:
        others = SQL("NOT %s", is_first) if firsts else SQL("TRUE")
        parts.append(SQL(ordered, due, others, most - firsts))
    return SQL(" UNION ALL ").join(parts)
