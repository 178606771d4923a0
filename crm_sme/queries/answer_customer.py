"""Who a customer of the answer card is, and when somebody last had to do with it."""

from collections.abc import Sequence

from odoo.tools import SQL


def circumstances(company_id: int, user_id: int | None) -> SQL:
    """(time zone of a company, name of a user)."""
    return SQL(
        """
        SELECT COALESCE(NULLIF(partner.tz, ''), NULLIF(calendar.tz, ''), 'UTC'),
               (SELECT person.name FROM res_users JOIN res_partner person ON person.id = res_users.partner_id
                 WHERE res_users.id = %s)
          FROM res_company company
          JOIN res_partner partner ON partner.id = company.partner_id
          LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id
         WHERE company.id = %s
        """,
        user_id,
        company_id,
    )


def first_of_each(rows: SQL, most: int) -> SQL:
    """The first rows of each part of a selection whose last columns are the place in the part and the part's size."""
    return SQL("SELECT * FROM (%s) numbered WHERE place <= %s ORDER BY place", rows, most)


def place_and_size(part: SQL, order: SQL) -> tuple[SQL, SQL]:
    """The columns for `first_of_each`: a row's place among those of its part, latest first, and how many there are."""
    return (
        SQL("row_number() OVER (PARTITION BY %s ORDER BY %s DESC) AS place", part, order),
        SQL("count(*) OVER (PARTITION BY %s) AS size", part),
    )


def is_one_of(column: SQL, values: Sequence[str]) -> SQL:
    return SQL("%s IN %s", column, tuple(values))


def last_contact(contacts: SQL) -> SQL:
    """(moment, kind, direction, name of the colleague, name of the contact) of rows of the ledger."""
    return SQL(
        """
        SELECT contact.date, contact.kind, contact.direction, colleague.name, person.name
          FROM (%s) latest
          JOIN sme_contact contact ON contact.id = latest.id
          JOIN res_partner person ON person.id = contact.partner_id
          LEFT JOIN res_users ON res_users.id = contact.user_id
          LEFT JOIN res_partner colleague ON colleague.id = res_users.partner_id
        """,
        contacts,
    )
