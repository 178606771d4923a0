"""What a row of the contact ledger means for a plan that a customer follows: it ends, it waits, or it goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

ENDS, PAUSES, NOTHING = "ends", "pauses", "nothing"
STRENGTHS = {ENDS: 2, PAUSES: 1, NOTHING: 0}

RUNNING, PAUSED, STOPPED = "running", "paused", "stopped"

COMPLAINT = "complaint"
BY_HAND = "by_hand"  # somebody's decision: no event makes it shorter or longer

# Kinds of rows that are an event by themselves, whoever is behind them.
SIMPLE_EVENTS = {
    "order": "order",
    "opt_out": "opt_out",
    "bounce": "bounce",
    "out_of_office": "out_of_office",
    "complaint_opened": COMPLAINT,
    "meeting_planned": "meeting_planned",
}
# Kinds of rows in which a person of ours was in touch with the customer.
TOUCHES = {"call": "call", "meeting": "meeting_held"}
# Kinds of rows that matter only where they are about what the plan is about.
DOCUMENT_EVENTS = {"payment": "payment", "renewal": "renewal"}

Document = tuple[str, int]

# Effects of the events by kind of plan, where an event that is not named means nothing.
SELLING = {
    "message_in": ENDS,
    "portal_message": ENDS,
    "call": ENDS,
    "meeting_planned": PAUSES,
    "meeting_held": ENDS,
    "order": ENDS,
    "payment": ENDS,
    "opt_out": ENDS,
    "bounce": PAUSES,
    COMPLAINT: PAUSES,
    "colleague_contact": PAUSES,
    "out_of_office": PAUSES,
    "renewal": ENDS,
}
# "Thanks for the invoice" ends no renewal: only what follows the right does. A mail that comes back does not hold it up
# either: its next step is a call, and the right ends on its day.
RENEWAL = {
    "meeting_planned": PAUSES,
    "opt_out": ENDS,
    COMPLAINT: PAUSES,
    "out_of_office": PAUSES,
    "renewal": ENDS,
}
# A call-back is done when somebody spoke with the customer; a complaint is what it is about.
CALL_BACK = {
    "call": ENDS,
    "meeting_planned": PAUSES,
    "meeting_held": ENDS,
    "opt_out": ENDS,
    "out_of_office": PAUSES,
}
# A thank-you begins with an order: the next one is no reason to end it.
THANKS = {
    "meeting_planned": PAUSES,
    "opt_out": ENDS,
    COMPLAINT: PAUSES,
    "out_of_office": PAUSES,
}
CALL_BACK_TRIGGERS = frozenset({"low_rating", "complaint_closed"})


@dataclass(frozen=True, slots=True)
class Contact:
    """A row of the ledger, as one enrolment sees it.

    `is_own` says that the plan itself brought it about, `documents` what it is about, `until` how long it makes a plan
    wait (None: until what it tells of is over). `in_complaint` says that it was written in a record of a complaint.
    """

    id: int
    kind: str
    direction: str = "in"
    channel: str = "email"
    automatic: bool = False
    user_id: int | None = None
    is_own: bool = False
    documents: frozenset[Document] = frozenset()
    until: datetime | None = None
    in_complaint: bool = False


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What decides about a customer's way through a plan: the plan's table, who works on it, what it is about."""

    table: Mapping[str, str]
    user_ids: frozenset[int] = frozenset()
    documents: frozenset[Document] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """How an enrolment stands: running, paused (why, until when), or stopped (why)."""

    state: str = RUNNING
    reason: str | None = None
    until: datetime | None = None


def get_default_table(trigger: str, is_selling: bool) -> Mapping[str, str]:
    """The effects of a new plan's events, by what starts it."""
    if trigger == "entitlement":
        return RENEWAL
    if trigger in CALL_BACK_TRIGGERS:
        return CALL_BACK
    return SELLING if is_selling else THANKS


def find_events(contact: Contact, enrolment: Enrolment) -> tuple[str, ...]:
    """The events of the plan's table that a row is for an enrolment; often one, sometimes none.

    What the customer writes in a complaint is the complaint, whether it opened it or goes on with it: no answer to what
    the plan asked. Only for plans that heed no complaint it is a message like any other.
    """
    if contact.is_own:
        return ()
    kind = contact.kind
    if kind in SIMPLE_EVENTS:
        return (SIMPLE_EVENTS[kind],)
    if kind in DOCUMENT_EVENTS:
        return (DOCUMENT_EVENTS[kind],) if contact.documents & enrolment.documents else ()
    if contact.automatic:
        return ()
    if kind == "message" and contact.direction == "in":
        if contact.in_complaint and enrolment.table.get(COMPLAINT, NOTHING) != NOTHING:
            return (COMPLAINT,)
        return ("portal_message",) if contact.channel == "portal" else ("message_in",)
    is_colleague = contact.user_id is not None and contact.user_id not in enrolment.user_ids
    events = (TOUCHES[kind],) if kind in TOUCHES else ()
    if is_colleague and (events or kind == "message"):
        events += ("colleague_contact",)
    return events


def find_effect(contact: Contact, enrolment: Enrolment) -> tuple[str, str | None]:
    """(the strongest effect, the event that has it) of a row; (nothing, None) where it means nothing."""
    effect, reason = NOTHING, None
    for event in find_events(contact, enrolment):
        found = enrolment.table.get(event, NOTHING)
        if STRENGTHS[found] > STRENGTHS[effect]:
            effect, reason = found, event
    return effect, reason


def fold(standing: Standing, contacts: Iterable[Contact], enrolment: Enrolment, now: datetime) -> Standing:
    """How an enrolment stands after these rows, in the order they were written.

    What has ended stays so. A pause is never made shorter; a pause by hand stays as it is, and an open complaint
    outlasts everything else that makes a plan wait.
    """
    for contact in contacts:
        if standing.state == STOPPED:
            break
        effect, reason = find_effect(contact, enrolment)
        if effect == ENDS:
            standing = Standing(STOPPED, reason)
        elif effect == PAUSES:
            standing = _pause(standing, reason, contact.until, now)
    return standing


def _pause(standing: Standing, reason: str | None, until: datetime | None, now: datetime) -> Standing:
    if reason != COMPLAINT and (until is None or until <= now):
        return standing
    if standing.state != PAUSED:
        return Standing(PAUSED, reason, until)
    if standing.reason == BY_HAND:
        return standing
    later = max(filter(None, (standing.until, until)), default=None)
    if COMPLAINT in (standing.reason, reason):
        return Standing(PAUSED, COMPLAINT, later)
    return replace(standing, reason=reason, until=until) if later != standing.until else standing
