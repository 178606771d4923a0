"""Who a follow-up plan is for: one statement a trigger, of what happened, or came to be true, in a span of time.

Every trigger gives rows of the same columns: `customer_id` (commercial partner), `partner_id` (the contact it is
about), `document_id` (of the trigger's model, or NULL), `day` (on which it happened), `amount` (what is at stake, in
the company's currency) and `details` (JSON values for the sentence that says why). Only what is still so at the end
of the span counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from odoo.tools import SQL

from . import rhythm

# What tells that a customer has answered, or that somebody has spoken to it.
ANSWERS = ("message", "call", "meeting", "order", "opt_out")


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time of one company.

    Moments count from `start` (naive UTC) to before `end`; days, in the company's `timezone`, after `after`, up to
    and including `until`.
    """

    company_id: int
    timezone: str
    start: datetime
    end: datetime
    after: date
    until: date


def lifecycle_changed(span: Span, lifecycles: Sequence[str]) -> SQL:
    """Customers whose last change of lifecycle in the span led to one of these stages."""
    return SQL(
        """
        SELECT changed.customer_id, changed.partner_id, NULL::int AS document_id, changed.day,
               COALESCE(NULLIF(card.money_at_stake, 0), changed.value, 0) AS amount,
               jsonb_build_array(changed.lifecycle_from, changed.lifecycle_to) AS details
          FROM (
               SELECT DISTINCT ON (partner.commercial_partner_id)
                      partner.commercial_partner_id AS customer_id, event.partner_id, event.date AS day, event.value,
                      event.lifecycle_from, event.lifecycle_to
                 FROM sme_customer_event event
                 JOIN res_partner partner ON partner.id = event.partner_id
                WHERE event.company_id = %(company_id)s
                  AND event.kind IN ('lifecycle', 'left')
                  AND event.date > %(after)s AND event.date <= %(until)s
                ORDER BY partner.commercial_partner_id, event.date DESC, event.id DESC
               ) changed
          LEFT JOIN sme_customer card ON card.company_id = %(company_id)s AND card.partner_id = changed.customer_id
         WHERE changed.lifecycle_to = ANY(%(lifecycles)s)
        """,
        company_id=span.company_id,
        after=span.after,
        until=span.until,
        lifecycles=list(lifecycles),
    )


def in_lifecycle(span: Span, lifecycles: Sequence[str]) -> SQL:
    """Customers that are in one of these stages now, since whenever."""
    return SQL(
        """
        SELECT card.partner_id AS customer_id, card.partner_id, NULL::int AS document_id, %(until)s::date AS day,
               COALESCE(NULLIF(card.money_at_stake, 0), card.value, 0) AS amount,
               jsonb_build_array(NULL, card.lifecycle) AS details
          FROM sme_customer card
         WHERE card.company_id = %(company_id)s AND card.lifecycle = ANY(%(lifecycles)s)
        """,
        company_id=span.company_id,
        until=span.until,
        lifecycles=list(lifecycles),
    )


def class_changed(span: Span, direction: str) -> SQL:
    """Customers whose last change of class in the span went up, down, or anywhere (`any`); also one made by hand."""
    return SQL(
        """
        SELECT changed.customer_id, changed.partner_id, NULL::int AS document_id, changed.day,
               COALESCE(changed.value, 0) AS amount,
               jsonb_build_array(changed.class_from_id, changed.class_to_id) AS details
          FROM (
               SELECT DISTINCT ON (partner.commercial_partner_id)
                      partner.commercial_partner_id AS customer_id, event.partner_id, event.date AS day, event.value,
                      event.class_from_id, event.class_to_id
                 FROM sme_customer_event event
                 JOIN res_partner partner ON partner.id = event.partner_id
                WHERE event.company_id = %(company_id)s
                  AND event.kind IN ('class', 'override', 'override_end', 'left')
                  AND event.date > %(after)s AND event.date <= %(until)s
                ORDER BY partner.commercial_partner_id, event.date DESC, event.id DESC
               ) changed
          JOIN sme_customer_class class_from ON class_from.id = changed.class_from_id
          JOIN sme_customer_class class_to ON class_to.id = changed.class_to_id
         WHERE class_from.id <> class_to.id
           AND CASE %(direction)s WHEN 'up' THEN class_to.sequence < class_from.sequence
                                  WHEN 'down' THEN class_to.sequence > class_from.sequence
                                  ELSE TRUE END
        """,
        company_id=span.company_id,
        after=span.after,
        until=span.until,
        direction=direction,
    )


