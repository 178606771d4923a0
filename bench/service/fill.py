"""The same people, customers, orders and pipeline in both databases; in ours also a full queue.

python -m bench.service.fill --side ours --database NAME --addons-path FOLDERS
"""

from datetime import date, datetime, time, timedelta

from odoo.fields import Command

from bench.loader import HistoryLoader
from bench.rows import Customer, Line, Order
from bench.service.mails import ALIAS, DOMAIN, KNOWN_SENDER
from bench.service.names import FEW_ORDERS, MANY_ORDERS, QUEUE_RECORDS
from bench.service.worker import make_parser
from bench.session import configure, open_environment
from script.lib.failure import end_with_one_line

CUSTOMERS = 400
PEOPLE = 5
STAGES = 3
BATCH = 1_000
LINES_OF_AN_ORDER = 3
# One record in so many has something to do, a third of that each late, today and later.
ONE_IN_HAS_ACTIVITY = 3
QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True}


def fill_alike(env):
    """Customers with orders, people, a full pipeline and the domain of the team's address; returns the people.

    Odoo looks for the sender of every mail among the opportunities too.
    """
    env.company.alias_domain_id = env["mail.alias.domain"].create({"name": DOMAIN})
    env.company.email = f"company@{DOMAIN}"
    loader = HistoryLoader(env)
    now = datetime.combine(date.today() - timedelta(days=30), time(12))
    addresses = [KNOWN_SENDER.format(number=number) for number in range(CUSTOMERS)]
    loader.load_customers(
        Customer(
            key=number,
            name=f"Customer {number}",
            created=now,
            is_company=True,
            email=address,
            email_normalized=address,
        )
        for number, address in enumerate(addresses)
    )
    product = env["product.product"].create({"name": "Desk", "list_price": 100.0, "taxes_id": [Command.clear()]})
    loader.load_orders(env.company, product, make_orders(product.id, now))
    partners = env["res.partner"].browse(loader.get_partner_ids().values())
    for partner in partners:
        partner.ref = f"bench {partner.email}"
    loader.finish()
    groups = [Command.link(env.ref("sales_team.group_sale_salesman_all_leads").id)]
    people = env["res.users"].create(
        [{"name": f"Person {number}", "login": f"person{number}", "group_ids": groups} for number in range(PEOPLE)]
    )
    stages = env["crm.stage"].search([("is_won", "=", False)], limit=STAGES)
    fill_board(env, env["crm.lead"], stages, people, {"type": "opportunity", "expected_revenue": 100})
    return people


def make_orders(product_id: int, moment: datetime):
    """One or two orders for each of the first half of the customers; few for one customer, many for another."""
    counts = [1 + number % 2 if number < CUSTOMERS // 2 else 0 for number in range(CUSTOMERS)]
    counts[-1], counts[-2] = MANY_ORDERS, FEW_ORDERS
    lines = tuple(Line(product_id, 2 + number, 10_000 + number, 6_000) for number in range(LINES_OF_AN_ORDER))
    for number, count in enumerate(counts):
        for order in range(count):
            yield Order(number * BATCH + order, number, moment - timedelta(hours=order), lines)


def fill_ours(env) -> None:
    """The team with its promises, and as many open records as opportunities, alike in stages, people and to-dos."""
    people = fill_alike(env)
    for ref, number in (("few orders", CUSTOMERS - 2), ("many orders", CUSTOMERS - 1)):
        env["res.partner"].search([("email", "=", KNOWN_SENDER.format(number=number))]).ref = ref
    env["sme.customer"].action_refresh()
    team = env["sme.service.team"].search([("company_id", "=", env.company.id)], limit=1)
    team.write({"alias_name": ALIAS, "member_ids": [Command.set(people.ids)], "assign_automatically": False})
    states = ("new", "working", "waiting")
    stages = [env["sme.service.stage"].search([("state", "=", state)], limit=1) for state in states]
    fill_board(env, env["sme.service"], stages, people, {"team_id": team.id})
    team.assign_automatically = True


def fill_board(env, model, stages, people, values: dict) -> None:
    """Fill a kanban."""
    records = model.with_context(**QUIET)
    partners = env["res.partner"].search([("ref", "=like", "bench%")], order="id").ids
    for begin in range(0, QUEUE_RECORDS, BATCH):
        created = records.create(
            [
                {
                    "name": f"The desk wobbles ({number})",
                    "partner_id": partners[number % len(partners)],
                    "user_id": people[number % PEOPLE].id,
                    "stage_id": stages[number % len(stages)].id,
                    **values,
                }
                for number in range(begin, begin + BATCH)
            ]
        )
        add_activities(env, created[::ONE_IN_HAS_ACTIVITY])
        env.flush_all()
        env.invalidate_all()


def add_activities(env, records) -> None:
    """One to-do for each record."""
    model_id = env["ir.model"]._get_id(records._name)
    kind = env.ref("mail.mail_activity_data_todo")
    env["mail.activity"].with_context(mail_activity_quick_update=True).create(
        [
            {
                "res_model_id": model_id,
                "res_id": record.id,
                "activity_type_id": kind.id,
                "user_id": record.user_id.id,
                "date_deadline": date.today() + timedelta(days=number % 3 - 1),
            }
            for number, record in enumerate(records)
        ]
    )


def fill_theirs(env) -> None:
    """A team with two service levels."""
    people = fill_alike(env)
    people.group_ids += env.ref("helpdesk_mgmt.group_helpdesk_user")
    admin = env.ref("base.user_admin")
    admin.group_ids += env.ref("helpdesk_mgmt.group_helpdesk_manager")
    calendar = env.company.resource_calendar_id
    team = env["helpdesk.ticket.team"].create(
        {
            "name": "Service",
            "alias_name": ALIAS,
            "user_ids": [Command.set((people | admin).ids)],
            "use_sla": True,
            "resource_calendar_id": calendar.id,
        }
    )
    stages = team._get_applicable_stages()
    env["helpdesk.sla"].create(
        [
            {"name": "First answer", "stage_id": stages[1].id, "hours": 4, "team_ids": [Command.set(team.ids)]},
            {"name": "Solution", "stage_id": stages[-1].id, "hours": 24, "team_ids": [Command.set(team.ids)]},
        ]
    )


def main(arguments: list[str]) -> None:
    """Fill and commit."""
    options = make_parser("python -m bench.service.fill").parse_args(arguments)
    configure(options.database, options.addons_path)
    with open_environment(options.database) as env:
        (fill_ours if options.side == "ours" else fill_theirs)(env)


if __name__ == "__main__":
    end_with_one_line(main, "python -m bench.service.fill")
