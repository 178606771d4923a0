"""What happened with customers who follow plans, and which of the plans that wait may go on."""

from collections.abc import Sequence
from datetime import datetime

from odoo.tools import SQL


def enrolments_of(contact_ids: Sequence[int]) -> SQL:
    """(row of the ledger, enrolment) for each running or paused enrolment that a row came after the beginning of."""
    return SQL(
        """
        SELECT contact.id, enrolment.id
          FROM sme_contact contact
          JOIN sme_enrolment enrolment
            ON enrolment.commercial_partner_id = contact.commercial_partner_id
           AND enrolment.company_id = contact.company_id
           AND enrolment.state IN ('running', 'paused')
         WHERE contact.id = ANY (%s) AND contact.id > enrolment.ledger_start_id
         ORDER BY contact.id, enrolment.id
        """,
        list(contact_ids),
    )


def live_enrolments_of(states: Sequence[str]) -> SQL:
    """Follow-ups in one of some states of the customers of `written` rows."""
    return SQL(
        "SELECT FROM written JOIN sme_enrolment enrolment USING (commercial_partner_id) WHERE enrolment.state IN %s",
        tuple(states),
    )


def to_resume(now: datetime, open_states: Sequence[str], most_failures: int, ids: Sequence[int] | None = None) -> SQL:
    """Paused enrolments, all or some, whose time is over, whose complaint is settled, whose meeting was called off.

    Those that failed too often are left alone.
    """
    return SQL(
        """
        SELECT enrolment.id
          FROM sme_enrolment enrolment
         WHERE enrolment.state = 'paused'
           AND coalesce(enrolment.fail_count, 0) < %(most_failures)s
           AND (%(ids)s::int[] IS NULL OR enrolment.id = ANY (%(ids)s::int[]))
           AND CASE enrolment.pause_reason
               WHEN 'complaint' THEN coalesce(enrolment.paused_until <= %(now)s, TRUE) AND NOT EXISTS (%(complaint)s)
               WHEN 'meeting_planned' THEN enrolment.paused_until <= %(now)s OR NOT EXISTS (%(meeting)s)
               ELSE enrolment.paused_until <= %(now)s END
         ORDER BY enrolment.id
        """,
        ids=None if ids is None else list(ids),
        now=now,
        most_failures=most_failures,
        complaint=_open_complaint(open_states),
        meeting=_meeting_ahead(now),
    )


def standing_causes(enrolment_ids: Sequence[int], now: datetime, open_states: Sequence[str]) -> SQL:
    """(enrolment, whether a complaint is open, end of the last meeting ahead) of those for which one of them stands."""
    return SQL(
        """
        SELECT enrolment.id, EXISTS (%(complaint)s), ahead.stop
          FROM sme_enrolment enrolment
          LEFT JOIN LATERAL (%(meeting)s ORDER BY meeting.stop DESC LIMIT 1) ahead ON TRUE
         WHERE enrolment.id = ANY (%(ids)s) AND (EXISTS (%(complaint)s) OR ahead.stop IS NOT NULL)
        """,
        ids=list(enrolment_ids),
        complaint=_open_complaint(open_states),
        meeting=_meeting_ahead(now),
    )


def _open_complaint(open_states: Sequence[str]) -> SQL:
    """Complaints of the customer of `enrolment` that nobody has settled."""
    return SQL(
        """
        SELECT 1
          FROM sme_service service
          JOIN sme_service_type kind ON kind.id = service.type_id AND kind.code = 'complaint'
         WHERE service.commercial_partner_id = enrolment.commercial_partner_id
           AND service.company_id = enrolment.company_id
           AND service.state = ANY (%s) AND service.active AND service.held_reason IS NULL
        """,
        list(open_states),
    )


def _meeting_ahead(now: datetime) -> SQL:
    """Meetings to come with the customer of `enrolment`, as the ledger knows them and the calendar still has them."""
    return SQL(
        """
        SELECT meeting.stop
          FROM sme_contact planned
          JOIN calendar_event meeting ON meeting.id = planned.res_id AND meeting.active AND meeting.stop > %s
          JOIN calendar_attendee attendee
            ON attendee.event_id = meeting.id AND attendee.partner_id = planned.partner_id
           AND attendee.state <> 'declined'
         WHERE planned.kind = 'meeting_planned'
           AND planned.commercial_partner_id = enrolment.commercial_partner_id
           AND planned.company_id = enrolment.company_id
        """,
        now,
    )
