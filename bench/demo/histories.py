"""Clients turned into the plain rows that the loader takes."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from bench.cdnow import Purchase
from bench.demo import SEED
from bench.demo.clientele import Client
from bench.demo.firms import Firm, Good
from bench.demo.people import Person
from bench.demo.setup import Office
from bench.rows import Customer, Line, Order

OPENING_HOUR, CLOSING_HOUR = 9, 18
CONTACT_ORDER_ODDS = 0.4
# Contacts' keys follow their company's; no client has as many.
CONTACTS_PER_CLIENT = 10


class CustomerRows:
    """Makes customer rows; looks up countries and phone formats once."""

    def __init__(self, env, office: Office) -> None:
        self.env = env
        self.office = office
        self.countries = {country.code: country for country in env["res.country"].search([])}
        self.states = {(state.country_id.code, state.code): state.id for state in env["res.country.state"].search([])}

    def make(self, client: Client, created: date) -> Iterator[Customer]:
        """The client's row, then those of his contacts; keys leave room for these."""
        moment = datetime.combine(created, time(8))
        user_id = self.office.user_id(client.manager)
        key = client.key * CONTACTS_PER_CLIENT
        yield self._make_row(key, client.person, moment, is_company=client.is_company, user_id=user_id)
        for number, (person, function) in enumerate(client.contacts, 1):
            row = self._make_row(key + number, person, moment, parent_key=key, user_id=user_id)
            yield row._replace(function=function)

    def _make_row(self, key: int, person: Person, created: datetime, **others) -> Customer:
        country = self.countries[person.place.country]
        return Customer(
            key=key,
            name=person.name,
            created=created,
            email=person.email,
            email_normalized=person.email,
            phone=person.phone,
            phone_sanitized=self.env["res.partner"]._phone_format(number=person.phone, country=country) or None,
            street=person.street,
            zip=person.zip,
            city=person.place.city,
            state_id=self.states.get((person.place.country, person.place.state)),
            country_id=country.id,
            lang=person.language,
            **others,
        )


def make_orders(clients: list[Client], firm: Firm, office: Office) -> list[Order]:
    """All orders of a firm, oldest first."""
    chance = random.Random(f"{SEED} {firm.code}")
    zone = ZoneInfo(firm.timezone)
    products = dict(zip(firm.goods, office.products[firm.code].ids, strict=True))
    team_id = office.teams[firm.code].id
    sellers = [login for login in firm.manager_weights if login]
    orders = []
    for client in clients:
        seller = client.manager if client.manager in sellers else None
        for purchase in client.purchases.get(firm, ()):
            orders.append(
                Order(
                    key=len(orders),
                    customer_key=_draw_buyer(client, chance),
                    moment=_draw_moment(purchase.day, zone, chance),
                    lines=tuple(_make_lines(purchase, firm, products, client.cost_factor)),
                    user_id=office.user_id(seller or chance.choice(sellers)),
                    team_id=team_id,
                )
            )
    return sorted(orders, key=lambda order: (order.moment, order.key))


def find_good(firm: Firm, unit_cents: int) -> Good:
    """What a firm sells at this price: the dearest kind whose least price is reached."""
    return [good for good in firm.goods if good.least_cents <= unit_cents][-1]


def _draw_buyer(client: Client, chance: random.Random) -> int:
    """The key of the customer himself or of one of his contacts."""
    key = client.key * CONTACTS_PER_CLIENT
    if client.contacts and chance.random() < CONTACT_ORDER_ODDS:
        return key + chance.randint(1, len(client.contacts))
    return key


def _draw_moment(day: date, zone: ZoneInfo, chance: random.Random) -> datetime:
    """A moment of the day's opening hours, in UTC without a zone, as Odoo stores it."""
    minutes = chance.randrange((CLOSING_HOUR - OPENING_HOUR) * 60)
    local = datetime.combine(day, time(OPENING_HOUR), zone) + timedelta(minutes=minutes)
    return local.astimezone(timezone.utc).replace(tzinfo=None)


def _make_lines(purchase: Purchase, firm: Firm, products: dict[Good, int], cost_factor: float) -> Iterator[Line]:
    """Lines whose sum is the purchase's amount to the cent: pieces of equal price, and one that takes the rest."""
    cents = purchase.cents * firm.cents_per_cent
    unit, rest = divmod(cents, purchase.discs)
    if not rest:
        yield _make_line(purchase.discs, unit, firm, products, cost_factor)
        return
    yield _make_line(purchase.discs - 1, unit, firm, products, cost_factor)
    yield _make_line(1, unit + rest, firm, products, cost_factor)


def _make_line(quantity: int, unit_cents: int, firm: Firm, products: dict[Good, int], cost_factor: float) -> Line:
    good = find_good(firm, unit_cents)
    cost = (unit_cents or good.list_cents) * good.cost_share * cost_factor
    return Line(products[good], quantity, unit_cents, round(cost))
