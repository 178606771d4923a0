"""What the answer card tells of a customer, and in which words."""

import json
from datetime import timedelta

from odoo.fields import Command

from tests.orm.answer.common import AnswerCase

NBSP = "\N{NO-BREAK SPACE}"


class TestAnswerCard(AnswerCase):
    def row_of(self, order, role="sales_manager"):
        rows = self.card(role)["orders"]["rows"]
        return next(row for row in rows if row["id"] == order.id)

    def test_the_card_is_plain_values(self):
        order = self.order_of(self.azure, (self.product, 5), (self.chair, 2))
        self.invoice_of(order)
        self.create_service(self.azure)
        self.env["sme.customer"].action_refresh()
        for role in ("service", "salesman", "sales_manager", "portal"):
            card = self.card(role)
            self.assertEqual(json.loads(json.dumps(card)), card)

    def test_a_customer_without_anything(self):
        card = self.card("sales_manager", self.lumber)
        self.assertEqual((card["orders"]["rows"], card["orders"]["more"]), ([], 0))
        self.assertEqual((card["products"]["owned"], card["products"]["usual"]), ([], []))
        self.assertEqual((card["services"]["open"], card["services"]["last"]), ([], []))
        self.assertFalse(card["last_contact"])
        self.assertFalse(card["figures"])

    def test_contacts_of_a_firm_share_one_card(self):
        order = self.order_of(self.contact, (self.product, 1))
        self.assertEqual(self.row_of(order)["name"], order.name)
        card = self.card("service", self.contact)
        self.assertEqual(card["customer"]["firm"], {"id": self.azure.id, "name": "Azure"})
        self.assertEqual([row["id"] for row in card["orders"]["rows"]], [order.id])

    def test_an_invoice_of_several_orders_is_told_by_shares(self):
        small, large = self.order_of(self.azure, (self.chair, 1)), self.order_of(self.azure, (self.chair, 3))
        invoice = (small + large)._create_invoices()
        self.assertEqual(len(invoice), 1)
        invoice.action_post()
        rows = {row["name"]: row for row in self.card("sales_manager")["orders"]["rows"]}
        self.assertEqual(rows[small.name]["amount_due"], f"777.00{NBSP}€")
        self.assertEqual(rows[large.name]["amount_due"], f"2,331.00{NBSP}€")
        self.assertIn(f"777.00{NBSP}€ of invoice {invoice.name} is open", rows[small.name]["sentence"])
        self.assertIn(f"2,331.00{NBSP}€ of invoice {invoice.name} is open", rows[large.name]["sentence"])

    def test_an_invoice_with_more_than_the_order_is_told_whole(self):
        order = self.order_of(self.azure, (self.chair, 1))
        invoice = order._create_invoices()
        invoice.write({"invoice_line_ids": [Command.create({"name": "Delivery", "price_unit": 20, "tax_ids": []})]})
        invoice.action_post()
        [row] = self.card("sales_manager")["orders"]["rows"]
        self.assertEqual(row["amount_due"], f"797.00{NBSP}€")

    def test_twenty_orders_and_how_many_more(self):
        orders = [self.order_of(self.azure, (self.product, 1), days_ago=number) for number in range(1, 24)]
        section = self.card("sales_manager")["orders"]
        self.assertEqual([row["id"] for row in section["rows"]], [order.id for order in orders[:20]])
        self.assertEqual(section["more"], 3)

    # ------------------------------------------------------------
    # SENTENCES
    # ------------------------------------------------------------

    def test_nothing_known_of_the_delivery(self):
        order = self.order_of(self.azure, (self.product, 5), days_ago=28)
        row = self.row_of(order)
        self.assertEqual(row["delivery"], "untracked")
        self.assertEqual(row["sentence"], f"Order {order.name} of March 3: it is confirmed; the invoice follows.")

    def test_partly_delivered_and_paid(self):
        order = self.order_of(self.azure, (self.product, 5), days_ago=28, promised_in=5)
        order.order_line.qty_delivered = 2
        invoice = self.invoice_of(order)
        self.pay(invoice)
        row = self.row_of(order)
        self.assertEqual((row["delivery"], row["billing"], row["amount_due"]), ("part", "paid", ""))
        self.assertEqual(row["promised"], "2026-04-05")
        self.assertEqual(
            row["sentence"],
            f"Order {order.name} of March 3: 2 of 5 Desk delivered so far, the rest is planned for April 5; "
            f"invoice {invoice.name} is paid.",
        )

    def test_delivered_and_not_paid(self):
        order = self.order_of(self.azure, (self.product, 1), (self.chair, 2), days_ago=100)
        for line in order.order_line:
            line.qty_delivered = line.product_uom_qty
        invoice = self.invoice_of(order)
        invoice.invoice_date_due = self.get_moment(3).date()
        row = self.row_of(order)
        self.assertEqual((row["delivery"], row["billing"]), ("all", "open"))
        self.assertEqual(row["amount_due"].replace(NBSP, " "), "2,331.00 €")
        self.assertEqual(
            row["sentence"].replace(NBSP, " "),
            f"Order {order.name} of December 21, 2025: everything is delivered; "
            f"2,331.00 € of invoice {invoice.name} is open, it was due on March 28.",
        )

    def test_late(self):
        order = self.order_of(self.azure, (self.product, 5), (self.chair, 1), promised_in=-2)
        order.order_line[1].qty_delivered = 1
        row = self.row_of(order)
        self.assertTrue(row["is_late"])
        self.assertIn(
            "0 of 5 Desk and 1 of 1 Chair delivered so far, the rest was planned for March 29", row["sentence"]
        )

    def test_many_products_are_counted(self):
        products = self.env["product.product"].create([{"name": f"Part {number}"} for number in range(4)])
        order = self.order_of(self.azure, *[(product, 2) for product in products])
        order.order_line[0].qty_delivered = 2
        self.assertIn("2 of 8 items delivered so far", self.row_of(order)["sentence"])

    def test_the_sentence_is_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.product.with_context(lang="zh_CN").name = "桌子"
        self.azure.lang = "zh_CN"
        order = self.order_of(self.azure, (self.product, 5), days_ago=28)
        order.order_line.qty_delivered = 2
        row = self.row_of(order)
        self.assertEqual(row["lines"][0]["product"], "Desk")
        self.assertIn("桌子", row["sentence"])
        self.assertIn("3月3日", row["sentence"])
        self.assertEqual(row["date_text"], "March 3")

    def test_a_language_that_is_not_active_is_the_readers(self):
        self.azure.lang = False
        order = self.order_of(self.contact, (self.product, 5))
        self.assertTrue(self.row_of(order)["sentence"].startswith("Order"))

    # ------------------------------------------------------------
    # WHICH ORDERS ARE OPEN
    # ------------------------------------------------------------

    def test_what_is_done_is_not_open(self):
        done = self.order_of(self.azure, (self.product, 1))
        done.order_line.qty_delivered = 1
        invoice = self.invoice_of(done)
        self.assertIn(done.id, [row["id"] for row in self.card("service")["orders"]["rows"]])
        self.pay(invoice)
        self.create_order(self.azure, confirm=False)
        cancelled = self.order_of(self.azure, (self.product, 1))
        cancelled._action_cancel()
        self.assertEqual(self.card("service")["orders"]["rows"], [])

    def test_orders_of_another_customer_or_company_are_not_told(self):
        self.order_of(self.lumber, (self.product, 1))
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids += other
        elsewhere = self.env(context=dict(self.env.context, allowed_company_ids=[other.id]))
        self.create_order(self.azure.with_env(elsewhere), company_id=other.id)
        for role in ("service", "salesman", "sales_manager"):
            card = self.card(role)
            self.assertEqual(card["orders"]["rows"], [], role)
            self.assertEqual(card["products"]["owned"], [], role)
            self.assertFalse(card["orders"].get("colleagues"), role)
            self.assertFalse(card["last_contact"], role)

    # ------------------------------------------------------------
    # PRODUCTS
    # ------------------------------------------------------------

    def test_what_is_owned_and_usually_bought(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        for days_ago in (65, 44, 23, 2):
            self.order_of(self.azure, (self.product, 2), days_ago=days_ago)
        order = self.order_of(self.azure, (self.chair, 1), days_ago=5)
        order.order_line.product_uom_id = dozen
        back = self.order_of(self.azure, (self.product, -3), days_ago=1)
        self.assertEqual(back.state, "sale")
        section = self.card("service")["products"]
        self.assertEqual([(row["name"], row["quantity"]) for row in section["owned"]], [("Chair", "12"), ("Desk", "5")])
        [usual] = section["usual"]
        self.assertEqual((usual["name"], usual["times"], usual["quantity"]), ("Desk", 4, "2"))
        self.assertEqual((usual["rhythm"], usual["last"]), ("every 3 weeks", "2026-03-29"))

    # ------------------------------------------------------------
    # LAST CONTACT, RECORDS, PREFERENCES
    # ------------------------------------------------------------

    def note(self, days_ago, **values):
        """A row of the contact ledger, as its events write it."""
        self.env["sme.contact"]._insert(
            events=[
                {
                    "partner_id": self.contact.id,
                    "company_id": self.company.id,
                    "date": self.get_moment(days_ago),
                    "channel": "email",
                    "direction": "in",
                    "event_key": f"test,{days_ago},{sorted(values.items())}",
                    **values,
                }
            ]
        )

    def test_last_contact_on_any_channel(self):
        for days_ago, kind, user, who in (
            (9, "order", self.ben, self.ben.name),
            (7, "meeting", self.ben, self.ben.name),
            (5, "message", None, "Carla"),
            (2, "call", self.anna, self.anna.name),
        ):
            self.note(days_ago, kind=kind, **({"user_id": user.id} if user else {}))
            found = self.card("service")["last_contact"]
            self.assertEqual((found["channel"], found["days_ago"], found["who"]), (kind, days_ago, who))
        # none of these is a contact of people
        self.note(1, kind="bounce", automatic=True)
        self.note(1, kind="message", automatic=True)
        self.note(1, kind="payment")
        self.note(1, kind="message", partner_id=self.lumber.id)
        self.note(-3, kind="meeting")
        self.assertEqual(self.card("service")["last_contact"]["days_ago"], 2)

    def test_a_call_that_reached_somebody_is_the_last_contact(self):
        self.azure.with_user(self.anna)._log_call("Was out", False)
        self.env.cr.precommit.run()
        self.assertFalse(self.card("service")["last_contact"])
        self.azure.with_user(self.anna)._log_call("Likes it", True)
        self.env.cr.precommit.run()
        found = self.card("service")["last_contact"]
        self.assertEqual((found["channel"], found["days_ago"], found["who"]), ("call", 0, self.anna.name))

    def test_records(self):
        service = self.create_service(self.contact)
        solved = self.create_service(self.azure, name="Was broken")
        solved._move_to("solved")
        self.create_service(self.lumber)
        self.create_service(self.azure, name="Held", held_reason="flood")
        section = self.card("service")["services"]
        self.assertEqual([row["id"] for row in section["open"]], service.ids)
        self.assertEqual([row["id"] for row in section["last"]], solved.ids)

    def test_preferences_are_of_the_firm(self):
        contact = self.contact.with_user(self.anna)
        self.assertEqual(contact.action_save_preferences("  Likes mornings "), "Likes mornings")
        self.assertEqual(self.card("salesman")["preferences"], {"text": "Likes mornings"})
        self.assertFalse(self.contact.sme_preferences)

    def test_what_the_class_is_promised(self):
        self.env["sme.customer.override"].create(
            {"partner_id": self.azure.id, "class_id": self.classes["key"].id, "reason": "promised"}
        )
        self.order_of(self.azure, (self.product, 1))
        self.env["sme.customer"].action_refresh()
        targets = self.env["sme.service.target"].search([("company_id", "=", self.company.id)])
        targets.filtered(lambda target: target.class_id.code == "key").first_response_hours = 1.5
        self.assertEqual(self.card("service")["header"]["promise"], "answer in 1.5 h")
        targets.first_response_hours = 0
        self.assertEqual(self.card("service")["header"]["promise"], "")

    def test_entitlements_and_days_left(self):
        today = self.get_moment(0).date()
        values = {"product_id": self.product.id, "partner_id": self.contact.id, "kind": "licence"}
        for partner, days, cancelled in (
            (self.azure, 400, False),
            (self.contact, 12, False),
            (self.azure, -10, False),
            (self.azure, -100, False),
            (self.azure, 30, True),
            (self.lumber, 30, False),
        ):
            self.env["sme.entitlement"].create(
                values
                | {
                    "partner_id": partner.id,
                    "date_start": today - timedelta(days=365),
                    "date_end": today + timedelta(days=days),
                    "quantity": 25,
                    "cancelled": cancelled,
                }
            )
        rows = self.card("service")["entitlements"]["rows"]
        self.assertEqual(
            [(row["days_left"], row["state"]) for row in rows], [(-10, "expired"), (12, "expiring"), (400, "running")]
        )
        self.assertEqual((rows[1]["product"], rows[1]["quantity"], rows[1]["end"]), ("Desk", "25", "2026-04-12"))
