"""Who is told what, and which sentence tells how an order stands."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.answer import (
    Invoice,
    LineProgress,
    OrderProgress,
    Person,
    decide_audience,
    delivery_clause,
    delivery_state,
    invoice_clause,
    invoice_state,
    rhythm,
)

TODAY, BEFORE, AFTER = date(2026, 3, 10), date(2026, 3, 3), date(2026, 3, 15)
NOBODY = dict.fromkeys(("is_portal", "is_share", "is_service", "is_salesperson", "is_manager", "reads_orders"), False)


def person(*may):
    return Person(**(NOBODY | dict.fromkeys(may, True)))


def progress(*lines, tracked=True, delivered_on=None, planned_on=None):
    return OrderProgress(
        tuple(LineProgress(number, ordered, delivered) for number, (ordered, delivered) in enumerate(lines)),
        tracked,
        delivered_on,
        planned_on,
    )


def invoice(amount_due=100.0, due_on=AFTER, paid=False, reversed_=False):
    return Invoice("INV/1", amount_due, due_on, paid, reversed_)


def test_audiences():
    assert decide_audience(person()) is None
    assert decide_audience(person("reads_orders")) is None
    assert decide_audience(person("is_share")) is None
    assert decide_audience(person("is_share", "is_portal", "reads_orders")).code == "portal"
    assert decide_audience(person("is_service")).code == "service"
    assert decide_audience(person("is_service", "is_salesperson", "reads_orders")).code == "salesperson"
    assert decide_audience(person("is_service", "is_salesperson", "is_manager", "reads_orders")).code == "manager"


@given(st.fixed_dictionaries(dict.fromkeys(NOBODY, st.booleans())))
def test_no_audience_widens_what_its_reader_may(rights):
    audience = decide_audience(Person(**rights))
    if audience is None:
        return
    if rights["is_share"]:
        assert audience.own_orders
        assert audience.own_invoices
        assert not audience.internal
        assert not audience.figures
    if not rights["reads_orders"] and not rights["is_share"]:
        assert not audience.amounts
    if audience.figures:
        assert rights["is_salesperson"] or rights["is_manager"]
    # amounts are shown of orders that the reader's own rules show
    assert not audience.amounts or audience.own_orders


@pytest.mark.parametrize(
    ("facts", "state", "clause"),
    [
        (progress((5, 0)), "nothing", "nothing"),
        (progress((5, 0), planned_on=AFTER), "nothing", "nothing_planned"),
        (progress((5, 0), planned_on=TODAY), "nothing", "nothing_planned"),
        (progress((5, 0), planned_on=BEFORE), "nothing", "nothing_overdue"),
        (progress((5, 2)), "part", "part"),
        (progress((5, 2), planned_on=AFTER), "part", "part_planned"),
        (progress((5, 2), delivered_on=BEFORE), "part", "part_on"),
        (progress((5, 2), delivered_on=BEFORE, planned_on=AFTER), "part", "part_on_planned"),
        (progress((5, 2), delivered_on=BEFORE, planned_on=BEFORE), "part", "part_on_overdue"),
        (progress((5, 5), (1, 0)), "part", "part"),
        (progress((5, 5), (1, 2)), "all", "all"),
        (progress((5, 5), delivered_on=BEFORE, planned_on=AFTER), "all", "all_on"),
        (progress((5, 0), tracked=False), "untracked", "untracked"),
        (progress((5, 0), tracked=False, planned_on=AFTER), "untracked", "untracked_planned"),
        (progress((5, 0), tracked=False, planned_on=BEFORE), "untracked", "untracked"),
        (progress(), "untracked", "untracked"),
    ],
)
def test_delivery(facts, state, clause):
    assert delivery_state(facts) == state
    assert delivery_clause(facts, TODAY) == clause


@pytest.mark.parametrize(
    ("invoices", "to_invoice", "clause", "state"),
    [
        ([], False, "none", "none"),
        ([], True, "to_invoice", "to_invoice"),
        ([invoice(paid=True)], False, "paid_one", "paid"),
        ([invoice(paid=True)], True, "paid_one", "to_invoice"),
        ([invoice(paid=True), invoice(paid=True)], False, "paid_many", "paid"),
        ([invoice()], False, "due_one", "open"),
        ([invoice(due_on=TODAY)], False, "due_one", "open"),
        ([invoice(due_on=BEFORE)], False, "overdue_one", "open"),
        ([invoice(due_on=None)], False, "open_one", "open"),
        ([invoice(paid=True), invoice()], False, "open_many", "open"),
        ([invoice(reversed_=True)], False, "reversed", "none"),
        ([invoice(reversed_=True), invoice(paid=True)], False, "paid_one", "paid"),
    ],
)
def test_invoices(invoices, to_invoice, clause, state):
    assert invoice_clause(invoices, to_invoice, TODAY) == clause
    assert invoice_state(invoices, to_invoice) == state


def test_a_surplus_does_not_make_up_for_what_lacks():
    assert progress((5, 0), (1, 9)).delivered == 1
    assert progress((5, 0), (1, 9)).ordered == 6


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (None, None),
        (0, None),
        (1, ("days", 1)),
        (13.4, ("days", 13)),
        (21, ("weeks", 3)),
        (59, ("weeks", 8)),
        (60, ("months", 2)),
        (365, ("months", 12)),
    ],
)
def test_rhythm(gap, words):
    assert rhythm(gap) == words
