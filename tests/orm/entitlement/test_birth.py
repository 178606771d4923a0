"""Rights are born from orders, exactly once, and follow them."""

from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time

from tests.common import TODAY
from tests.orm.entitlement.common import EntitlementCase


class TestBirth(EntitlementCase):
    def test_a_licence_begins_with_the_order(self):
        order = self.sell(self.licence, quantity=25)
        right = self.rights_of(order)
        self.assertRecordValues(
            right,
            [
                {
                    "partner_id": self.azure.id,
                    "product_id": self.licence.id,
                    "sale_order_line_id": order.order_line.id,
                    "quantity": 25,
                    "kind": "licence",
                    "date_start": date(2026, 3, 31),
                    "date_end": date(2027, 3, 30),
                    "state": "running",
                    "company_id": self.company.id,
                    "user_id": order.user_id.id,
                }
            ],
        )
        self.assertRegex(right.number, r"^EN\d+")
        self.assertEqual(order.sme_entitlement_count, 1)
        self.assertEqual(self.azure.sme_entitlement_count, 1)

    def test_a_quotation_gives_nothing_and_products_without_kind_give_nothing(self):
        self.assertFalse(self.rights_of(self.sell(self.licence, confirm=False)))
        self.assertFalse(self.rights_of(self.sell(self.plain)))

    def test_a_warranty_on_goods_begins_with_the_delivery(self):
        order = self.sell(self.desk, quantity=5)
        self.assertFalse(self.rights_of(order))
        with freeze_time(TODAY + timedelta(days=9)):
            self.deliver(order, 2)
        right = self.rights_of(order)
        self.assertEqual((right.quantity, right.date_start, right.date_end), (2, date(2026, 4, 9), date(2028, 4, 9)))

    def get_parts(self, order):
        return [(right.quantity, right.date_start.day, right.state) for right in self.rights_of(order)]

    def test_each_delivery_begins_a_warranty_of_its_own(self):
        order = self.sell(self.desk, quantity=5)
        for day, delivered in ((31, 2), (9, 4), (9, 5)):
            with freeze_time(f"2026-03-{day} 12:00:00" if day > 9 else f"2026-04-{day:02} 12:00:00"):
                self.deliver(order, delivered)
        self.assertEqual(self.get_parts(order), [(2, 31, "running"), (3, 9, "running")])
        self.assertFalse(self.env["sme.entitlement"]._get_lines_to_follow())
        order._action_confirm()
        self.assertEqual(self.get_parts(order), [(2, 31, "running"), (3, 9, "running")])

    def test_what_comes_back_is_taken_from_the_last_delivery(self):
        order = self.sell(self.desk, quantity=5)
        self.deliver(order, 2)
        with freeze_time("2026-04-09 12:00:00"):
            self.deliver(order, 5)
            self.deliver(order, 4)
            self.assertEqual(self.get_parts(order), [(2, 31, "running"), (2, 9, "running")])
            self.deliver(order, 1)
            self.assertEqual(self.get_parts(order), [(1, 31, "running"), (0, 9, "cancelled")])
            self.deliver(order, 3)
            self.assertEqual(self.get_parts(order), [(1, 31, "running"), (2, 9, "running")])
        with freeze_time("2026-04-20 12:00:00"):
            self.deliver(order, 5)
        self.assertEqual(self.get_parts(order)[2:], [(2, 20, "running")])

    def test_deliveries_stay_where_the_order_is_cancelled_and_confirmed_again(self):
        order = self.sell(self.desk, quantity=5)
        self.deliver(order, 2)
        with freeze_time("2026-04-09 12:00:00"):
            self.deliver(order, 5)
            order._action_cancel()
            self.assertEqual({right.state for right in self.rights_of(order)}, {"cancelled"})
            order.action_draft()
            order.action_confirm()
        self.assertEqual(self.get_parts(order), [(2, 31, "running"), (3, 9, "running")])

    def test_a_delivery_cancelled_by_hand_stays_so(self):
        order = self.sell(self.desk, quantity=5)
        self.deliver(order, 2)
        self.rights_of(order).action_cancel()
        with freeze_time("2026-04-09 12:00:00"):
            self.deliver(order, 5)
        self.assertEqual(self.get_parts(order), [(2, 31, "cancelled"), (3, 9, "running")])

    def test_deliveries_of_several_days_seen_at_once(self):
        order = self.sell(self.desk, quantity=5)
        line = order.order_line
        found = [(date(2026, 3, 1), 2.0), (date(2026, 3, 9), 2.0)]
        self.patch(type(line), "_get_deliveries", lambda _line: found)
        self.deliver(order, 5)
        self.assertEqual(
            [(right.quantity, right.date_start) for right in self.rights_of(order)],
            [(3, date(2026, 3, 1)), (2, date(2026, 3, 9))],
        )

    def test_the_tick_finds_what_an_app_for_stock_delivered(self):
        """Delivered quantities computed by other apps reach the row without any write on the line."""
        order = self.sell(self.desk, quantity=5)
        self.env.cr.execute("UPDATE sale_order_line SET qty_delivered = 3 WHERE id = %s", [order.order_line.id])
        self.env.invalidate_all()
        self.run_tick()
        self.assertEqual(self.rights_of(order).quantity, 3)
        self.env.cr.execute("UPDATE sale_order_line SET qty_delivered = 4 WHERE id = %s", [order.order_line.id])
        self.env.invalidate_all()
        self.run_tick()
        self.assertEqual(self.rights_of(order).quantity, 4)
        self.assertFalse(self.env["sme.entitlement"]._get_lines_to_follow())

    def run_tick(self):
        lines = self.env["sme.entitlement"]._get_lines_to_follow()
        lines._follow_entitlements_safely(TODAY)

    def test_the_job_itself_runs(self):
        order = self.sell(self.desk, quantity=2)
        self.env.cr.execute("UPDATE sale_order_line SET qty_delivered = 2 WHERE id = %s", [order.order_line.id])
        self.env.invalidate_all()
        with self.enter_registry_test_mode():
            self.env.ref("crm_sme.ir_cron_sme_entitlement_follow").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.rights_of(order).quantity, 2)

    def test_one_line_that_fails_does_not_stop_the_others(self):
        orders = [self.sell(self.desk, quantity=2) for _turn in range(3)]
        ids = [order.order_line.id for order in orders]
        self.env.cr.execute("UPDATE sale_order_line SET qty_delivered = 2 WHERE id = ANY(%s)", [ids])
        self.env.invalidate_all()
        original = type(self.env["sale.order.line"])._prepare_entitlement_values

        def fails_once(line, now, seen=True):
            if line.id == ids[1]:
                raise ValueError("poisoned")
            return original(line, now, seen)

        self.patch(type(self.env["sale.order.line"]), "_prepare_entitlement_values", fails_once)
        with self.assertLogs("odoo.addons.crm_sme.models.entitlement.sale_order_line", "ERROR") as logs:
            self.run_tick()
        self.assertEqual(len(logs.records), 1)
        self.assertEqual([len(self.rights_of(order)) for order in orders], [1, 0, 1])

    def test_the_day_of_delivery_where_stock_knows_it(self):
        order = self.sell(self.desk)
        self.patch(type(order), "_get_sme_delivery_day", lambda _order: date(2026, 3, 20))
        self.deliver(order)
        self.assertEqual(self.rights_of(order).date_start, date(2026, 3, 20))

    def test_exactly_once_however_often_it_is_confirmed(self):
        order = self.sell(self.licence)
        for _turn in range(3):
            order._action_confirm()
        self.assertEqual(len(self.rights_of(order)), 1)
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual(len(self.rights_of(order)), 1)
        self.assertEqual(self.rights_of(order).state, "running")

    def test_also_with_a_serial_number_given_meanwhile(self):
        order = self.sell(self.licence)
        self.rights_of(order).serial = " SN-1 "
        self.assertEqual(self.rights_of(order).serial, "SN-1")
        order._action_confirm()
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual(len(self.rights_of(order)), 1)

    def test_a_right_born_in_another_transaction_is_left_alone(self):
        order = self.sell(self.licence)
        values = order.order_line._prepare_entitlement_values(TODAY)
        other = self.sell(self.licence, self.lumber, confirm=False)
        free = other.order_line._prepare_entitlement_values(TODAY)
        born = self.env["sme.entitlement"]._create_once([values, free])
        self.assertEqual(born.partner_id, self.lumber)
        self.assertEqual(len(self.rights_of(order)), 1)

    def test_it_follows_the_quantity(self):
        order = self.sell(self.licence, quantity=10)
        right = self.rights_of(order)
        order.order_line.product_uom_qty = 15
        self.assertEqual(right.quantity, 15)
        order.write({"order_line": [Command.update(order.order_line.id, {"product_uom_qty": 4})]})
        self.assertEqual(right.quantity, 4)
        order.order_line.product_uom_qty = 0
        self.assertEqual((right.state, right.quantity), ("cancelled", 0))
        order.order_line.product_uom_qty = 2
        self.assertEqual((right.state, right.quantity), ("running", 2))

    def test_quantities_are_in_the_unit_of_the_product(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.sell(self.licence, quantity=2, line={"product_uom_id": dozen.id})
        self.assertEqual(self.rights_of(order).quantity, 24)

    def test_rights_with_serial_numbers_keep_their_quantity(self):
        order = self.sell(self.licence, quantity=3)
        right = self.rights_of(order)
        single = right.copy({"serial": "A1", "quantity": 1, "sale_order_line_id": order.order_line.id})
        order.order_line.product_uom_qty = 5
        self.assertEqual((single.quantity, right.quantity), (1, 4))

    def test_a_line_added_to_a_confirmed_order(self):
        order = self.sell(self.plain)
        order.write({"order_line": [Command.create({"product_id": self.licence.id, "product_uom_qty": 2})]})
        self.assertEqual(self.rights_of(order).quantity, 2)

    def test_cancelling_the_order_takes_the_right_back(self):
        order, kept = self.sell(self.licence), self.sell(self.licence, self.lumber)
        order._action_cancel()
        self.assertEqual(self.rights_of(order).state, "cancelled")
        self.assertEqual(self.rights_of(kept).state, "running")

    def test_what_was_cancelled_by_hand_stays_so(self):
        order = self.sell(self.licence, quantity=2)
        right = self.rights_of(order)
        right.action_cancel()
        order.order_line.product_uom_qty = 3
        self.assertEqual((right.state, right.quantity), ("cancelled", 3))
        right.action_restore()
        self.assertEqual(right.state, "running")

    def test_a_salesperson_who_sees_own_orders_only_confirms(self):
        order = self.sell(self.licence, confirm=False, user_id=self.ben.id)
        order.with_user(self.ben).action_confirm()
        self.assertEqual(len(self.rights_of(order)), 1)

    def test_who_has_no_business_with_rights_reads_order_lines_all_the_same(self):
        accountant = self.create_users("accountant")["accountant"]
        order = self.sell(self.licence)
        [values] = order.order_line.with_user(accountant).read()
        self.assertNotIn("sme_entitlement_ids", values)
        with self.assertRaises(AccessError):
            order.order_line.with_user(accountant).read(["sme_renews_id"])

    def test_rights_of_two_companies_do_not_mix(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids += other
        elsewhere = self.env(context=dict(self.env.context, allowed_company_ids=[other.id]))
        order = self.sell(self.licence)
        theirs = (
            elsewhere["sale.order"]
            .create(
                {
                    "partner_id": self.azure.id,
                    "company_id": other.id,
                    "order_line": [Command.create({"product_id": self.licence.id})],
                }
            )
            .with_company(other)
        )
        theirs.action_confirm()
        self.assertEqual(self.rights_of(order).company_id, self.company)
        right = self.env["sme.entitlement"].sudo().search([("sale_order_id", "=", theirs.id)])
        self.assertEqual(right.company_id, other)
        self.assertNotIn(right, self.env["sme.entitlement"].with_user(self.leader).search([]))
        self.assertEqual(self.azure.with_user(self.leader).sme_entitlement_count, 1)

    def test_a_contact_merge_keeps_the_rights(self):
        orders = self.sell(self.licence), self.sell(self.licence, self.lumber, quantity=3)
        rights = self.rights_of(*orders)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.azure + self.lumber).ids, self.azure)
        self.env.invalidate_all()
        self.assertEqual(len(rights.exists()), 2)
        self.assertEqual(rights.partner_id, self.azure)
        self.assertEqual(rights.commercial_partner_id, self.azure)
        self.assertEqual(self.azure.sme_entitlement_count, 2)

    def test_a_right_follows_its_line_also_when_the_product_gives_none_any_more(self):
        order = self.sell(self.licence)
        self.assertTrue(self.licence.sme_gave_right)
        self.assertFalse(self.plain.sme_gave_right)
        self.licence.sme_entitlement_kind = "none"
        order.order_line.filtered(lambda line: line.product_id == self.licence).product_uom_qty = 7
        self.assertEqual(self.rights_of(order).quantity, 7)

    def test_the_day_counts_where_the_company_is(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        with freeze_time("2026-03-31 17:00:00"):
            order = self.sell(self.licence)
        self.assertEqual(self.rights_of(order).date_start, date(2026, 4, 1))


class TestConfirmationCost(EntitlementCase):
    """What confirming an order costs more because of rights."""

    def count_confirm(self, product):
        order = self.sell(product, confirm=False)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        order.action_confirm()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_an_order_without_entitled_product_costs_no_query_more(self):
        self.count_confirm(self.plain)
        with_check = self.count_confirm(self.plain)
        self.patch(type(self.env["sale.order.line"]), "_follow_entitlements", lambda lines, now, reopen=False: None)
        self.assertEqual(with_check - self.count_confirm(self.plain), 0)

    def test_many_lines_cost_what_one_costs(self):
        def order_of(count):
            order = self.sell(self.plain, confirm=False)
            order.write({"order_line": [Command.create({"product_id": self.plain.id}) for _turn in range(count)]})
            return order

        counts = []
        for order in (order_of(1), order_of(1), order_of(30)):
            self.env.flush_all()
            self.env.invalidate_all()
            order.state = "sale"
            self.env.flush_all()
            order.order_line.mapped("state")
            before = self.cr.sql_log_count
            order.order_line._follow_entitlements(TODAY)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1:], [0, 0])
