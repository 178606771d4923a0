from collections import defaultdict

import pytz

from odoo import models
from odoo.tools import format_amount

from ...queries import answer_card
from ...rules.answer import Invoice, LineProgress, OrderProgress, delivery_state, invoice_state
from .sme_answer_words import DELIVERY_STATES, INVOICE_STATES

MOST_ORDERS = 20
ORDER_FIELDS = (
    "name",
    "date_order",
    "commitment_date",
    "client_order_ref",
    "invoice_status",
    "amount_total",
    "currency_id",
)
PAID = ("paid", "in_payment")


class SmeAnswerOrders(models.AbstractModel):
    """The open orders of a customer on the answer card."""

    _name = "sme.answer.orders"
    _description = "Orders on the Answer Card"

    def _get_orders_section(self, scope):
        """The newest open orders with a sentence each, how many more there are, and how many colleagues have."""
        found = self.env.execute_query(answer_card.open_orders(scope.order_ids, scope.today, MOST_ORDERS))
        # sudo: these orders were found by the reader's own rights (see the scope)
        orders_sudo = scope.orders.sudo().browse([order_id for order_id, _found in found])
        section = {
            "rows": self._get_rows(scope, orders_sudo) if found else [],
            "more": found[0][1] - len(found) if found else 0,
            "sentence_lang": self._get_customer_lang(scope),
            "can_open": self.env["sale.order"].has_access("read"),
        }
        if scope.audience.internal and scope.audience.own_orders:
            counting = answer_card.colleagues_orders(scope.contact_ids, self.env.companies.ids, scope.order_ids)
            [(section["colleagues"],)] = self.env.execute_query(counting)
        return section

    def _get_rows(self, scope, orders):
        orders.fetch(ORDER_FIELDS)
        progress = self._get_progress(scope, orders)
        invoices = self._get_invoices(scope, orders)
        lang = self._get_customer_lang(scope)
        product_ids = {line.product for facts in progress.values() for line in facts.lines}
        names, names_of_customer = self._get_product_names(product_ids, lang)
        return [
            self._get_row(scope, order, progress[order.id], invoices[order.id], (names, names_of_customer, lang))
            for order in orders
        ]

    def _get_row(self, scope, order, progress, invoices, wording):
        names, names_of_customer, lang = wording
        words = self.env["sme.answer.words"]
        facts = [fact for fact, _invoice_id in invoices]
        to_invoice = order.invoice_status == "to invoice"
        values = {
            "name": order.name,
            "date": self._get_day(order.date_order, scope.timezone),
            "to_invoice": to_invoice,
            "currency": order.currency_id,
        }
        state, billing = delivery_state(progress), invoice_state(facts, to_invoice)
        due = sum(fact.amount_due for fact in facts if not fact.is_paid)
        row = {
            "id": order.id,
            "name": order.name,
            "date": values["date"].isoformat(),
            "date_text": words._day(values["date"], scope.today),
            "reference": order.client_order_ref or "",
            "delivery": state,
            "delivery_text": self.env._(DELIVERY_STATES[state]),
            "lines": [
                {
                    "product": names[line.product],
                    "ordered": words._quantity(line.ordered),
                    "delivered": words._quantity(line.delivered),
                }
                for line in progress.lines
            ],
            "promised": progress.planned_on.isoformat() if progress.planned_on else False,
            "promised_text": words._day(progress.planned_on, scope.today),
            "is_late": state in ("nothing", "part") and bool(progress.planned_on) and progress.planned_on < scope.today,
            "delivered_on": progress.delivered_on.isoformat() if progress.delivered_on else False,
            "delivered_text": words._day(progress.delivered_on, scope.today),
            "billing": billing,
            "billing_text": self.env._(INVOICE_STATES[billing]),
            "invoices": self._get_invoice_rows(invoices),
            "amount_due": format_amount(self.env, due, order.currency_id) if due else "",
            "sentence": words.with_context(lang=lang)._get_order_sentence(
                values | {"product_names": names_of_customer}, progress, facts, scope.today
            ),
        }
        if scope.audience.amounts:
            row["amount"] = format_amount(self.env, order.amount_total, order.currency_id)
        return row

    def _get_invoice_rows(self, invoices):
        can_open = self.env["account.move"].has_access("read")
        return [{"id": invoice_id if can_open else False, "name": fact.name} for fact, invoice_id in invoices]

    def _get_progress(self, scope, orders):
        """{order id: how far its delivery is}."""
        rows = self.env.execute_query(answer_card.order_lines(orders.ids, self._has_stock()))
        lines, tracked, delivered, planned = defaultdict(list), set(), {}, {}
        for order_id, product_id, ordered, done, is_tracked, delivered_on, planned_on in rows:
            lines[order_id].append(LineProgress(product_id, float(ordered), float(done)))
            if is_tracked:
                tracked.add(order_id)
            if delivered_on:
                delivered[order_id] = max(delivered.get(order_id, delivered_on), delivered_on)
            if planned_on:
                planned[order_id] = min(planned.get(order_id, planned_on), planned_on)
        return {
            order.id: OrderProgress(
                lines=tuple(lines[order.id]),
                tracked=order.id in tracked,
                delivered_on=self._get_day(delivered.get(order.id), scope.timezone),
                planned_on=self._get_day(order.commitment_date or planned.get(order.id), scope.timezone),
            )
            for order in orders
        }

    def _get_invoices(self, scope, orders):
        """{order id: [(facts of rules.answer, id of the invoice)]} of the invoices that the reader may know of."""
        found = defaultdict(list)
        # sudo: state and amount due of single invoices of these orders, and nothing else of them
        moves_sudo = self.env["account.move"].sudo()
        moves = self.env["account.move"] if scope.audience.own_invoices else moves_sudo
        if not moves.has_access("read"):
            return found
        known = moves._search([("move_type", "=", "out_invoice"), ("state", "=", "posted")]).subselect()
        for order_id, move_id, name, due_on, amount_due, _currency, state in self.env.execute_query(
            answer_card.order_invoices(orders.ids, known)
        ):
            invoice = Invoice(
                name=name,
                amount_due=float(amount_due),
                due_on=due_on,
                is_paid=state in PAID,
                is_reversed=state == "reversed",
            )
            found[order_id].append((invoice, move_id))
        return found

    # ------------------------------------------------------------
    # SHARED WITH THE OTHER SECTIONS
    # ------------------------------------------------------------

    def _get_customer_lang(self, scope):
        """The language to write to the customer in: the contact's, if it is active, else the reader's."""
        wanted = scope.partner.lang or scope.firm.lang
        return wanted if wanted and self.env["res.lang"]._get_data(code=wanted) else self.env.lang or "en_US"

    def _get_product_names(self, product_ids, lang=None):
        """{product id: name without code}, for the reader and in another language; names as a many2one shows them."""
        if not product_ids:
            return {}, {}
        reader_lang = self.env.lang or "en_US"
        rows = self.env.execute_query(answer_card.product_names(product_ids, (reader_lang, lang or reader_lang)))
        return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}

    def _has_stock(self):
        """Whether orders are delivered by transfers of the stock app."""
        return "stock.move" in self.env and "sale_line_id" in self.env["stock.move"]._fields

    def _get_day(self, moment, timezone):
        """The day of a UTC moment in a time zone."""
        return pytz.utc.localize(moment).astimezone(pytz.timezone(timezone)).date() if moment else None
