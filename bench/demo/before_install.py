"""Fills a database that holds the addon's dependencies, but not yet the addon."""

from datetime import date

from bench import cdnow
from bench.demo import SEED
from bench.demo.clientele import Client, draw_clients, share_some_clients
from bench.demo.firms import BOSTON, FIRMS, Firm
from bench.demo.histories import CONTACTS_PER_CLIENT, CustomerRows, make_orders
from bench.demo.logins import create_portal_user
from bench.demo.people import Directory
from bench.demo.pipeline import Pipeline, draw_prospects
from bench.demo.setup import set_up_office
from bench.loader import HistoryLoader


def fill_database(env, today: date) -> None:
    """Companies, users, customers with their orders, quotations, opportunities."""
    office = set_up_office(env, today)
    directory = Directory(SEED)
    clients = draw_clients(cdnow.read_sample(), directory, today)
    share_some_clients(clients)
    prospects = draw_prospects(directory)
    rows = CustomerRows(env, office)
    loader = HistoryLoader(env)
    loader.load_customers(
        row for client in clients + prospects for row in rows.make(client, _get_first_day(client, today))
    )
    for firm in FIRMS:
        loader.load_orders(office.companies[firm.code], office.products[firm.code], make_orders(clients, firm, office))
    partner_ids = {
        key // CONTACTS_PER_CLIENT: partner_id
        for key, partner_id in loader.get_partner_ids().items()
        if not key % CONTACTS_PER_CLIENT
    }
    loader.finish()
    for firm in FIRMS:
        pipeline = Pipeline(env, firm, office, partner_ids, today)
        pipeline.fill(_of_firm(prospects, firm), _of_firm(clients, firm))
    create_portal_user(env, office.companies[BOSTON.code])


def _get_first_day(client: Client, today: date) -> date:
    """When the customer was entered: on the day of his first order, prospects lately."""
    return min((purchase.day for purchases in client.purchases.values() for purchase in purchases), default=today)


def _of_firm(clients: list[Client], firm: Firm) -> list[Client]:
    return [client for client in clients if client.firm is firm]
