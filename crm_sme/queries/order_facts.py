"""Facts per customer of one company: confirmed orders, open quotations and opportunities, what service cost."""

from dataclasses import dataclass
from datetime import date, datetime

from odoo.tools import SQL


@dataclass(frozen=True, slots=True)
class FactsScope:
    """Which orders count, and how.

    `until` is the first UTC moment after the last day that counts, in the company's `timezone`; orders on days after
    `window_start` lie in the window, whose first UTC moment is `since`. Amounts are in the company's currency, which
    has so many `decimal_places`.
    """

    company_id: int
    timezone: str
    until: datetime
    window_start: date
    since: datetime
    decimal_places: int
    excluded_partner_ids: tuple[int, ...]


def order_facts(scope: FactsScope) -> SQL:
    """One row a commercial partner with an order, an open quotation or an open opportunity.

    Only those with a counted order, or with something open, are customers (`is_customer`); having cost something
    makes no customer of anyone. Amounts are summed exactly and rounded once; orders below zero reduce amounts but
    count in nothing else. Not rounded are `window_amount` and `lifetime_amount`, of which averages are made, and of
    the window's orders `absolute_amount` and `known_amount`, the part of it whose costs are known.
    """
    return SQL(
        """
        WITH orders AS (%(orders)s),
        customers AS (%(customers)s),
        prospects AS (%(prospects)s),
        service_costs AS (%(service_costs)s)
        SELECT partner_id,
               COALESCE(order_count, 0)::int AS order_count,
               COALESCE(round(window_amount, %(places)s), 0) AS revenue,
               COALESCE(round(window_margin, %(places)s), 0) AS margin,
               COALESCE(round(cost, %(places)s), 0) AS service_cost,
               COALESCE(window_amount, 0) AS window_amount,
               COALESCE(absolute_amount, 0) AS absolute_amount,
               COALESCE(known_amount, 0) AS known_amount,
               first_order_date, last_order_date, previous_order_date,
               (CASE WHEN lifetime_order_count > 0 THEN order_day_count ELSE 0 END)::int AS order_day_count,
               COALESCE(lifetime_order_count, 0)::int AS lifetime_order_count,
               COALESCE(round(lifetime_amount, %(places)s), 0) AS lifetime_revenue,
               COALESCE(lifetime_amount, 0) AS lifetime_amount,
               median_gap_days,
               lifetime_order_count > 0 OR prospects.partner_id IS NOT NULL AS is_customer
          FROM customers FULL JOIN prospects USING (partner_id) LEFT JOIN service_costs USING (partner_id)
         WHERE partner_id != ALL(%(excluded)s)
        """,
        places=scope.decimal_places,
        orders=_orders(scope),
        customers=_customers(scope),
        prospects=_prospects(scope),
        service_costs=_service_costs(scope),
        excluded=list(scope.excluded_partner_ids),
    )


def _customers(scope: FactsScope) -> SQL:
    """One row a commercial partner with an order, in the order of their ids.

    One pass: orders are sorted once by customer and day, `lag` gives the gaps, one grouping gives all facts. Whether
    costs are known is asked of the window's orders only.
    """
    return SQL(
        """
        SELECT partner_id,
               count(*) FILTER (WHERE counted AND in_window) AS order_count,
               sum(amount) FILTER (WHERE in_window) AS window_amount,
               sum(margin) FILTER (WHERE in_window) AS window_margin,
               sum(abs(amount)) FILTER (WHERE in_window) AS absolute_amount,
               sum(abs(amount)) FILTER (
                   WHERE in_window AND round(amount_untaxed, %(places)s) != round(own_margin, %(places)s)
               ) AS known_amount,
               min(day) FILTER (WHERE counted) AS first_order_date,
               max(day) FILTER (WHERE counted) AS last_order_date,
               max(day_before) FILTER (WHERE day_before < day) AS previous_order_date,
               count(*) FILTER (WHERE day_before < day) + 1 AS order_day_count,
               count(*) FILTER (WHERE counted) AS lifetime_order_count,
               sum(amount) AS lifetime_amount,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY day - day_before)
                   FILTER (WHERE day_before < day) AS median_gap_days
          FROM (
            SELECT partner_id, day, day > %(window_start)s AS in_window, amount, margin, counted,
                   amount_untaxed, own_margin,
                   CASE WHEN counted
                        THEN lag(day) OVER (PARTITION BY partner_id, counted ORDER BY day) END AS day_before
              FROM orders
          ) sequenced
         GROUP BY partner_id
        """,
        places=max(scope.decimal_places, 2),
        window_start=scope.window_start,
    )


