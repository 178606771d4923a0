"""What the answer card tells of orders and products, each part by one statement whatever the number of orders.

`orders` is a subselect of the confirmed orders that the reader may know of.
"""

from collections.abc import Sequence
from datetime import date

from odoo.tools import SQL

# What can be delivered: goods and services, no headings, down payments, discounts or returns.
_DELIVERABLE = SQL(
    "line.display_type IS NULL AND line.is_downpayment IS NOT TRUE AND line.product_id IS NOT NULL"
    " AND line.product_uom_qty > 0"
)
_UNPAID = ("not_paid", "partial", "blocked")


def open_orders(orders: SQL, today: date, limit: int) -> SQL:
    """(id, number of all open orders), newest first, of the orders in which something is still to be done.

    To be done is to deliver, to invoice or to pay. Where nobody keeps delivered quantities, an invoiced order counts
    as delivered.
    """
    return SQL(
        """
        WITH confirmed AS MATERIALIZED (
            SELECT id, date_order, commitment_date, invoice_status FROM sale_order WHERE id IN %(orders)s
        ),
        delivery AS (
            SELECT line.order_id,
                   bool_or(line.qty_delivered_method != 'manual' OR line.qty_delivered != 0) AS tracked,
                   bool_or(COALESCE(line.qty_delivered, 0) < line.product_uom_qty) AS undelivered
              FROM sale_order_line line JOIN confirmed ON confirmed.id = line.order_id
             WHERE %(deliverable)s
             GROUP BY line.order_id
        ),
        unpaid AS (
            SELECT DISTINCT line.order_id
              FROM sale_order_line line
              JOIN confirmed ON confirmed.id = line.order_id
              JOIN sale_order_line_invoice_rel link ON link.order_line_id = line.id
              JOIN account_move_line item ON item.id = link.invoice_line_id
              JOIN account_move move ON move.id = item.move_id
             WHERE move.state = 'posted' AND move.move_type = 'out_invoice' AND move.payment_state IN %(unpaid)s
        )
        SELECT confirmed.id, count(*) OVER () AS found
          FROM confirmed
          LEFT JOIN delivery ON delivery.order_id = confirmed.id
          LEFT JOIN unpaid ON unpaid.order_id = confirmed.id
         WHERE confirmed.invoice_status = 'to invoice'
            OR unpaid.order_id IS NOT NULL
            OR (delivery.undelivered AND (delivery.tracked OR confirmed.invoice_status != 'invoiced'))
            OR (delivery.undelivered AND confirmed.commitment_date >= %(today)s)
         ORDER BY confirmed.date_order DESC, confirmed.id DESC
         LIMIT %(limit)s
        """,
        orders=orders,
        deliverable=_DELIVERABLE,
        unpaid=_UNPAID,
        today=today,
        limit=limit,
    )


def order_lines(order_ids: Sequence[int], with_stock: bool) -> SQL:
    """(order, product, ordered, delivered, tracked, delivered on, planned on) of what is deliverable in orders.

    The moments, in UTC, are those of the transfers to the customer, and empty without the stock app.
    """
    return SQL(
        """
        SELECT line.order_id, line.product_id, line.product_uom_qty, COALESCE(line.qty_delivered, 0),
               line.qty_delivered_method != 'manual' OR COALESCE(line.qty_delivered, 0) != 0,
               %(delivered_on)s, %(planned_on)s
          FROM sale_order_line line %(transfers)s
         WHERE line.order_id IN %(order_ids)s AND %(deliverable)s
         ORDER BY line.order_id, line.sequence, line.id
        """,
        delivered_on=SQL("transfer.delivered_on") if with_stock else SQL("NULL::timestamp"),
        planned_on=SQL("transfer.planned_on") if with_stock else SQL("NULL::timestamp"),
        transfers=_transfers() if with_stock else SQL(""),
        order_ids=tuple(order_ids),
        deliverable=_DELIVERABLE,
    )


