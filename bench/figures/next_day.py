"""A day's worth of new orders, and their removal."""

from datetime import datetime

from bench.mass_insert import insert_alike

ORDERS = 500
NAME = "Bench tomorrow"
# Every so many-th customer orders once more what he ordered last.
SOURCE = """(
    SELECT DISTINCT ON (partner_id) partner_id AS buyer_id, amount_untaxed AS amount, margin AS gain
      FROM sale_order
     WHERE state = 'sale'
       AND mod(partner_id, (SELECT greatest(count(DISTINCT partner_id) / {orders}, 1)::int FROM sale_order)) = 0
     ORDER BY partner_id, id DESC
     LIMIT {orders}
) repeated"""
COLUMNS = {
    "id": "nextval('sale_order_id_seq')",
    "name": f"'{NAME}'",
    "partner_id": "buyer_id",
    "partner_invoice_id": "buyer_id",
    "partner_shipping_id": "buyer_id",
    "amount_untaxed": "amount",
    "amount_total": "amount",
    "margin": "gain",
    "access_token": "NULL",
}


def add_orders(env, moment: datetime) -> None:
    """500 orders of 500 customers, all at a moment in UTC; without lines, which nothing here reads."""
    cursor = env.cr
    cursor.execute("SELECT max(id) FROM sale_order WHERE state = 'sale'")
    columns = {**COLUMNS, "date_order": f"'{moment}'::timestamp"}
    insert_alike(cursor, "sale_order", cursor.fetchone()[0], SOURCE.format(orders=ORDERS), columns)


def remove_orders(env) -> None:
    """Delete the orders of the next day."""
    env.cr.execute("DELETE FROM sale_order WHERE name = %s", [NAME])
