"""Rights of customers in SQL: their state as a column, and the order lines whose rights are not up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from odoo.tools import SQL, Query


def state_column(columns: Mapping[str, SQL], as_of: date, last_expiring: Mapping[str, date]) -> SQL:
    """The state of a right on a day. `last_expiring` gives, by kind, the last end that counts as expiring."""
    cases = [
        SQL("WHEN %s = %s AND %s <= %s THEN 'expiring'", columns["kind"], kind, columns["date_end"], day)
        for kind, day in last_expiring.items()
    ]
    return SQL(
        """
        CASE WHEN %(cancelled)s THEN 'cancelled'
             WHEN %(renewed)s IS NOT NULL THEN 'renewed'
             WHEN %(date_end)s IS NULL THEN 'running'
             WHEN %(date_end)s < %(as_of)s THEN 'expired'
             %(cases)s
             ELSE 'running'
         END
        """,
        cancelled=columns["cancelled"],
        renewed=columns["renewed_by_id"],
        date_end=columns["date_end"],
        as_of=as_of,
        cases=SQL(" ").join(cases),
    )


def count_by_customer(query: Query, customer_ids: Sequence[int], as_of: date) -> SQL:
    """(customer, number, first end) of the rights, among those that a query finds, that some customers have on a day.

    They are those running and those expiring: see `state_column`.
    """
    columns = {
        name: SQL.identifier(query.table, name)
        for name in ("commercial_partner_id", "cancelled", "renewed_by_id", "date_end")
    }
    customer, end = columns["commercial_partner_id"], columns["date_end"]
    query.add_where(SQL("%s = ANY (%s)", customer, list(customer_ids)))
    query.add_where(SQL("%(cancelled)s IS NOT TRUE AND %(renewed_by_id)s IS NULL", **columns))
    query.add_where(SQL("(%(end)s IS NULL OR %(end)s >= %(as_of)s)", end=end, as_of=as_of))
    query.groupby = customer
    return query.select(customer, SQL("count(*)"), SQL("min(%s)", end))


def lines_to_follow(immediate_kinds: Sequence[str], after_id: int, limit: int) -> SQL:
    """Confirmed lines, from the day on which their product gives a right, that have none or another quantity.

    What gives its right at once counts by its ordered quantity, goods by what was delivered.
    """
    return SQL(
        """
        SELECT line.id
          FROM product_template template
          JOIN product_product product ON product.product_tmpl_id = template.id
          JOIN sale_order_line line ON line.product_id = product.id
          JOIN sale_order sale ON sale.id = line.order_id
         CROSS JOIN LATERAL (%(wanted)s) wanted
         WHERE template.sme_entitlement_kind <> 'none'
           AND template.sme_entitlement_from IS NOT NULL
           AND sale.state = 'sale'
           AND sale.date_order >= template.sme_entitlement_from
           AND line.id > %(after_id)s
           AND line.display_type IS NULL
           AND CASE WHEN EXISTS (SELECT FROM sme_entitlement entitled WHERE entitled.sale_order_line_id = line.id)
                    THEN EXISTS (SELECT FROM sme_entitlement entitled
                                  WHERE entitled.sale_order_line_id = line.id
                                    AND entitled.line_quantity IS DISTINCT FROM wanted.quantity)
                    ELSE wanted.quantity > 0
                END
         ORDER BY line.id
         LIMIT %(limit)s
        """,
        wanted=_wanted_quantity(immediate_kinds),
        after_id=after_id,
        limit=limit,
    )


def _wanted_quantity(immediate_kinds: Sequence[str]) -> SQL:
    return SQL(
        """
        SELECT CASE WHEN template.type <> 'consu' OR template.sme_entitlement_kind = ANY(%s)
                    THEN line.product_uom_qty
                    ELSE line.qty_delivered
                END AS quantity
        """,
        list(immediate_kinds),
    )


def past_lines(
    template_ids: Sequence[int], company_ids: Sequence[int], immediate_kinds: Sequence[str], first_day: date | None
) -> SQL:
    """The confirmed lines of some products that have given no right, oldest order first."""
    return SQL(
        """
        SELECT line.id
          FROM product_template template
          JOIN product_product product ON product.product_tmpl_id = template.id
          JOIN sale_order_line line ON line.product_id = product.id
          JOIN sale_order sale ON sale.id = line.order_id
         CROSS JOIN LATERAL (%(wanted)s) wanted
         WHERE template.id = ANY(%(templates)s)
           AND template.sme_entitlement_kind <> 'none'
           AND sale.company_id = ANY(%(companies)s)
           AND sale.state = 'sale'
           AND (%(first_day)s::date IS NULL OR sale.date_order >= %(first_day)s::date)
           AND line.display_type IS NULL
           AND wanted.quantity > 0
           AND NOT EXISTS (SELECT FROM sme_entitlement entitled WHERE entitled.sale_order_line_id = line.id)
         ORDER BY sale.date_order, line.id
        """,
        wanted=_wanted_quantity(immediate_kinds),
        templates=list(template_ids),
        companies=list(company_ids),
        first_day=first_day,
    )


def latest_purchases(
    partner_ids: Sequence[int], product_ids: Sequence[int], company_ids: Sequence[int], days: Sequence[date]
) -> SQL:
    """For each asked (customer, product, company, day): the last confirmed line of the product up to that day.

    Rows are (position of the question from 0, line).
    """
    return SQL(
        """
        SELECT asked.position - 1, bought.id
          FROM unnest(%(partners)s::int[], %(products)s::int[], %(companies)s::int[], %(days)s::date[])
               WITH ORDINALITY AS asked(partner, product, company, day, position)
         CROSS JOIN LATERAL (
               SELECT line.id
                 FROM sale_order_line line
                 JOIN sale_order sale ON sale.id = line.order_id
                 JOIN res_partner partner ON partner.id = sale.partner_id
                WHERE line.product_id = asked.product
                  AND partner.commercial_partner_id = asked.partner
                  AND sale.company_id = asked.company
                  AND sale.state = 'sale'
                  AND sale.date_order < asked.day + 1
                  AND line.product_uom_qty > 0
                ORDER BY sale.date_order DESC, line.id DESC
                LIMIT 1) bought
        """,
        partners=list(partner_ids),
        products=list(product_ids),
        companies=list(company_ids),
        days=list(days),
    )
