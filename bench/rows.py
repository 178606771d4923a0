"""What the loader takes: plain customers and orders, known by keys of the caller's own."""

from datetime import datetime
from typing import NamedTuple


class Customer(NamedTuple):
    """A contact to be. ``parent_key`` is the key of the company it works for, loaded in the same call.

    ``email_normalized`` and ``phone_sanitized`` are what Odoo would store beside the e-mail and the phone.
    """

    key: int
    name: str
    created: datetime
    is_company: bool = False
    parent_key: int | None = None
    function: str | None = None
    email: str | None = None
    email_normalized: str | None = None
    phone: str | None = None
    phone_sanitized: str | None = None
    street: str | None = None
    zip: str | None = None
    city: str | None = None
    state_id: int | None = None
    country_id: int | None = None
    lang: str | None = None
    user_id: int | None = None
    company_id: int | None = None


class Line(NamedTuple):
    """One order line; price and cost of one unit in cents of the order's currency."""

    product_id: int
    quantity: int
    unit_cents: int
    cost_cents: int


class Order(NamedTuple):
    """A confirmed order of the contact ``customer_key``, at a moment in UTC."""

    key: int
    customer_key: int
    moment: datetime
    lines: tuple[Line, ...]
    user_id: int | None = None
    team_id: int | None = None