def _transfers() -> SQL:
    """When a line was delivered last and will be next, by its moves to and from the customer."""
    return SQL(
        """
        LEFT JOIN LATERAL (
            SELECT max(move.date) FILTER (WHERE move.state = 'done') AS delivered_on,
                   min(move.date) FILTER (WHERE move.state NOT IN ('done', 'cancel')) AS planned_on
              FROM stock_move move
              JOIN stock_location destination ON destination.id = move.location_dest_id
             WHERE move.sale_line_id = line.id AND destination.usage = 'customer'
        ) transfer ON TRUE
        """
    )


def order_invoices(order_ids: Sequence[int], moves: SQL) -> SQL:
    """(order, invoice, name, due on, amount due, currency, payment state) of the posted invoices of orders.

    Of an invoice of several orders each has to pay the share of its lines, so that what is due is told once; what else
    is on the invoice is shared alike. `moves` is a subselect of the invoices that the reader may know of.
    """
    return SQL(
        """
        WITH found AS (
            SELECT DISTINCT item.move_id
              FROM sale_order_line line
              JOIN sale_order_line_invoice_rel link ON link.order_line_id = line.id
              JOIN account_move_line item ON item.id = link.invoice_line_id
             WHERE line.order_id IN %(order_ids)s AND item.move_id IN %(moves)s
        ),
        parts AS (
            SELECT item.move_id, line.order_id, sum(item.price_total) AS amount,
                   sum(sum(item.price_total)) OVER (PARTITION BY item.move_id) AS total,
                   count(*) OVER (PARTITION BY item.move_id) AS orders
              FROM found
              JOIN account_move_line item ON item.move_id = found.move_id
              JOIN sale_order_line_invoice_rel link ON link.invoice_line_id = item.id
              JOIN sale_order_line line ON line.id = link.order_line_id
             GROUP BY item.move_id, line.order_id
        )
        SELECT parts.order_id, move.id, move.name, move.invoice_date_due,
               CASE WHEN parts.orders = 1 THEN move.amount_residual
                    ELSE round(move.amount_residual * COALESCE(parts.amount / NULLIF(parts.total, 0),
                                                               1.0 / parts.orders), currency.decimal_places)
                END,
               move.currency_id, move.payment_state
          FROM parts
          JOIN account_move move ON move.id = parts.move_id
          JOIN res_currency currency ON currency.id = move.currency_id
         WHERE parts.order_id IN %(order_ids)s
           AND move.state = 'posted' AND move.move_type = 'out_invoice'
         ORDER BY parts.order_id, move.id
        """,
        order_ids=tuple(order_ids),
        moves=moves,
    )


def products(orders: SQL, timezone: str, limit: int, with_stock: bool) -> SQL:
    """One row a product: what the customer has of it, and how often it is bought.

    (product, owned, times, median days between purchases, last day, usual quantity, rank by what is owned, rank by
    how often it is bought, number of products owned). Quantities are in the product's unit; returns, by a negative
    line or by a transfer back that was not replaced, reduce what is owned. Only products that are among the first
    `limit` of either rank.
    """
    return SQL(
        """
        WITH bought AS (%(bought)s),
        days AS (
            SELECT product_id, day, sum(ordered) FILTER (WHERE ordered > 0) AS quantity,
                   sum(ordered - returned) AS kept
              FROM bought GROUP BY product_id, day
        ),
        gaps AS (
            SELECT product_id, day, quantity, kept,
                   CASE WHEN quantity > 0 THEN
                       day - lag(day) OVER (PARTITION BY product_id, quantity > 0 ORDER BY day)
                   END AS gap
              FROM days
        ),
        facts AS (
            SELECT product_id,
                   sum(kept) AS owned,
                   count(*) FILTER (WHERE quantity > 0) AS times,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS median_gap,
                   max(day) FILTER (WHERE quantity > 0) AS last_day,
                   percentile_disc(0.5) WITHIN GROUP (ORDER BY quantity) FILTER (WHERE quantity > 0) AS usual
              FROM gaps GROUP BY product_id
        ),
        ranked AS (
            SELECT *,
                   row_number() OVER (ORDER BY owned DESC, last_day DESC, product_id) AS owned_rank,
                   row_number() OVER (ORDER BY times DESC, last_day DESC, product_id) AS usual_rank,
                   count(*) FILTER (WHERE owned > 0) OVER () AS owned_count
              FROM facts
             WHERE times > 0
        )
        SELECT product_id, owned, times, median_gap, last_day, usual, owned_rank, usual_rank, owned_count
          FROM ranked
         WHERE (owned > 0 AND owned_rank <= %(limit)s) OR (times > 1 AND usual_rank <= %(limit)s)
         ORDER BY owned_rank
        """,
        bought=_bought(orders, timezone, with_stock),
        limit=limit,
    )