def _orders(scope: FactsScope) -> SQL:
    """Confirmed orders of the company before the end of the last day, in company currency, by local day.

    `amount_untaxed` and `own_margin` are in the order's own currency.
    """
    return SQL(
        """
        SELECT partner.commercial_partner_id AS partner_id,
               %(day)s AS day,
               %(amount)s AS amount,
               %(margin)s AS margin,
               sale_order.amount_untaxed >= 0 AS counted,
               sale_order.amount_untaxed,
               sale_order.margin AS own_margin
          FROM sale_order
          JOIN res_partner partner ON partner.id = sale_order.partner_id
         WHERE sale_order.company_id = %(company_id)s
           AND sale_order.state = 'sale'
           AND sale_order.date_order < %(until)s
        """,
        day=_local_day(SQL("sale_order.date_order"), scope.timezone),
        amount=_company_amount(SQL("sale_order.amount_untaxed")),
        margin=_company_amount(SQL("COALESCE(sale_order.margin, sale_order.amount_untaxed)")),
        company_id=scope.company_id,
        until=scope.until,
    )


def _company_amount(amount: SQL) -> SQL:
    """An amount of an order at the order's own rate, exact; divided only where there is something to divide by."""
    return SQL(
        """
        CASE WHEN sale_order.currency_rate IS NULL OR sale_order.currency_rate IN (0, 1) THEN %(amount)s
             ELSE %(amount)s / sale_order.currency_rate::numeric END
        """,
        amount=amount,
    )


def _local_day(moment: SQL, timezone: str) -> SQL:
    """The day of a UTC timestamp in a time zone."""
    if timezone == "UTC":
        return SQL("%s::date", moment)
    return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, timezone)


def _prospects(scope: FactsScope) -> SQL:
    """Commercial partners with an open quotation, or an active opportunity that is not won.

    An opportunity without company belongs to the company of its salesperson.
    """
    return SQL(
        """
        SELECT partner.commercial_partner_id AS partner_id
          FROM sale_order
          JOIN res_partner partner ON partner.id = sale_order.partner_id
         WHERE sale_order.company_id = %(company_id)s
           AND sale_order.state IN ('draft', 'sent')
         UNION
        SELECT partner.commercial_partner_id
          FROM crm_lead
          JOIN res_partner partner ON partner.id = crm_lead.partner_id
          LEFT JOIN res_users salesperson ON salesperson.id = crm_lead.user_id
         WHERE crm_lead.type = 'opportunity'
           AND crm_lead.active
           AND crm_lead.won_status IS DISTINCT FROM 'won'
           AND COALESCE(crm_lead.company_id, salesperson.company_id) = %(company_id)s
        """,
        company_id=scope.company_id,
    )


def _service_costs(scope: FactsScope) -> SQL:
    """What the service records of the window cost, by the day each was created; whatever became of them."""
    return SQL(
        """
        SELECT commercial_partner_id AS partner_id, sum(service_cost) AS cost
          FROM sme_service
         WHERE company_id = %(company_id)s
           AND service_cost != 0
           AND create_date >= %(since)s
           AND create_date < %(until)s
         GROUP BY commercial_partner_id
        """,
        company_id=scope.company_id,
        since=scope.since,
        until=scope.until,
    )
