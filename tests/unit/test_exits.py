"""What ends a plan and what makes it wait, against a slow simulation that keeps every cause by itself."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules import exits
from odoo.addons.crm_sme.rules.exits import (
    Contact,
    Enrolment,
    Standing,
    find_effect,
    find_events,
    fold,
    get_default_table,
)

NOW = datetime(2026, 3, 31, 12)
EVENTS = sorted(exits.SELLING)
KINDS = [*exits.SIMPLE_EVENTS, *exits.TOUCHES, *exits.DOCUMENT_EVENTS, "message", "service", "rating", "quotation_sent"]
PAPER = ("sale.order", 1)

contacts = st.builds(
    Contact,
    id=st.integers(1, 100),
    kind=st.sampled_from(KINDS),
    direction=st.sampled_from(["in", "out", "both"]),
    channel=st.sampled_from(["email", "portal", "phone"]),
    automatic=st.booleans(),
    user_id=st.sampled_from([None, 1, 2]),
    is_own=st.booleans(),
    documents=st.sampled_from([frozenset(), frozenset({PAPER}), frozenset({("sale.order", 2)})]),
    until=st.none() | st.integers(-3, 30).map(lambda days: NOW + timedelta(days=days)),
    in_complaint=st.booleans(),
)
tables = st.dictionaries(st.sampled_from(EVENTS), st.sampled_from(["ends", "pauses", "nothing"]))
enrolments = st.builds(
    Enrolment,
    table=tables,
    user_ids=st.sampled_from([frozenset(), frozenset({1}), frozenset({1, 2})]),
    documents=st.sampled_from([frozenset(), frozenset({PAPER})]),
)
standings = st.sampled_from(
    [
        Standing(),
        Standing("stopped", "order"),
        Standing("paused", "by_hand"),
        Standing("paused", "by_hand", NOW + timedelta(days=4)),
        Standing("paused", "complaint"),
        Standing("paused", "out_of_office", NOW + timedelta(days=9)),
    ]
)


def events_of(contact, enrolment):
    """Every event, asked one by one in words of the issue."""
    wrote = contact.kind == "message" and contact.direction == "in"
    complains = wrote and contact.in_complaint and enrolment.table.get("complaint", "nothing") != "nothing"
    asked = {
        "message_in": wrote and not complains and contact.channel != "portal",
        "portal_message": wrote and not complains and contact.channel == "portal",
        "call": contact.kind == "call",
        "meeting_held": contact.kind == "meeting",
        "meeting_planned": contact.kind == "meeting_planned",
        "order": contact.kind == "order",
        "payment": contact.kind == "payment" and any(paid in enrolment.documents for paid in contact.documents),
        "renewal": contact.kind == "renewal" and any(right in enrolment.documents for right in contact.documents),
        "opt_out": contact.kind == "opt_out",
        "bounce": contact.kind == "bounce",
        "complaint": contact.kind == "complaint_opened" or (complains and not contact.automatic),
        "out_of_office": contact.kind == "out_of_office",
        "colleague_contact": contact.user_id is not None
        and contact.user_id not in enrolment.user_ids
        and (contact.kind in ("call", "meeting") or (contact.kind == "message" and contact.direction != "in")),
    }
    by_machine = {"message_in", "portal_message", "call", "meeting_held", "colleague_contact"}
    return {
        event
        for event, happened in asked.items()
        if happened and not contact.is_own and not (contact.automatic and event in by_machine)
    }


def simulate(standing, rows, enrolment):
    """Remember every cause of a pause; judge at the end."""
    if standing.state == "stopped":
        return standing.state, standing.reason, None
    causes = [(standing.reason, standing.until)] if standing.state == "paused" else []
    for contact in rows:
        effects = {event: enrolment.table.get(event, "nothing") for event in events_of(contact, enrolment)}
        ending = [event for event, effect in effects.items() if effect == "ends"]
        if ending:
            return "stopped", set(ending), None
        for event, effect in effects.items():
            if effect == "pauses" and (event == "complaint" or (contact.until and contact.until > NOW)):
                causes.append((event, contact.until))
    if not causes:
        return "running", None, None
    if causes[0][0] == "by_hand":
        return "paused", "by_hand", causes[0][1]
    latest = max((until for _reason, until in causes if until), default=None)
    if any(reason == "complaint" for reason, _until in causes):
        return "paused", "complaint", latest
    return "paused", {reason for reason, until in causes if until == latest}, latest


@given(contacts, enrolments)
def test_events_of_a_row(contact, enrolment):
    found = find_events(contact, enrolment)
    assert set(found) == events_of(contact, enrolment)
    assert len(found) == len(set(found))


@given(standings, st.lists(contacts, max_size=8), enrolments)
def test_fold_is_what_the_simulation_says(standing, rows, enrolment):
    result = fold(standing, rows, enrolment, NOW)
    state, reason, until = simulate(standing, rows, enrolment)
    assert (result.state, result.until) == (state, until)
    assert result.reason in reason if isinstance(reason, set) else result.reason == reason


@given(standings, st.lists(contacts, max_size=6), st.lists(contacts, max_size=6), enrolments)
def test_in_two_parts_is_as_at_once(standing, first, second, enrolment):
    halfway = fold(standing, first, enrolment, NOW)
    assert fold(halfway, second, enrolment, NOW) == fold(standing, [*first, *second], enrolment, NOW)


@given(standings, st.lists(contacts, max_size=6), enrolments)
def test_a_pause_is_never_made_shorter(standing, rows, enrolment):
    result = fold(standing, rows, enrolment, NOW)
    if result.state == "paused" and standing.until:
        assert result.until >= standing.until


def test_out_of_office_never_ends_a_shipped_plan():
    for table in (exits.SELLING, exits.RENEWAL, exits.CALL_BACK, exits.THANKS):
        row = Contact(1, "out_of_office", automatic=True, until=NOW + timedelta(days=5))
        assert find_effect(row, Enrolment(table)) == ("pauses", "out_of_office")


def test_everything_ends_or_pauses_a_selling_plan():
    assert set(exits.SELLING.values()) == {"ends", "pauses"}
    assert set(exits.RENEWAL) | set(exits.CALL_BACK) | set(exits.THANKS) <= set(exits.SELLING)


@pytest.mark.parametrize(
    ("trigger", "is_selling", "table"),
    [
        ("quotation", True, exits.SELLING),
        ("entitlement", True, exits.RENEWAL),
        ("low_rating", False, exits.CALL_BACK),
        ("complaint_closed", True, exits.CALL_BACK),
        ("order_delivered", False, exits.THANKS),
        ("manual", True, exits.SELLING),
    ],
)
def test_the_table_of_a_new_plan(trigger, is_selling, table):
    assert get_default_table(trigger, is_selling) == table


def test_the_next_order_ends_no_thanks_and_the_renewal_ends_the_renewal():
    order = Contact(1, "order", channel="order", documents=frozenset({PAPER}))
    assert find_effect(order, Enrolment(exits.THANKS))[0] == "nothing"
    right = ("sme.entitlement", 7)
    renewal = Contact(2, "renewal", documents=frozenset({right}))
    assert find_effect(renewal, Enrolment(exits.RENEWAL, documents=frozenset({right}))) == ("ends", "renewal")
    assert find_effect(renewal, Enrolment(exits.RENEWAL))[0] == "nothing"
