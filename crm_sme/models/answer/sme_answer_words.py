from functools import lru_cache

from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal

from odoo import models
from odoo.tools import LazyTranslate, babel_locale_parse, format_amount

from ...rules.answer import delivery_clause, invoice_clause

_lt = LazyTranslate(__name__)

# Reading a locale takes longer than everything else about a sentence.
find_locale = lru_cache(babel_locale_parse)


@lru_cache(maxsize=4096)
def write_day(day, lang, with_year):
    """A day as people of a language write it."""
    locale = find_locale(lang)
    return format_date(day, format="long", locale=locale) if with_year else format_skeleton("MMMMd", day, locale=locale)


@lru_cache(maxsize=4096)
def write_quantity(quantity, lang):
    """A number as people of a language write it, without decimals that say nothing."""
    return format_decimal(quantity, format="#,##0.###", locale=find_locale(lang))


# More products than these are counted, not named.
MOST_NAMED = 3

# What a code of rules.answer says: whole statements, put together by one frame.
DELIVERY_CLAUSES = {
    "untracked": _lt("it is confirmed"),
    "untracked_planned": _lt("delivery is planned for %(planned)s"),
    "nothing": _lt("nothing is delivered yet"),
    "nothing_planned": _lt("nothing is delivered yet, delivery is planned for %(planned)s"),
    "nothing_overdue": _lt("nothing is delivered yet, delivery was planned for %(planned)s"),
    "part": _lt("%(items)s delivered so far"),
    "part_planned": _lt("%(items)s delivered so far, the rest is planned for %(planned)s"),
    "part_overdue": _lt("%(items)s delivered so far, the rest was planned for %(planned)s"),
    "part_on": _lt("%(items)s delivered, last on %(delivered)s"),
    "part_on_planned": _lt("%(items)s delivered on %(delivered)s, the rest is planned for %(planned)s"),
    "part_on_overdue": _lt("%(items)s delivered on %(delivered)s, the rest was planned for %(planned)s"),
    "all": _lt("everything is delivered"),
    "all_on": _lt("everything was delivered on %(delivered)s"),
}
INVOICE_CLAUSES = {
    "none": _lt("nothing is invoiced yet"),
    "to_invoice": _lt("the invoice follows"),
    "reversed": _lt("invoice %(invoices)s was credited"),
    "paid_one": _lt("invoice %(invoices)s is paid"),
    "paid_many": _lt("invoices %(invoices)s are paid"),
    "open_one": _lt("%(amount)s of invoice %(invoices)s is open"),
    "due_one": _lt("%(amount)s of invoice %(invoices)s is open, due on %(due)s"),
    "overdue_one": _lt("%(amount)s of invoice %(invoices)s is open, it was due on %(due)s"),
    "open_many": _lt("%(amount)s of invoices %(invoices)s is open"),
}
RHYTHMS = {
    ("days", False): _lt("every day"),
    ("days", True): _lt("every %s days"),
    ("weeks", True): _lt("every %s weeks"),
    ("months", True): _lt("every %s months"),
}
KINDS_OF_CONTACT = {
    "message": _lt("Message"),
    "call": _lt("Call"),
    "meeting": _lt("Meeting"),
    "order": _lt("Order"),
}
INVOICE_STATES = {
    "none": _lt("not invoiced"),
    "to_invoice": _lt("to invoice"),
    "open": _lt("open"),
    "paid": _lt("paid"),
}
DELIVERY_STATES = {
    "untracked": _lt("confirmed"),
    "nothing": _lt("not delivered"),
    "part": _lt("partly delivered"),
    "all": _lt("delivered"),
}


class SmeAnswerWords(models.AbstractModel):
    """Puts facts of the answer card into words, in the language of the environment."""

    _name = "sme.answer.words"
    _description = "Words of the Answer Card"

    def _get_order_sentence(self, order, progress, invoices, today):
        """How an order stands, in one sentence that can be sent to the customer as it is.

        `order` gives name, date, currency and whether something is left to invoice; `progress` and `invoices` are
        facts of rules.answer; product names come with `order`.
        """
        delivery = self._fill(
            DELIVERY_CLAUSES[delivery_clause(progress, today)],
            items=self._get_items(progress, order["product_names"]),
            delivered=self._day(progress.delivered_on, today),
            planned=self._day(progress.planned_on, today),
        )
        return self.env._(
            "Order %(order)s of %(date)s: %(delivery)s; %(invoice)s.",
            order=order["name"],
            date=self._day(order["date"], today),
            delivery=delivery,
            invoice=self._fill_invoice_clause(invoices, order, today),
        )

    def _fill_invoice_clause(self, invoices, order, today):
        standing = [invoice for invoice in invoices if not invoice.is_reversed] or invoices
        unpaid = [invoice for invoice in standing if not invoice.is_paid]
        return self._fill(
            INVOICE_CLAUSES[invoice_clause(invoices, order["to_invoice"], today)],
            invoices=self._join([invoice.name for invoice in standing]),
            amount=format_amount(self.env, sum(invoice.amount_due for invoice in unpaid), order["currency"]),
            due=self._day(unpaid[0].due_on, today) if unpaid else "",
        )

    def _get_items(self, progress, product_names):
        """ "2 of 5 Desk", for a few products; else how many of all pieces."""
        if len(progress.lines) > MOST_NAMED:
            return self.env._(
                "%(delivered)s of %(ordered)s items",
                delivered=self._quantity(progress.delivered),
                ordered=self._quantity(progress.ordered),
            )
        return self._join(
            [
                self.env._(
                    "%(delivered)s of %(ordered)s %(product)s",
                    delivered=self._quantity(line.delivered),
                    ordered=self._quantity(line.ordered),
                    product=product_names.get(line.product, ""),
                )
                for line in progress.lines
            ],
        )

    def _fill(self, clause, **values):
        text = self.env._(clause)
        return text % values

    def _get_rhythm(self, found):
        """ "every 3 weeks" for what rules.answer.rhythm found, empty without one."""
        if not found:
            return ""
        unit, number = found
        words = self.env._(RHYTHMS[unit, number > 1])
        return words % number if "%s" in words else words

    def _day(self, day, today):
        """A day as people write it in the language, with the year where it is not this one."""
        if not day:
            return ""
        return write_day(day, self._get_lang(), day.year != today.year)

    def _quantity(self, quantity):
        return write_quantity(quantity, self._get_lang())

    def _join(self, items):
        """Some things, as a list of them is spoken in the language."""
        return format_list(items, locale=find_locale(self._get_lang())) if items else ""

    def _get_lang(self):
        return self.env.lang or "en_US"