def without_contact(span: Span, interval: str, days: int) -> SQL:
    """Customers whose last real contact lies back for longer than their class promises, or than so many days.

    `interval` is `ideal`, `max` or `days`. It counts from the day from which the rhythm of contacts counts.
    """
    promised = {
        "ideal": SQL("class.contact_ideal_days"),
        "max": SQL("class.contact_max_days"),
        "days": SQL("%s", days),
    }[interval]
    since = rhythm.start_of_interval(
        rhythm.last_touch(SQL("card.partner_id"), span.company_id, span.timezone, span.end),
        SQL(
            "CASE WHEN card.last_order_date <= %s THEN card.last_order_date ELSE card.previous_order_date END",
            span.until,
        ),
        SQL("card.class_since"),
        SQL("class.rhythm_since"),
    )
    return SQL(
        """
        SELECT card.partner_id AS customer_id, card.partner_id, NULL::int AS document_id, due.day,
               COALESCE(card.value, 0) AS amount,
               jsonb_build_array(due.promised, quiet.since) AS details
          FROM sme_customer card
          JOIN sme_customer_class class ON class.id = card.class_id
         CROSS JOIN LATERAL (SELECT %(since)s AS since) quiet
         CROSS JOIN LATERAL (SELECT %(promised)s AS promised, quiet.since + %(promised)s AS day) due
         WHERE card.company_id = %(company_id)s
           AND due.promised > 0
           AND card.lifecycle NOT IN ('prospect', 'lost')
           AND due.day > %(after)s AND due.day <= %(until)s
        """,
        since=since,
        company_id=span.company_id,
        promised=promised,
        after=span.after,
        until=span.until,
    )


def quotations_unanswered(span: Span, due_days: Mapping[date, date]) -> SQL:
    """Quotations sent that the customer, by any of its contacts, has not answered until the day they are due.

    `due_days` tells for each day on which one may have been sent the day on which it is followed up. Where sending was
    not noted (before the addon was there), the first message that went out counts, else the date of the quotation;
    the last of the details says that it is an estimate.
    """
    return SQL(
        """
        SELECT partner.commercial_partner_id AS customer_id, sale.partner_id, sale.id AS document_id, due.day,
               %(amount)s AS amount,
               jsonb_build_array(sale.name, sent.day, sent.estimated) AS details
          FROM sale_order sale
          JOIN res_partner partner ON partner.id = sale.partner_id
         CROSS JOIN LATERAL (
               SELECT moment, estimated, %(sent_day)s AS day
                 FROM (SELECT noted.date AS moment, FALSE AS estimated FROM sme_contact noted
                        WHERE noted.event_key = format('sale.order,%%s,quotation_sent', sale.id)
                        UNION ALL
                       SELECT COALESCE(
                              (SELECT min(message.date) FROM mail_message message
                                 JOIN res_partner author ON author.id = message.author_id
                                WHERE message.model = 'sale.order' AND message.res_id = sale.id
                                  AND message.message_type IN ('email', 'comment')
                                  AND message.is_internal IS NOT TRUE AND author.partner_share IS NOT TRUE),
                              sale.date_order), TRUE
                        WHERE sale.state = 'sent') ways
                ORDER BY estimated LIMIT 1
               ) sent
          JOIN unnest(%(sent_days)s::date[], %(follow_days)s::date[]) AS due (sent_day, day) ON due.sent_day = sent.day
         WHERE sale.company_id = %(company_id)s
           AND (sale.state = 'sent' OR sale.state = 'sale' AND sale.date_order >= %(end)s)
           AND due.day > %(after)s AND due.day <= %(until)s
           AND NOT EXISTS (
               SELECT FROM sme_contact answer
                WHERE answer.commercial_partner_id = partner.commercial_partner_id
                  AND answer.company_id = sale.company_id
                  AND answer.date > sent.moment AND answer.date < %(end)s
                  AND answer.direction IN ('in', 'both') AND answer.automatic IS NOT TRUE
                  AND answer.kind = ANY(%(answers)s))
        """,
        amount=order_amount(SQL("sale.amount_untaxed")),
        sent_day=local_day(SQL("ways.moment"), span),
        sent_days=list(due_days),
        follow_days=list(due_days.values()),
        company_id=span.company_id,
        after=span.after,
        until=span.until,
        end=span.end,
        answers=list(ANSWERS),
    )


