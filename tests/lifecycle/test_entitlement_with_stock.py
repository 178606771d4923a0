"""Warranties where the stock app delivers: born by the tick, from the day of the delivery, as many as were kept."""

import json
from collections.abc import Iterator

import pytest

from script.lib.databases import copy_base, drop, run_in_shell, run_odoo
from script.lib.places import ADDON
from script.lib.runtime import prepare_runtime
from script.lib.test_database import name_for_process

DATABASE = name_for_process("entitlement_with_stock")
STORY = """
import json
from datetime import timedelta
from odoo import Command, fields
env = env(user=env.ref('base.user_admin'))
now = fields.Datetime.now()
partner = env['res.partner'].create({'name': 'Azure', 'is_company': True})
desk = env['product.product'].create({
    'name': 'Desk', 'is_storable': True, 'sme_entitlement_kind': 'warranty', 'sme_entitlement_duration': 24})
warehouse = env['stock.warehouse'].search([('company_id', '=', env.company.id)], limit=1)
env['stock.quant']._update_available_quantity(desk, warehouse.lot_stock_id, 50)
order = env['sale.order'].create({
    'partner_id': partner.id,
    'order_line': [Command.create({'product_id': desk.id, 'product_uom_qty': 5})],
})
order.action_confirm()

def deliver(picking, quantity):
    picking.move_ids.quantity = quantity
    picking.move_ids.picked = True
    picking.with_context(skip_backorder=True).button_validate()

def tick():
    env.flush_all()
    env.invalidate_all()
    env['sme.entitlement'].sudo()._get_lines_to_follow()._follow_entitlements_safely(now)
    rights = env['sme.entitlement'].search([('sale_order_id', '=', order.id)])
    return [[right.quantity, right.date_start.isoformat(), right.state] for right in rights.sorted('date_start')]

told = {'day': (now - timedelta(days=10)).date().isoformat(), 'today': now.date().isoformat()}
told['nothing'] = tick()
first = order.picking_ids
deliver(first, 2)
first.date_done = now - timedelta(days=10)
told['part'] = tick()
rest = order.picking_ids.filtered(lambda picking: picking.state not in ('done', 'cancel'))
deliver(rest, 3)
told['all'] = tick()
wizard = env['stock.return.picking'].with_context(
    active_id=rest.id, active_ids=rest.ids, active_model='stock.picking').create({'picking_id': rest.id})
wizard.product_return_moves.quantity = 1
wizard.product_return_moves.to_refund = True
deliver(env['stock.picking'].browse(wizard.action_create_returns()['res_id']), 1)
told['returned'] = tick()
env['sme.entitlement'].search([('sale_order_id', '=', order.id)]).unlink()
told['at once'] = tick()
service = env['sme.service'].create({'name': 'Wobbles', 'partner_id': partner.id, 'product_id': desk.id})
told['verdict'] = service.warranty_state
print('TOLD', json.dumps(told))
"""


@pytest.fixture(scope="module")
def told() -> Iterator[dict]:
    """The rights of one order after each of its transfers and the tick that follows."""
    runtime = prepare_runtime()
    copy_base(runtime, DATABASE)
    run_odoo(runtime, DATABASE, f"--init=sale_stock,{ADDON}")
    output = run_in_shell(runtime, DATABASE, STORY)
    yield json.loads(next(line for line in output.splitlines() if "TOLD" in line).split("TOLD", 1)[1])
    drop(runtime, DATABASE)


def test_a_confirmed_order_alone_gives_no_warranty(told):
    assert told["nothing"] == []


def test_the_warranty_begins_on_the_day_of_the_first_delivery(told):
    assert told["part"] == [[2, told["day"], "running"]]


def test_each_delivery_begins_one_and_what_comes_back_is_taken_is_delivered_and_what_comes_back(told):
    assert told["all"] == [[2, told["day"], "running"], [3, told["today"], "running"]]
    assert told["returned"] == [[2, told["day"], "running"], [2, told["today"], "running"]]


def test_what_was_delivered_on_several_days_is_told_apart_at_once(told):
    assert told["at once"] == [[2, told["day"], "running"], [2, told["today"], "running"]]


def test_the_verdict_rests_on_it(told):
    assert told["verdict"] == "in"
