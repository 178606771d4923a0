"""Rows of the contact ledger, written by statements that state facts and can be repeated without harm."""

from collections.abc import Sequence
from datetime import datetime

from odoo.tools import SQL

COLUMNS = SQL(
    "company_id, partner_id, commercial_partner_id, user_id, date, channel, direction, kind, automatic, is_real,"
    " res_model, res_id, event_key, is_pending"
)
RETURNING = SQL("ON CONFLICT (event_key) DO NOTHING RETURNING id, commercial_partner_id, company_id, kind, automatic")
FIRST_COMPANY = SQL("(SELECT min(id) FROM res_company)")
ONE_ROW = SQL("SELECT 1")
HISTORY_TABLES = {"mail_message": SQL("mail_message"), "sale_order": SQL("sale_order")}


def insert_messages(
    ids: Sequence[int], customers: Sequence[int | None], excluded_models: Sequence[str], pending: bool
) -> SQL:
    """Public messages between employees and customers; `pending` ones still have to be looked at by the plans.

    A message of a customer, or of an address that no contact has (then `customers` names the document's customer), is
    one row; a message of an employee is a row for each customer among its recipients. Messages on documents of
    suppliers and employees are none, and neither are the mails that bring invoices.
    """
    return SQL(
        """
        WITH %(public_messages)s
        INSERT INTO sme_contact (%(columns)s)
        SELECT DISTINCT ON (noted.id, partner.commercial_partner_id)
               coalesce(noted.record_company_id, partner.company_id, colleague.company_id, %(first_company)s),
               partner.id,
               partner.commercial_partner_id,
               colleague.id,
               noted.date,
               CASE noted.message_type WHEN 'email' THEN 'email'
                    ELSE CASE WHEN noted.is_inbound THEN 'portal' ELSE 'email' END END,
               CASE WHEN noted.is_inbound THEN 'in' ELSE 'out' END,
               CASE noted.sme_automatic WHEN 'auto_reply' THEN 'out_of_office' WHEN 'bounce' THEN 'bounce'
                    ELSE 'message' END,
               noted.sme_automatic IS NOT NULL,
               noted.sme_automatic IS NULL,
               noted.model,
               noted.res_id,
               format('mail.message,%%s,%%s', noted.id, partner.commercial_partner_id),
               %(pending)s
          FROM touched
          JOIN noted ON noted.id = touched.id
          JOIN res_partner partner ON partner.id = touched.partner_id AND partner.partner_share
          LEFT JOIN LATERAL (
               SELECT users.id, users.company_id FROM res_users users
                WHERE users.partner_id = noted.author_id AND NOT noted.is_inbound ORDER BY users.id LIMIT 1
               ) colleague ON TRUE
         ORDER BY noted.id, partner.commercial_partner_id, partner.id
        %(returning)s
        """,
        first_company=FIRST_COMPANY,
        public_messages=_public_messages(ids, customers, excluded_models),
        pending=pending,
        columns=COLUMNS,
        returning=RETURNING,
    )


def _public_messages(ids: Sequence[int], customers: Sequence[int | None], excluded_models: Sequence[str]) -> SQL:
    """Two table expressions: the messages noted that people wrote in public, and the contacts each of them touched."""
    return SQL(
        """
        noted AS (
            SELECT message.id, message.author_id, message.date, message.message_type, message.model, message.res_id,
                   message.record_company_id, message.sme_automatic, noted.customer_id,
                   author.id IS NULL OR author.partner_share AS is_inbound
              FROM unnest(%(ids)s::int[], %(customers)s::int[]) AS noted (message_id, customer_id)
              JOIN mail_message message ON message.id = noted.message_id
              JOIN mail_message_subtype subtype ON subtype.id = message.subtype_id AND subtype.internal IS NOT TRUE
              LEFT JOIN res_partner author ON author.id = message.author_id
             WHERE message.message_type IN ('email', 'comment')
               AND message.is_internal IS NOT TRUE
               AND message.model IS NOT NULL
               AND message.model <> ALL (%(excluded)s)
               AND NOT EXISTS (SELECT FROM rating_rating rating WHERE rating.message_id = message.id)
        ), touched AS (
            SELECT noted.id, coalesce(noted.author_id, noted.customer_id) AS partner_id
              FROM noted
             WHERE noted.is_inbound AND (noted.model <> 'discuss.channel' OR noted.author_id IS NOT NULL)
             UNION
            SELECT noted.id, recipient.partner_id
              FROM noted
              JOIN LATERAL (
                   SELECT res_partner_id AS partner_id FROM mail_notification WHERE mail_message_id = noted.id
                    UNION
                   SELECT res_partner_id FROM mail_message_res_partner_rel WHERE mail_message_id = noted.id
                   ) recipient ON recipient.partner_id IS NOT NULL
             WHERE NOT noted.is_inbound AND noted.model NOT IN ('account.move', 'discuss.channel')
        )
        """,
        ids=list(ids),
        customers=list(customers),
        excluded=list(excluded_models),
    )


