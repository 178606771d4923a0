"""The answer card where the stock app delivers orders: dates of transfers, and goods that came back."""

import json
from collections.abc import Iterator

import pytest

from script.lib.databases import copy_base, drop, run_in_shell, run_odoo
from script.lib.places import ADDON
from script.lib.runtime import prepare_runtime
from script.lib.test_database import name_for_process

DATABASE = name_for_process("with_stock")
STORY = """
import json
from datetime import timedelta
from odoo import Command, fields
env = env(user=env.ref('base.user_admin'))
today = fields.Date.context_today(env.user)
partner = env['res.partner'].create({'name': 'Azure', 'is_company': True, 'lang': 'en_US'})
desk = env['product.product'].create({'name': 'Desk', 'is_storable': True})
warehouse = env['stock.warehouse'].search([('company_id', '=', env.company.id)], limit=1)
env['stock.quant']._update_available_quantity(desk, warehouse.lot_stock_id, 50)

def order_of(quantity):
    order = env['sale.order'].create({
        'partner_id': partner.id,
        'order_line': [Command.create({'product_id': desk.id, 'product_uom_qty': quantity})],
    })
    order.action_confirm()
    return order

def deliver(picking, quantity):
    picking.move_ids.quantity = quantity
    picking.move_ids.picked = True
    picking.with_context(skip_backorder=True).button_validate()

def give_back(picking, quantity):
    wizard = env['stock.return.picking'].with_context(
        active_id=picking.id, active_ids=picking.ids, active_model='stock.picking').create({'picking_id': picking.id})
    wizard.product_return_moves.quantity = quantity
    back = env['stock.picking'].browse(wizard.action_create_returns()['res_id'])
    deliver(back, quantity)

def card():
    return partner.get_answer_card()

told = {'today': today.isoformat(), 'planned': (today + timedelta(days=4)).isoformat()}
order = order_of(5)
order.picking_ids.scheduled_date = fields.Datetime.now() + timedelta(days=4)
told['nothing'] = card()
deliver(order.picking_ids, 2)
open_pickings = order.picking_ids.filtered(lambda picking: picking.state not in ('done', 'cancel'))
open_pickings.scheduled_date = fields.Datetime.now() + timedelta(days=4)
told['part'] = card()
deliver(open_pickings, 3)
told['all'] = card()
give_back(open_pickings, 1)
told['returned'] = card()
print('TOLD', json.dumps(told))
"""


@pytest.fixture(scope="module")
def told() -> Iterator[dict]:
    """The card of one customer at each step of an order's life."""
    runtime = prepare_runtime()
    copy_base(runtime, DATABASE)
    run_odoo(runtime, DATABASE, f"--init=sale_stock,{ADDON}")
    output = run_in_shell(runtime, DATABASE, STORY)
    yield json.loads(next(line for line in output.splitlines() if "TOLD" in line).split("TOLD", 1)[1])
    drop(runtime, DATABASE)


def order_in(card: dict) -> dict:
    """The only open order."""
    [row] = card["orders"]["rows"]
    return row


def test_nothing_is_delivered(told):
    row = order_in(told["nothing"])
    assert row["delivery"] == "nothing"
    assert row["promised"] == told["planned"]
    assert "nothing is delivered yet, delivery is planned for" in row["sentence"]


def test_part_is_delivered(told):
    row = order_in(told["part"])
    assert row["delivery"] == "part"
    assert row["delivered_on"] == told["today"]
    assert row["promised"] == told["planned"]
    assert "2 of 5 Desk delivered on" in row["sentence"]
    assert "the rest is planned for" in row["sentence"]


def test_all_is_delivered(told):
    row = order_in(told["all"])
    assert row["delivery"] == "all"
    assert "everything was delivered on" in row["sentence"]
    assert [owned["quantity"] for owned in told["all"]["products"]["owned"]] == ["5"]


def test_what_came_back_is_owned_no_more(told):
    assert [owned["quantity"] for owned in told["returned"]["products"]["owned"]] == ["4"]
