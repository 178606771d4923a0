"""Customers and confirmed orders by the hundred thousand, without the ORM but for one model record each."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from bench.mass_insert import copy_rows, insert_alike
from bench.rows import Customer, Order

ANALYZED_TABLES = ("res_partner", "sale_order", "sale_order_line")

CUSTOMER_TABLE = """
    CREATE TEMP TABLE load_customer (
        id integer PRIMARY KEY DEFAULT nextval('res_partner_id_seq'), key bigint UNIQUE, name text, created timestamp,
        is_company boolean, parent_key bigint, function text, email text, email_normalized text, phone text,
        phone_sanitized text, street text, zip text, city text, state_id integer, country_id integer, lang text,
        user_id integer, company_id integer
    )
"""
CUSTOMER_SOURCE = "load_customer customer LEFT JOIN load_customer parent ON parent.key = customer.parent_key"
CUSTOMER_COLUMNS = {
    name: f"customer.{name}" for name in Customer._fields if name not in ("key", "created", "parent_key")
}
CUSTOMER_COLUMNS |= {
    "id": "customer.id",
    "parent_id": "parent.id",
    "commercial_partner_id": "coalesce(parent.id, customer.id)",
    "commercial_company_name": "coalesce(parent.name, CASE WHEN customer.is_company THEN customer.name END)",
    "complete_name": "concat_ws(', ', parent.name, customer.name)",
    "create_date": "customer.created",
    "write_date": "customer.created",
}

ORDER_TABLE = """
    CREATE TEMP TABLE load_order (
        id integer PRIMARY KEY DEFAULT nextval('sale_order_id_seq'), key bigint, customer_key bigint, moment timestamp,
        name text, user_id integer, team_id integer, amount numeric, cost numeric
    ) ON COMMIT DROP
"""
ORDER_SOURCE = "load_order JOIN load_customer customer ON customer.key = load_order.customer_key"
ORDER_COLUMNS = {
    "id": "load_order.id",
    "name": "load_order.name",
    "partner_id": "customer.id",
    "partner_invoice_id": "customer.id",
    "partner_shipping_id": "customer.id",
    "date_order": "moment",
    "create_date": "moment",
    "write_date": "moment",
    "validity_date": "moment::date + 30",
    "user_id": "load_order.user_id",
    "team_id": "load_order.team_id",
    "amount_untaxed": "amount",
    "amount_tax": "0",
    "amount_total": "amount",
    "margin": "amount - cost",
    "margin_percent": "coalesce((amount - cost) / nullif(amount, 0), 0)",
    "access_token": "NULL",
}

LINE_TABLE = """
    CREATE TEMP TABLE load_line (
        order_key bigint, sequence integer, product_id integer, quantity integer, price numeric, cost numeric
    ) ON COMMIT DROP
"""
LINE_SOURCE = """
    load_line line
    JOIN load_order ON load_order.key = line.order_key
    JOIN load_customer customer ON customer.key = load_order.customer_key
    JOIN load_product product ON product.id = line.product_id