def orders_noted(span: Span, kind: str) -> SQL:
    """Orders of which the ledger notes in the span that they were confirmed (`order`) or delivered (`delivery`)."""
    return SQL(
        """
        SELECT partner.commercial_partner_id AS customer_id, sale.partner_id, sale.id AS document_id,
               %(day)s AS day, %(amount)s AS amount, jsonb_build_array(sale.name) AS details
          FROM sme_contact noted
          JOIN sale_order sale ON sale.id = noted.res_id AND sale.state = 'sale'
          JOIN res_partner partner ON partner.id = sale.partner_id
         WHERE noted.company_id = %(company_id)s AND sale.company_id = noted.company_id
           AND noted.res_model = 'sale.order' AND noted.kind = %(kind)s
           AND noted.date >= %(start)s AND noted.date < %(end)s
        """,
        day=local_day(SQL("noted.date"), span),
        amount=order_amount(SQL("sale.amount_untaxed")),
        company_id=span.company_id,
        kind=kind,
        start=span.start,
        end=span.end,
    )


def new_customers(span: Span) -> SQL:
    """Customers whose first order was confirmed in the span."""
    return SQL(
        """
        SELECT DISTINCT ON (confirmed.customer_id) confirmed.*
          FROM (%(confirmed)s) confirmed
         WHERE NOT EXISTS (
               SELECT FROM sale_order earlier
                 JOIN res_partner contact ON contact.id = earlier.partner_id
                WHERE contact.commercial_partner_id = confirmed.customer_id
                  AND earlier.company_id = %(company_id)s AND earlier.state = 'sale'
                  AND earlier.id <> confirmed.document_id AND %(earlier_day)s < confirmed.day)
         ORDER BY confirmed.customer_id, confirmed.day, confirmed.document_id
        """,
        confirmed=orders_noted(span, "order"),
        company_id=span.company_id,
        earlier_day=local_day(SQL("earlier.date_order"), span),
    )


def entitlements_ending(span: Span, rungs: Sequence[tuple[str, int]]) -> SQL:
    """Rights that nothing has renewed, on the rungs of the ladder: (kind, days before the end).

    The amount is the revenue at risk: what the order asked for the quantity that is still entitled.
    """
    return SQL(
        """
        SELECT DISTINCT ON (entitled.id)
               partner.commercial_partner_id AS customer_id, entitled.partner_id, entitled.id AS document_id,
               entitled.date_end - rung.days AS day,
               COALESCE(%(amount)s * LEAST(entitled.quantity / NULLIF(line.product_uom_qty, 0), 1), 0) AS amount,
               jsonb_build_array(entitled.number, entitled.kind, entitled.date_end) AS details
          FROM sme_entitlement entitled
          JOIN unnest(%(kinds)s::text[], %(days)s::int[]) AS rung (kind, days) ON rung.kind = entitled.kind
          JOIN res_partner partner ON partner.id = entitled.partner_id
          LEFT JOIN sale_order_line line ON line.id = entitled.sale_order_line_id
          LEFT JOIN sale_order sale ON sale.id = line.order_id
          LEFT JOIN sme_entitlement renewal ON renewal.id = entitled.renewed_by_id
          LEFT JOIN sale_order renewing ON renewing.id = renewal.sale_order_id
         WHERE entitled.company_id = %(company_id)s
           AND entitled.cancelled IS NOT TRUE
           AND entitled.date_end - rung.days > %(after)s AND entitled.date_end - rung.days <= %(until)s
           AND entitled.date_start <= entitled.date_end - rung.days
           AND (renewal.id IS NULL OR COALESCE(renewing.date_order, renewal.date_start) >= %(end)s)
         ORDER BY entitled.id, rung.days
        """,
        amount=order_amount(SQL("line.price_subtotal")),
        kinds=[kind for kind, _days in rungs],
        days=[days for _kind, days in rungs],
        company_id=span.company_id,
        after=span.after,
        until=span.until,
        end=span.end,
    )


