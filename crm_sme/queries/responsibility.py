"""Who looks after a customer, as an expression: the twin of rules/responsibility.py and rules/territory.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from odoo.tools import SQL


@dataclass(frozen=True, slots=True)
class PartnerColumns:
    """The columns of a customer that decide."""

    id: SQL
    user: SQL
    country: SQL
    state: SQL
    zip: SQL
    industry: SQL


@dataclass(frozen=True, slots=True)
class Branch:
    """What an entry of a territory asks for, and what it answers with."""

    countries: Sequence[int]
    states: Sequence[int]
    industries: Sequence[int]
    zips: tuple[str, str] | None
    answer: int | None


def territory(columns: PartnerColumns, branches: Sequence[Branch]) -> SQL:
    """The answer of the first branch that covers an address."""
    if not branches:
        return SQL("NULL::int")
    return SQL(
        "CASE %s END",
        SQL(" ").join(SQL("WHEN %s THEN %s::int", _covers(columns, branch), branch.answer) for branch in branches),
    )


def _covers(columns: PartnerColumns, branch: Branch) -> SQL:
    conditions = [
        SQL("%s IN %s", column, tuple(wanted))
        for column, wanted in (
            (columns.country, branch.countries),
            (columns.state, branch.states),
            (columns.industry, branch.industries),
        )
        if wanted
    ]
    if branch.zips:
        code = SQL("upper(regexp_replace(coalesce(%s, ''), '[^0-9A-Za-z]', '', 'g'))", columns.zip)
        first, last = branch.zips
        conditions.append(
            SQL(
                '(%s <> \'\' AND left(%s, %s) COLLATE "C" >= %s AND left(%s, %s) COLLATE "C" <= %s)',
                *(code, code, len(first), first, code, len(last), last),
            )
        )
    return SQL(" AND ").join(conditions) if conditions else SQL("TRUE")


def account_manager(columns: PartnerColumns) -> SQL:
    """The account manager, where he or she still works here."""
    return SQL("(SELECT id FROM res_users WHERE id = %s AND active AND share IS NOT TRUE)", columns.user)


def replace_absent(person: SQL, stand_ins: Mapping[int, int | None]) -> SQL:
    """Who is there instead of a person; the person where not away, NULL where nobody is."""
    if not stand_ins:
        return person
    branches = SQL(" ").join(SQL("WHEN %s THEN %s::int", away, instead) for away, instead in stand_ins.items())
    return SQL("CASE %s %s ELSE %s END", person, branches, person)


def desk(columns: PartnerColumns, people: Sequence[int]) -> SQL:
    """The person of the desk who gets a customer."""
    if not people:
        return SQL("NULL::int")
    return SQL("(%s::int[])[1 + %s %% %s]", list(people), columns.id, len(people))


def by_model(account_model: SQL, people: Mapping[str, SQL], orders: Mapping[str, Sequence[str]], default: str) -> SQL:
    """The first person of the order in which a class asks."""
    answers = {
        model: SQL("COALESCE(%s)", SQL(", ").join(people[reason] for reason in order))
        for model, order in orders.items()
    }
    branches = SQL(" ").join(SQL("WHEN %s THEN %s", model, answer) for model, answer in answers.items())
    return SQL("CASE %s %s ELSE %s END", account_model, branches, answers[default])


def by_company(company: SQL, answers: Mapping[int, SQL]) -> SQL:
    """The answer of a row's company."""
    if not answers:
        return SQL("NULL::int")
    branches = SQL(" ").join(SQL("WHEN %s THEN %s", company_id, answer) for company_id, answer in answers.items())
    return SQL("CASE %s %s END", company, branches)