"""
LINE_COLUMNS = {
    "id": "nextval('sale_order_line_id_seq')",
    "order_id": "load_order.id",
    "order_partner_id": "customer.id",
    "salesman_id": "load_order.user_id",
    "sequence": "line.sequence",
    "product_id": "line.product_id",
    "name": "product.label",
    "product_uom_qty": "quantity",
    "price_unit": "price",
    "technical_price_unit": "price",
    "price_subtotal": "quantity * price",
    "price_tax": "0",
    "price_total": "quantity * price",
    "price_reduce_taxexcl": "price",
    "price_reduce_taxinc": "price",
    "purchase_price": "line.cost",
    "margin": "quantity * (price - line.cost)",
    "margin_percent": "coalesce((price - line.cost) / nullif(price, 0), 0)",
    "create_date": "moment",
    "write_date": "moment",
}


class HistoryLoader:
    """Loads customers once, then the orders of one company after the other, in one transaction."""

    def __init__(self, env) -> None:
        self.env = env(context={"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True})
        self.cursor = env.cr
        self.model_partner = self.env["res.partner"].create({"name": "Model of loaded customers", "customer_rank": 1})

    def load_customers(self, customers: Iterable[Customer]) -> None:
        """Insert contacts; the companies that contacts work for must be among them."""
        self.cursor.execute(CUSTOMER_TABLE)
        copy_rows(self.cursor, "load_customer", Customer._fields, customers)
        self.env.flush_all()
        insert_alike(self.cursor, "res_partner", self.model_partner.id, CUSTOMER_SOURCE, CUSTOMER_COLUMNS)
        self.env.invalidate_all()

    def load_orders(self, company, products, orders: Iterable[Order]) -> int:
        """Insert confirmed orders of one company, numbered as they come; return how many.

        :param products: the products of the lines; invoiced on delivery and free of tax, as the model order shows
        """
        model_order = self._create_model_order(company, products[0])
        self._create_order_tables(products)
        count = self._copy_orders(model_order, orders)
        insert_alike(self.cursor, "sale_order", model_order.id, ORDER_SOURCE, ORDER_COLUMNS)
        insert_alike(self.cursor, "sale_order_line", model_order.order_line.id, LINE_SOURCE, LINE_COLUMNS)
        for table in ("load_order", "load_line", "load_product"):
            self.cursor.execute(f"DROP TABLE {table}")
        self.env.invalidate_all()
        model_order._action_cancel()
        model_order.unlink()
        return count

    def get_partner_ids(self) -> dict[int, int]:
        """The database ids of the loaded customers by their keys."""
        self.cursor.execute("SELECT key, id FROM load_customer")
        return dict(self.cursor.fetchall())

    def finish(self) -> None:
        """Remove what only served the loading and let PostgreSQL count the rows."""
        self.model_partner.unlink()
        self.cursor.execute("DROP TABLE IF EXISTS load_customer")
        self.env.flush_all()
        for table in ANALYZED_TABLES:
            self.cursor.execute(f"ANALYZE {table}")

    def _create_model_order(self, company, product):
        order = (
            self.env["sale.order"]
            .with_company(company)
            .create(
                {
                    "name": "Model of loaded orders",
                    "company_id": company.id,
                    "partner_id": self.model_partner.id,
                    "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 1})],
                }
            )
        )
        order.action_confirm()
        self.env.flush_all()
        return order

    def _create_order_tables(self, products) -> None:
        self.cursor.execute(ORDER_TABLE)
        self.cursor.execute(LINE_TABLE)
        self.cursor.execute("CREATE TEMP TABLE load_product (id integer PRIMARY KEY, label text) ON COMMIT DROP")
        labels = ((product.id, product.get_product_multiline_description_sale()) for product in products)
        copy_rows(self.cursor, "load_product", ("id", "label"), labels)

    def _copy_orders(self, model_order, orders: Iterable[Order]) -> int:
        """Fill the order and line tables; the numbers go on from the model order's."""
        domain = [("code", "=", "sale.order"), ("company_id", "in", (model_order.company_id.id, False))]
        sequence = self.env["ir.sequence"].search(domain, order="company_id", limit=1)
        numbered = list(enumerate(orders, sequence.number_next_actual))
        columns = ("key", "customer_key", "moment", "name", "user_id", "team_id", "amount", "cost")
        prefix, suffix = sequence._get_prefix_suffix()
        rows = (_order_row(order, f"{prefix}{number:0{sequence.padding}}{suffix}") for number, order in numbered)
        copy_rows(self.cursor, "load_order", columns, rows)
        columns = ("order_key", "sequence", "product_id", "quantity", "price", "cost")
        copy_rows(self.cursor, "load_line", columns, (row for _number, order in numbered for row in _line_rows(order)))
        sequence.number_next_actual += len(numbered)
        return len(numbered)


def _order_row(order: Order, name: str) -> tuple[int, int, datetime, str, int | None, int | None, str, str]:
    amount = sum(line.quantity * line.unit_cents for line in order.lines)
    cost = sum(line.quantity * line.cost_cents for line in order.lines)
    return order.key, order.customer_key, order.moment, name, order.user_id, order.team_id, _units(amount), _units(cost)


def _line_rows(order: Order) -> Iterator[tuple[int, int, int, int, str, str]]:
    for position, line in enumerate(order.lines):
        yield order.key, 10 + position, line.product_id, line.quantity, _units(line.unit_cents), _units(line.cost_cents)


def _units(cents: int) -> str:
    """An amount in cents as the decimal that PostgreSQL reads, without a float between."""
    return f"{cents}e-2"
