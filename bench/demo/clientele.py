"""Who stands behind each history of the sample: a customer of a firm, with contacts, account manager and cost."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from bench.cdnow import Purchase, get_last_day
from bench.demo import SEED
from bench.demo.firms import BOSTON, SHANGHAI, Firm, draw_manager
from bench.demo.people import Directory, Person
from bench.demo.places import REGIONS_OF_BOSTON, REGIONS_OF_SHANGHAI, Region

SHIFT_DAYS = 730
COHORT_DAYS = 90
SHANGHAI_CUSTOMERS = 130
SHARED_CUSTOMERS = 20
GOOD_CUSTOMER_PURCHASES = 4
REGIONS = {BOSTON: REGIONS_OF_BOSTON, SHANGHAI: REGIONS_OF_SHANGHAI}
# What a customer's goods cost, relative to the catalogue: most are near it, some were promised far too much.
COST_FACTORS = {0.8: 15, 0.95: 25, 1.0: 30, 1.1: 20, 1.3: 5, 1.6: 5}


@dataclass
class Client:
    """A customer of the demo and everything he buys.

    :param purchases: by firm, with days shifted into the last years
    :param contacts: people who work for the customer, with their jobs; empty for a private one
    """

    key: int
    firm: Firm
    region: Region
    person: Person
    is_company: bool
    manager: str | None
    cost_factor: float
    contacts: list[tuple[Person, str]] = field(default_factory=list)
    purchases: dict[Firm, list[Purchase]] = field(default_factory=dict)


def draw_clients(sample: list[Purchase], directory: Directory, today: date) -> list[Client]:
    """One client for each history, in the order of the file.

    Histories of the sample all begin within one quarter. Each is moved by its own 0 to 24 months, so that the first
    of them begins 27 months ago and the last ends a week ago: what would come later is cut.
    """
    chance = random.Random(SEED)
    histories = _shift_histories(sample, today, chance)
    in_shanghai = set(chance.sample(sorted(histories), SHANGHAI_CUSTOMERS))
    return [
        _draw_client(key, SHANGHAI if key in in_shanghai else BOSTON, purchases, directory, chance)
        for key, purchases in histories.items()
    ]


def share_some_clients(clients: list[Client]) -> None:
    """Have some good clients of the first firm buy every third time from the second."""
    chance = random.Random(SEED)
    candidates = [client for client in clients if len(client.purchases.get(BOSTON, ())) >= 2 * GOOD_CUSTOMER_PURCHASES]
    for client in chance.sample(candidates, SHARED_CUSTOMERS):
        purchases = client.purchases[BOSTON]
        client.purchases[SHANGHAI] = purchases[2::3]
        client.purchases[BOSTON] = [purchase for index, purchase in enumerate(purchases) if index % 3 != 2]


def _shift_histories(sample: list[Purchase], today: date, chance: random.Random) -> dict[int, list[Purchase]]:
    last_day = get_last_day(today)
    distance = last_day - timedelta(days=SHIFT_DAYS + COHORT_DAYS) - min(purchase.day for purchase in sample)
    histories = defaultdict(list)
    for purchase in sample:
        histories[purchase.customer].append(purchase)
    return {
        customer: _shift(purchases, distance + timedelta(days=chance.randrange(SHIFT_DAYS)), last_day)
        for customer, purchases in histories.items()
    }


def _shift(purchases: list[Purchase], distance: timedelta, last_day: date) -> list[Purchase]:
    moved = (purchase._replace(day=purchase.day + distance) for purchase in purchases)
    return [purchase for purchase in moved if purchase.day <= last_day]


def _draw_client(
    key: int, firm: Firm, purchases: list[Purchase], directory: Directory, chance: random.Random
) -> Client:
    is_good = len(purchases) >= GOOD_CUSTOMER_PURCHASES
    client = draw_stranger(key, firm, directory, chance, company_odds=0.75 if is_good else 0.35, is_good=is_good)
    client.purchases[firm] = purchases
    if client.is_company and len(purchases) > 1:
        count = chance.choice((0, 1, 1, 2))
        client.contacts = [directory.draw_contact(client.region, client.person) for _number in range(count)]
    return client


def draw_stranger(
    key: int, firm: Firm, directory: Directory, chance: random.Random, *, company_odds: float, is_good: bool
) -> Client:
    """Somebody who has bought nothing yet."""
    region = directory.draw_region(REGIONS[firm])
    is_company = chance.random() < company_odds
    return Client(
        key=key,
        firm=firm,
        region=region,
        person=directory.draw_company(region) if is_company else directory.draw_person(region),
        is_company=is_company,
        manager=draw_manager(firm, chance, surely=is_good),
        cost_factor=chance.choices(list(COST_FACTORS), list(COST_FACTORS.values()))[0],
    )