def _bought(orders: SQL, timezone: str, with_stock: bool) -> SQL:
    """(product, day, ordered, returned) of every line, in the product's unit."""
    return SQL(
        """
        SELECT line.product_id,
               (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date AS day,
               line.product_uom_qty * unit.factor / product_unit.factor AS ordered,
               %(returned)s * unit.factor / product_unit.factor AS returned
          FROM sale_order_line line
          JOIN sale_order o ON o.id = line.order_id
          JOIN product_product product ON product.id = line.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN uom_uom unit ON unit.id = line.product_uom_id
          JOIN uom_uom product_unit ON product_unit.id = template.uom_id
          %(returns)s
         WHERE line.order_id IN %(orders)s
           AND line.display_type IS NULL AND line.is_downpayment IS NOT TRUE AND template.type != 'combo'
        """,
        timezone=timezone,
        returned=SQL("GREATEST(transfer.back - GREATEST(transfer.sent - line.product_uom_qty, 0), 0)")
        if with_stock
        else SQL("0"),
        returns=_returns() if with_stock else SQL(""),
        orders=orders,
    )


def _returns() -> SQL:
    """What went out to the customer and came back, in the line's unit."""
    return SQL(
        """
        LEFT JOIN LATERAL (
            SELECT COALESCE(sum(move.quantity * move_unit.factor / unit.factor)
                            FILTER (WHERE destination.usage = 'customer'), 0) AS sent,
                   COALESCE(sum(move.quantity * move_unit.factor / unit.factor)
                            FILTER (WHERE source.usage = 'customer'), 0) AS back
              FROM stock_move move
              JOIN uom_uom move_unit ON move_unit.id = move.product_uom
              JOIN stock_location source ON source.id = move.location_id
              JOIN stock_location destination ON destination.id = move.location_dest_id
             WHERE move.sale_line_id = line.id AND move.state = 'done'
        ) transfer ON TRUE
        """
    )


def colleagues_orders(partner_ids: Sequence[int], company_ids: Sequence[int], orders: SQL) -> SQL:
    """The number of confirmed orders of the customer that are not among those the reader may know of."""
    return SQL(
        """
        SELECT count(*) FROM sale_order
         WHERE partner_id IN %(partner_ids)s AND company_id IN %(company_ids)s AND state = 'sale'
           AND id NOT IN %(orders)s
        """,
        partner_ids=tuple(partner_ids),
        company_ids=tuple(company_ids),
        orders=orders,
    )


def product_names(product_ids: Sequence[int], langs: Sequence[str]) -> SQL:
    """(product, its name in each of the languages): the name with the values that tell variants apart, no code."""
    names = [_product_name(lang) for lang in langs]
    return SQL(
        """
        SELECT product.id, %s
          FROM product_product product JOIN product_template template ON template.id = product.product_tmpl_id
         WHERE product.id IN %s
        """,
        SQL(", ").join(names),
        tuple(product_ids),
    )


def _product_name(lang: str) -> SQL:
    return SQL(
        """
        COALESCE(template.name->>%(lang)s, template.name->>'en_US') || COALESCE(' (' || (
            SELECT string_agg(COALESCE(value.name->>%(lang)s, value.name->>'en_US'), ', '
                              ORDER BY line.sequence, line.id)
              FROM product_variant_combination combination
              JOIN product_template_attribute_value chosen
                ON chosen.id = combination.product_template_attribute_value_id
              JOIN product_template_attribute_line line ON line.id = chosen.attribute_line_id
              JOIN product_attribute_value value ON value.id = chosen.product_attribute_value_id
             WHERE combination.product_product_id = product.id AND line.value_count > 1
        ) || ')', '')
        """,
        lang=lang,
    )
