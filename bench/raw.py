"""CDNOW as it is, once or several times over, in a copy of the base database.

    python -m bench.raw --database NAME --copies 10

All histories are moved by one number of days, so that the last purchase was a week before the day of loading. Copies
differ by a cent or more in every amount, or the customers of a copy would be equals of those of the first.
"""

import argparse
from collections.abc import Iterator
from datetime import date, datetime, time

from bench.cdnow import Purchase, get_last_day, read_master, shift_to_end
from bench.loader import HistoryLoader
from bench.rows import Customer, Line, Order
from bench.session import configure, open_environment
from script.lib.failure import end_with_one_line

COPY_STEP = 100_000
COST_PERCENT_LOWEST, COST_PERCENT_STEPS = 45, 60


def main(arguments: list[str]) -> None:
    """Load the histories and commit."""
    parser = argparse.ArgumentParser(prog="python -m bench.raw", description=__doc__.splitlines()[0])
    parser.add_argument("--database", required=True, help="a copy of the base database")
    parser.add_argument("--copies", type=int, default=1, help="how many times each customer is loaded")
    options = parser.parse_args(arguments)
    configure(options.database)
    with open_environment(options.database) as env:
        load_histories(env, options.copies, date.today())


def load_histories(env, copies: int, today: date) -> None:
    """23,570 customers and 69,659 orders for each copy, of the first company."""
    company = env.ref("base.main_company")
    product = env["product.product"].create(
        {
            "name": "Compact disc",
            "type": "consu",
            "list_price": 14,
            "invoice_policy": "delivery",
            "taxes_id": [(5, 0, 0)],
        }
    )
    purchases = shift_to_end(read_master(), get_last_day(today))
    loader = HistoryLoader(env)
    loader.load_customers(make_customers(purchases, copies))
    loader.load_orders(company, product, make_orders(purchases, copies, product.id))
    loader.finish()


def make_customers(purchases: list[Purchase], copies: int) -> Iterator[Customer]:
    """Every third one a company; none has an account manager."""
    first_days = {}
    for purchase in purchases:
        first_days.setdefault(purchase.customer, purchase.day)
    for copy in range(copies):
        for customer, day in first_days.items():
            key = copy * COPY_STEP + customer
            email = f"customer{key}@example.com"
            yield Customer(
                key=key,
                name=f"Customer {key:07}",
                created=_at_noon(day),
                is_company=not customer % 3,
                email=email,
                email_normalized=email,
            )


def make_orders(purchases: list[Purchase], copies: int, product_id: int) -> Iterator[Order]:
    """One order of one line for each purchase, at noon UTC of its day; costs are a customer's own part of the price."""
    for copy in range(copies):
        for number, purchase in enumerate(purchases):
            cents = purchase.cents + copy
            percent = COST_PERCENT_LOWEST + (purchase.customer + copy) % COST_PERCENT_STEPS
            yield Order(
                key=copy * COPY_STEP + number,
                customer_key=copy * COPY_STEP + purchase.customer,
                moment=_at_noon(purchase.day),
                lines=(Line(product_id, 1, cents, cents * percent // 100),),
            )


def _at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12))


if __name__ == "__main__":
    end_with_one_line(main, "python -m bench.raw")