def insert_events(events: Sequence[str]) -> SQL:
    """Events given as JSON objects, one row each; contacts that are employees are no customers."""
    return SQL(
        """
        INSERT INTO sme_contact (%(columns)s)
        SELECT event.company_id, partner.id, partner.commercial_partner_id, event.user_id, event.date, event.channel,
               event.direction, event.kind, coalesce(event.automatic, FALSE), coalesce(event.is_real, FALSE),
               event.res_model, event.res_id, event.event_key, TRUE
          FROM unnest(%(events)s::jsonb[]) AS given (event_json)
         CROSS JOIN LATERAL jsonb_to_record(event_json) AS event (
               company_id int, partner_id int, user_id int, date timestamp, channel text, direction text, kind text,
               automatic bool, is_real bool, res_model text, res_id int, event_key text)
          JOIN res_partner partner ON partner.id = event.partner_id AND partner.partner_share
        %(returning)s
        """,
        events=list(events),
        columns=COLUMNS,
        returning=RETURNING,
    )


def insert_meetings(since: datetime | None, until: datetime) -> SQL:
    """Meetings with customers that ended in (since, until].

    Where `since` is None, all that ended: they are history, from which nothing follows. Meetings that last longer than
    a month are left out, so that the index on their start serves.
    """
    return SQL(
        """
        INSERT INTO sme_contact (%(columns)s)
        SELECT DISTINCT ON (meeting.id, partner.commercial_partner_id)
               coalesce(organiser.company_id, %(first_company)s), partner.id, partner.commercial_partner_id,
               meeting.user_id, meeting.stop, 'meeting', 'both', 'meeting', FALSE, TRUE,
               'calendar.event', meeting.id,
               format('calendar.event,%%s,%%s', meeting.id, partner.commercial_partner_id),
               %(since)s::timestamp IS NOT NULL
        %(ended)s
         ORDER BY meeting.id, partner.commercial_partner_id, partner.id
        %(returning)s
        """,
        since=since,
        first_company=FIRST_COMPANY,
        ended=_meetings_ended(since, until),
        columns=COLUMNS,
        returning=RETURNING,
    )


def meetings_to_note(since: datetime, until: datetime) -> SQL:
    """A row for each meeting with a customer that ended in (since, until] and is not in the ledger."""
    return SQL(
        """
        SELECT 1
        %s
           AND NOT EXISTS (SELECT FROM sme_contact noted
                            WHERE noted.event_key
                                = format('calendar.event,%%s,%%s', meeting.id, partner.commercial_partner_id))
        """,
        _meetings_ended(since, until),
    )


def _meetings_ended(since: datetime | None, until: datetime) -> SQL:
    """Meetings with customers that ended in (since, until], a row for each customer."""
    return SQL(
        """
          FROM calendar_event meeting
          JOIN calendar_attendee attendee ON attendee.event_id = meeting.id AND attendee.state <> 'declined'
          JOIN res_partner partner ON partner.id = attendee.partner_id AND partner.partner_share
          LEFT JOIN res_users organiser ON organiser.id = meeting.user_id
         WHERE meeting.active AND meeting.stop <= %(until)s
           AND (%(since)s::timestamp IS NULL OR meeting.stop > %(since)s::timestamp)
           AND meeting.start > coalesce(%(since)s::timestamp, '-infinity') - INTERVAL '31 days'
           AND meeting.start <= %(until)s
        """,
        since=since,
        until=until,
    )