def low_ratings(span: Span, below: float) -> SQL:
    """Ratings of the span under a limit; one that was not given is none."""
    return SQL(
        """
        SELECT noted.commercial_partner_id AS customer_id, noted.partner_id,
               CASE WHEN noted.res_model = 'sme.service' THEN noted.res_id END AS document_id,
               %(day)s AS day, COALESCE(card.value, 0) AS amount,
               jsonb_build_array(rating.rating, service.number) AS details
          FROM sme_contact noted
          JOIN rating_rating rating ON rating.id = split_part(noted.event_key, ',', 2)::int
          LEFT JOIN sme_service service ON noted.res_model = 'sme.service' AND service.id = noted.res_id
          LEFT JOIN sme_customer card
                 ON card.company_id = noted.company_id AND card.partner_id = noted.commercial_partner_id
         WHERE noted.company_id = %(company_id)s AND noted.kind = 'rating'
           AND noted.event_key LIKE 'rating.rating,%%'
           AND noted.date >= %(start)s AND noted.date < %(end)s
           AND rating.rating > 0 AND rating.rating < %(below)s
        """,
        day=local_day(SQL("noted.date"), span),
        company_id=span.company_id,
        start=span.start,
        end=span.end,
        below=below,
    )


def complaints_closed(span: Span) -> SQL:
    """Complaints that were solved, or closed without it, in the span and that nobody has opened again."""
    return SQL(
        """
        SELECT partner.commercial_partner_id AS customer_id, service.partner_id, service.id AS document_id,
               %(day)s AS day, COALESCE(card.value, 0) AS amount, jsonb_build_array(service.number) AS details
          FROM sme_service service
          JOIN sme_service_type kind ON kind.id = service.type_id AND kind.code = 'complaint'
          JOIN res_partner partner ON partner.id = service.partner_id
         CROSS JOIN LATERAL (SELECT COALESCE(service.date_solved, service.date_closed) AS moment) done
          LEFT JOIN sme_customer card
                 ON card.company_id = service.company_id AND card.partner_id = partner.commercial_partner_id
         WHERE service.company_id = %(company_id)s
           AND service.state IN ('solved', 'closed')
           AND done.moment >= %(start)s AND done.moment < %(end)s
        """,
        day=local_day(SQL("done.moment"), span),
        company_id=span.company_id,
        start=span.start,
        end=span.end,
    )


def leads_untouched(span: Span, due_days: Mapping[date, date]) -> SQL:
    """Open leads and opportunities to whose customer nobody has spoken since they came in, on the day they are due."""
    return SQL(
        """
        SELECT partner.commercial_partner_id AS customer_id, lead.partner_id, lead.id AS document_id, due.day,
               COALESCE(lead.expected_revenue, 0) AS amount,
               jsonb_build_array(lead.name, %(born)s) AS details
          FROM crm_lead lead
          JOIN res_partner partner ON partner.id = lead.partner_id
          LEFT JOIN res_users salesperson ON salesperson.id = lead.user_id
          JOIN unnest(%(born_days)s::date[], %(follow_days)s::date[]) AS due (born_day, day) ON due.born_day = %(born)s
         WHERE COALESCE(lead.company_id, salesperson.company_id, %(company_id)s) = %(company_id)s
           AND lead.active
           AND (lead.won_status = 'pending' OR lead.date_closed >= %(end)s)
           AND due.day > %(after)s AND due.day <= %(until)s
           AND NOT EXISTS (
               SELECT FROM sme_contact touch
                WHERE touch.commercial_partner_id = partner.commercial_partner_id
                  AND touch.date >= lead.create_date AND touch.date < %(end)s
                  AND touch.direction IN ('out', 'both') AND touch.is_real)
        """,
        born=local_day(SQL("lead.create_date"), span),
        born_days=list(due_days),
        follow_days=list(due_days.values()),
        company_id=span.company_id,
        after=span.after,
        until=span.until,
        end=span.end,
    )


def order_amount(amount: SQL) -> SQL:
    """An amount of the order `sale` in the company's currency, at the order's own rate."""
    return SQL("%s / COALESCE(NULLIF(sale.currency_rate, 0), 1)::numeric", amount)


def local_day(moment: SQL, span: Span) -> SQL:
    """The company's day of a UTC moment."""
    return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, span.timezone)
