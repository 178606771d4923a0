"""Records about the same product with the same cause, not far apart in time."""

from collections.abc import Mapping

from odoo.tools import SQL

# The columns of a record that decide, in the order in which the builders name them.
COLUMNS = ("id", "company_id", "product_id", "cause_id", "create_date", "active", "held_reason", "parent_id")


def _same_fault(this: Mapping[str, SQL], other: Mapping[str, SQL]) -> SQL:
    """The records beside `this` that are the same fault. The cause may have its own number of days."""
    return SQL(
        """
          FROM sme_service AS other
          JOIN sme_service_cause AS cause ON cause.id = %(cause)s
          JOIN res_company AS company ON company.id = %(company)s
         WHERE %(cause)s = %(this_cause)s AND %(product)s = %(this_product)s AND %(company)s = %(this_company)s
           AND %(id)s <> %(this_id)s
           AND %(active)s AND %(held_reason)s IS NULL AND %(parent)s IS NULL
           AND %(this_held_reason)s IS NULL AND %(this_parent)s IS NULL
           AND %(date)s BETWEEN %(this_date)s - %(within)s AND %(this_date)s + %(within)s
        """,
        within=SQL("COALESCE(NULLIF(cause.repeat_days, 0), company.sme_repeat_days) * interval '1 day'"),
        id=other["id"],
        cause=other["cause_id"],
        product=other["product_id"],
        company=other["company_id"],
        date=other["create_date"],
        active=other["active"],
        held_reason=other["held_reason"],
        parent=other["parent_id"],
        this_id=this["id"],
        this_cause=this["cause_id"],
        this_product=this["product_id"],
        this_company=this["company_id"],
        this_date=this["create_date"],
        this_held_reason=this["held_reason"],
        this_parent=this["parent_id"],
    )


def has_repeats(this: Mapping[str, SQL], other: Mapping[str, SQL]) -> SQL:
    """Whether another record is the same fault as the one whose columns are `this`."""
    return SQL("EXISTS (SELECT 1 %s)", _same_fault(this, other))


def count_repeats(this: Mapping[str, SQL], other: Mapping[str, SQL], ids: tuple[int, ...]) -> SQL:
    """(id, number of other records with the same fault) of the records `ids`, read under the name "this"."""
    return SQL(
        "SELECT %s, (SELECT count(*) %s) FROM sme_service AS this WHERE %s IN %s",
        this["id"],
        _same_fault(this, other),
        this["id"],
        ids,
    )
