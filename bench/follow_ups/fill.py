"""A firm with 50,000 customers, each followed up by a plan, and one person with 10,000 open to-dos.

python -m bench.follow_ups.fill --database NAME
"""

import argparse
from datetime import date, datetime, time, timedelta

from odoo import fields
from odoo.fields import Command

from bench.follow_ups.actions import do_job
from bench.follow_ups.names import (
    BUSY_ACTIVITIES,
    CUSTOMERS,
    ENROLMENTS,
    FEW,
    MESSAGES,
    ONE_IN_FEW,
    PEOPLE,
    PREVIEWED,
    STEPS,
)
from bench.loader import HistoryLoader
from bench.mass_insert import insert_alike
from bench.rows import Customer, Line, Order
from bench.session import configure, open_environment
from script.lib.failure import end_with_one_line

BATCH = 1_000
QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True}
EVERY_DAY = [
    Command.create(
        {"name": "Day", "dayofweek": str(day), "hour_from": 0, "hour_to": 24, "day_period": "morning"},
    )
    for day in range(7)
]
ORDERS_OF_A_CUSTOMER = 3
DAYS_BETWEEN_ORDERS = 20


def fill(env) -> None:
    """Customers with orders, people, the plan, its enrolments, the to-dos."""
    env.company.resource_calendar_id = env["resource.calendar"].create(
        {"name": "Always", "company_id": env.company.id, "tz": "UTC", "attendance_ids": EVERY_DAY}
    )
    env.company.write({"sme_steps_per_day": STEPS, "sme_touches_per_week": 5})
    people = make_people(env)
    partners = load_customers(env, people)
    env["sme.customer"].action_refresh()
    enrol(env, partners, people)
    load_one_person(env, partners)
    load_messages(env)
    note_orders(env)
    make_plan_to_preview(env)


def make_people(env):
    """Salespeople; the first of them is the busy one."""
    groups = [Command.link(env.ref("sales_team.group_sale_salesman_all_leads").id)]
    return (
        env["res.users"]
        .with_context(**QUIET)
        .create([{"name": f"Person {n}", "login": f"person{n}", "group_ids": groups} for n in range(PEOPLE)])
    )


def load_customers(env, people):
    """50,000 customers, three orders each in the last months."""
    loader = HistoryLoader(env)
    today = datetime.combine(date.today(), time(9))
    loader.load_customers(
        Customer(
            key=number,
            name=f"Customer {number}",
            created=today - timedelta(days=300),
            is_company=True,
            email=f"customer{number}@example.com",
            email_normalized=f"customer{number}@example.com",
            user_id=people[number % PEOPLE].id,
            zip=FEW if number % ONE_IN_FEW == 0 else "many",
        )
        for number in range(CUSTOMERS)
    )
    product = env["product.product"].create({"name": "Desk", "list_price": 100.0, "taxes_id": [Command.clear()]})
    loader.load_orders(
        env.company,
        product,
        (
            Order(
                number * ORDERS_OF_A_CUSTOMER + order,
                number,
                today - timedelta(days=1 + number % 40 + order * DAYS_BETWEEN_ORDERS),
                (Line(product.id, 1 + number % 5, 10_000, 6_000),),
            )
            for number in range(CUSTOMERS)
            for order in range(ORDERS_OF_A_CUSTOMER)
        ),
    )
    partners = env["res.partner"].browse(loader.get_partner_ids().values())
    loader.finish()
    return partners


def enrol(env, partners, people) -> None:
    """All customers in one plan of two calls; the steps of the first ones are due today, the others' in a month."""
    plan = env["sme.plan"].create(
        {
            "name": "Call everybody",
            "trigger": "manual",
            "active": True,
            "user_id": people[0].id,
            "step_ids": [
                Command.create({"name": name, "kind": "call", "who": "account_manager", "delay_days": days})
                for name, days in (("Call", 1), ("Call again", 10))
            ],
        }
    )
    today = date.today()
    for begin in range(0, ENROLMENTS, BATCH):
        plan._enrol(
            [
                {"partner_id": partner.id, "documents": {}, "reasons": [["by_hand", "bench"]], "date": today}
                for partner in partners[begin : begin + BATCH]
            ]
        )
        env.flush_all()
        env.invalidate_all()
    steps = env["sme.enrolment.step"].search([("plan_id", "=", plan.id)], order="id")
    steps[:STEPS].date_planned = today
    steps[STEPS:].date_planned = today + timedelta(days=30)
    env.flush_all()


def load_one_person(env, partners) -> None:
    """To-dos of the first person on as many customers, late, of today and later."""
    busy = env["res.users"].search([("login", "=", "person0")])
    model_id = env["ir.model"]._get_id("res.partner")
    kind = env.ref("mail.mail_activity_data_todo").id
    for begin in range(0, BUSY_ACTIVITIES, BATCH):
        env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": partner.id,
                    "activity_type_id": kind,
                    "user_id": busy.id,
                    "date_deadline": fields.Date.today() + timedelta(days=partner.id % 3 - 1),
                }
                for partner in partners[begin : begin + BATCH]
            ]
        )
        env.flush_all()
        env.invalidate_all()


def load_messages(env) -> None:
    """Old messages of customers on their orders, of which the ledger knows nothing."""
    orders = env["sale.order"].search([("state", "=", "sale")], order="id")
    order = orders[-1]  # of a customer whose step is not due: the ledger hears of the message
    message = order.message_post(
        body="When does it come?",
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
        author_id=order.partner_id.id,
    )
    env.flush_all()
    insert_alike(
        env.cr,
        "mail_message",
        message.id,
        f"generate_series(1, {MESSAGES}) AS number"
        f" JOIN sale_order ON sale_order.id = {orders[0].id} + number %% {CUSTOMERS}",
        {
            "id": "nextval('mail_message_id_seq')",
            "res_id": "sale_order.id",
            "author_id": "sale_order.partner_id",
            "message_id": "'<bench-' || number || '@example.com>'",
            "date": "now() AT TIME ZONE 'UTC' - number * interval '1 minute'",
        },
    )
    env.cr.precommit.run()
    do_job(env, "_process_pending", fields.Datetime.now())


def note_orders(env) -> None:
    """The ledger learns of the orders, as it does after an installation: a preview of last month reads it."""
    below = env["sale.order"].search([], order="id desc", limit=1).id + 1
    while below:
        below = env["sme.contact"]._fill_batch("sale_order", below)


def make_plan_to_preview(env) -> None:
    """What a firm might ask about before it switches it on: a call after every order."""
    env["sme.plan"].create(
        {
            "name": PREVIEWED,
            "trigger": "order_confirmed",
            "trigger_days": 3,
            "step_ids": [Command.create({"name": "Thank", "kind": "call", "who": "account_manager", "delay_days": 1})],
        }
    )


def main(arguments: list[str]) -> None:
    """Fill and commit."""
    parser = argparse.ArgumentParser(prog="python -m bench.follow_ups.fill")
    parser.add_argument("--database", required=True)
    options = parser.parse_args(arguments)
    configure(options.database)
    with open_environment(options.database) as env:
        fill(env)


if __name__ == "__main__":
    end_with_one_line(main, "python -m bench.follow_ups.fill")
