"""Which of a trigger's candidates a plan takes, whom it has taken before, and deliveries that nothing has noted yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from odoo.tools import SQL

from .plan_candidates import Span


def select_candidates(
    rows: SQL, span: Span, class_ids: Sequence[int], customers: SQL | None, without_complaint: bool
) -> SQL:
    """Those rows that a plan takes, best first: (customer, contact, document, day, amount, details).

    Only customers of some classes, where any are named, and among these scorecards, where a plan chooses; none whose
    complaint is open, where the plan sells. A contact that is archived gives way to its customer; contacts that belong
    to another company are none of the plan's.
    """
    return SQL(
        """
        SELECT found.customer_id,
               CASE WHEN contact.active THEN contact.id ELSE found.customer_id END AS partner_id,
               found.document_id, found.day, found.amount::float AS amount, found.details
          FROM (%(rows)s) found
          JOIN res_partner customer ON customer.id = found.customer_id AND customer.active AND customer.partner_share
           AND (customer.company_id IS NULL OR customer.company_id = %(company_id)s)
          JOIN res_partner contact ON contact.id = found.partner_id
           AND (contact.company_id IS NULL OR contact.company_id = %(company_id)s)
          LEFT JOIN sme_customer card ON card.company_id = %(company_id)s AND card.partner_id = found.customer_id
         WHERE %(of_classes)s AND %(of_customers)s AND %(content)s
         ORDER BY found.amount DESC, found.customer_id, found.day, found.document_id
        """,
        rows=rows,
        company_id=span.company_id,
        of_classes=SQL("card.class_id = ANY(%s)", list(class_ids)) if class_ids else SQL("TRUE"),
        of_customers=SQL("card.id IN %s", customers) if customers else SQL("TRUE"),
        content=_without_open_complaint(span) if without_complaint else SQL("TRUE"),
    )


def _without_open_complaint(span: Span) -> SQL:
    return SQL(
        """
        NOT EXISTS (
            SELECT FROM sme_service service
              JOIN sme_service_type kind ON kind.id = service.type_id AND kind.code = 'complaint'
             WHERE service.commercial_partner_id = found.customer_id
               AND service.company_id = %(company_id)s
               AND service.held_reason IS NULL
               AND service.create_date < %(end)s
               AND COALESCE(service.date_solved, service.date_closed, 'infinity') >= %(end)s)
        """,
        company_id=span.company_id,
        end=span.end,
    )


def enrolled(plan_id: int, since: date, timezone: str, relation: tuple[str, str, str] | None) -> SQL:
    """(customer, document or NULL, day it began, whether it runs) of the enrolments of a plan that run or are young.

    An enrolment with several documents has a row for each of them; `relation` is the table that links them, with its
    two columns.
    """
    return SQL(
        """
        SELECT enrolment.commercial_partner_id, %(document)s, began.day, enrolment.state IN ('running', 'paused')
          FROM sme_enrolment enrolment
         CROSS JOIN LATERAL (
               SELECT (enrolment.date_start AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date AS day) began
          %(documents)s
         WHERE enrolment.plan_id = %(plan_id)s
           AND (enrolment.state IN ('running', 'paused') OR began.day >= %(since)s)
        """,
        document=SQL.identifier("linked", relation[2]) if relation else SQL("NULL::int"),
        documents=SQL(
            "LEFT JOIN %s linked ON %s = enrolment.id",
            SQL.identifier(relation[0]),
            SQL.identifier("linked", relation[1]),
        )
        if relation
        else SQL(""),
        timezone=timezone,
        plan_id=plan_id,
        since=since,
    )


def note_deliveries(company_id: int, since: date, day_known: bool, moment: datetime | None) -> SQL:
    """Note in the ledger, once each, the orders since a day whose goods are all delivered.

    The moment is the one that an app for stock knows (`day_known`), else this one, else the date of the order. What
    was ordered without goods is delivered when all its lines are.
    """
    known = SQL("sale.effective_date" if day_known else "NULL::timestamp")
    return SQL(
        """
        INSERT INTO sme_contact (
               company_id, partner_id, commercial_partner_id, date, channel, direction, kind, automatic, is_real,
               res_model, res_id, event_key)
        SELECT sale.company_id, partner.id, partner.commercial_partner_id,
               COALESCE(%(known)s, %(moment)s::timestamp, sale.date_order), 'order', 'out', 'delivery', TRUE, FALSE,
               'sale.order', sale.id, format('sale.order,%%s,delivery', sale.id)
          FROM sale_order sale
          JOIN res_partner partner ON partner.id = sale.partner_id AND partner.partner_share
         CROSS JOIN LATERAL (
               SELECT bool_and(sold.delivered) FILTER (WHERE sold.goods) AS goods_delivered,
                      bool_and(sold.delivered) AS all_delivered
                 FROM (SELECT template.type <> 'service' AS goods,
                              line.qty_delivered >= line.product_uom_qty AS delivered
                         FROM sale_order_line line
                         JOIN product_product product ON product.id = line.product_id
                         JOIN product_template template ON template.id = product.product_tmpl_id
                        WHERE line.order_id = sale.id AND line.display_type IS NULL
                          AND line.is_downpayment IS NOT TRUE AND line.product_uom_qty > 0) sold
               ) delivery
         WHERE sale.company_id = %(company_id)s AND sale.state = 'sale' AND sale.date_order >= %(since)s
           AND COALESCE(delivery.goods_delivered, delivery.all_delivered, FALSE)
           AND NOT EXISTS (SELECT FROM sme_contact noted
                            WHERE noted.event_key = format('sale.order,%%s,delivery', sale.id))
        ON CONFLICT (event_key) DO NOTHING
        RETURNING id, commercial_partner_id, company_id, kind, automatic
        """,
        known=known,
        moment=moment,
        company_id=company_id,
        since=since,
    )