def insert_done_activities(message_ids: Sequence[int]) -> SQL:
    """Calls and meetings that old messages report as done, on contacts, quotations, opportunities and records."""
    return SQL(
        """
        INSERT INTO sme_contact (%(columns)s)
        SELECT coalesce(message.record_company_id, colleague.company_id, %(first_company)s),
               partner.id, partner.commercial_partner_id, colleague.id, message.date,
               CASE kind.category WHEN 'phonecall' THEN 'phone' ELSE 'meeting' END,
               'both',
               CASE kind.category WHEN 'phonecall' THEN 'call' ELSE 'meeting' END,
               FALSE, TRUE, message.model, message.res_id,
               format('mail.message,%%s,%%s', message.id, partner.commercial_partner_id), FALSE
          FROM mail_message message
          JOIN mail_activity_type kind
            ON kind.id = message.mail_activity_type_id AND kind.category IN ('phonecall', 'meeting')
          LEFT JOIN sale_order sale ON message.model = 'sale.order' AND sale.id = message.res_id
          LEFT JOIN crm_lead lead ON message.model = 'crm.lead' AND lead.id = message.res_id
          JOIN res_partner partner ON partner.partner_share AND partner.id = CASE message.model
               WHEN 'res.partner' THEN message.res_id ELSE coalesce(sale.partner_id, lead.partner_id) END
          LEFT JOIN LATERAL (
               SELECT users.id, users.company_id FROM res_users users
                WHERE users.partner_id = message.author_id ORDER BY users.id LIMIT 1
               ) colleague ON TRUE
         WHERE message.id = ANY (%(ids)s)
        %(returning)s
        """,
        ids=list(message_ids),
        first_company=FIRST_COMPANY,
        columns=COLUMNS,
        returning=RETURNING,
    )


def insert_orders(order_ids: Sequence[int]) -> SQL:
    """Confirmed orders, at their date, as they are noted when one is confirmed."""
    return SQL(
        """
        INSERT INTO sme_contact (%(columns)s)
        SELECT sale.company_id, partner.id, partner.commercial_partner_id, sale.user_id, sale.date_order, 'order',
               'in', 'order', FALSE, FALSE, 'sale.order', sale.id, format('sale.order,%%s,order', sale.id), FALSE
          FROM sale_order sale
          JOIN res_partner partner ON partner.id = sale.partner_id AND partner.partner_share
         WHERE sale.id = ANY (%(ids)s) AND sale.state = 'sale'
        %(returning)s
        """,
        ids=list(order_ids),
        columns=COLUMNS,
        returning=RETURNING,
    )


def newest(table: str) -> SQL:
    """The highest id of a table that old events are filled in from; 0 where it is empty."""
    return SQL("SELECT coalesce(max(id), 0) FROM %s", HISTORY_TABLES[table])


def ids_below(table: str, below: int, limit: int) -> SQL:
    """The highest ids of a table below one, from the highest on."""
    return SQL("SELECT id FROM %s WHERE id < %s ORDER BY id DESC LIMIT %s", HISTORY_TABLES[table], below, limit)


def last_contacts(partner_ids: Sequence[int], company_id: int) -> SQL:
    """(customer, moment) of the last real contact of a company with each of these customers."""
    return SQL(
        """
        SELECT customer.id, latest.date
          FROM unnest(%s::int[]) AS customer (id)
         CROSS JOIN LATERAL (
               SELECT date FROM sme_contact contact
                WHERE contact.is_real AND contact.commercial_partner_id = customer.id AND contact.company_id = %s
                ORDER BY date DESC LIMIT 1) latest
        """,
        list(partner_ids),
        company_id,
    )


def last_contact_of(partner: SQL, company_id: int) -> SQL:
    """The moment of the last real contact with the customer in a column, as an expression."""
    return SQL(
        "(SELECT max(contact.date) FROM sme_contact contact WHERE contact.is_real"
        " AND contact.commercial_partner_id = %s AND contact.company_id = %s)",
        partner,
        company_id,
    )
