"""Facts per customer from confirmed orders, open quotations and open opportunities of one company."""

from dataclasses import dataclass
from datetime import date, datetime

from odoo.tools import SQL


@dataclass(frozen=True, slots=True)
class FactsScope:
    """Which orders count, and how.

    `until` is the first UTC moment after the last day that counts, in the company's `timezone`; orders on days after
    `window_start` lie in the window. Amounts become whole units of 10**-`decimal_places` of the company's currency.
    """

    company_id: int
    timezone: str
    until: datetime
    window_start: date
    decimal_places: int
    excluded_partner_ids: tuple[int, ...]


def order_facts(scope: FactsScope) -> SQL:
    """One row a commercial partner with an order, an open quotation or an open opportunity.

    Only those with a counted order, or with something open, are customers (`is_customer`). Amounts are summed exactly
    and rounded once; orders below zero reduce amounts but count in nothing else. Days are dates, amounts minor units
    (bigint), but for `absolute_amount` of the window and `known_amount`, the part of it whose costs are known: these
    are exact.
    """
    return SQL(
        """
        WITH orders AS (%(orders)s),
        customers AS (%(customers)s),
        prospects AS (%(prospects)s)
        SELECT partner_id,
               COALESCE(order_count, 0)::int AS order_count,
               COALESCE(revenue, 0) AS revenue,
               COALESCE(margin, 0) AS margin,
               0::bigint AS service_cost,
               COALESCE(absolute_amount, 0) AS absolute_amount,
               COALESCE(known_amount, 0) AS known_amount,
               first_order_date, last_order_date, previous_order_date,
               (CASE WHEN lifetime_order_count > 0 THEN order_day_count ELSE 0 END)::int AS order_day_count,
               COALESCE(lifetime_order_count, 0)::int AS lifetime_order_count,
               COALESCE(lifetime_revenue, 0) AS lifetime_revenue,
               average_order, lifetime_average,
               median_gap_days,
               lifetime_order_count > 0 OR prospects.partner_id IS NOT NULL AS is_customer
          FROM customers FULL JOIN prospects USING (partner_id)
         WHERE partner_id != ALL(%(excluded)s)
        """,
        orders=_orders(scope),
        customers=_customers(scope),
        prospects=_prospects(scope),
        excluded=list(scope.excluded_partner_ids),
    )


def _customers(scope: FactsScope) -> SQL:
    """One row a commercial partner with an order.

    One pass: orders are sorted once by customer and day, `lag` gives the gaps, one grouping gives all facts.
    """
    in_window = SQL("FILTER (WHERE in_window)")
    return SQL(
        """
        SELECT partner_id,
               count(*) FILTER (WHERE counted AND in_window) AS order_count,
               %(revenue)s AS revenue,
               %(margin)s AS margin,
               sum(abs(amount)) FILTER (WHERE in_window) AS absolute_amount,
               sum(abs(amount)) FILTER (WHERE in_window AND cost_known) AS known_amount,
               min(day) FILTER (WHERE counted) AS first_order_date,
               max(day) FILTER (WHERE counted) AS last_order_date,
               max(day_before) FILTER (WHERE day_before < day) AS previous_order_date,
               count(*) FILTER (WHERE day_before < day) + 1 AS order_day_count,
               count(*) FILTER (WHERE counted) AS lifetime_order_count,
               %(lifetime_revenue)s AS lifetime_revenue,
               %(average_order)s AS average_order,
               %(lifetime_average)s AS lifetime_average,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY day - day_before)
                   FILTER (WHERE day_before < day) AS median_gap_days
          FROM (
            SELECT partner_id, day, amount, margin, counted, in_window, cost_known,
                   CASE WHEN counted
                        THEN lag(day) OVER (PARTITION BY partner_id, counted ORDER BY day) END AS day_before
              FROM orders
          ) sequenced
         GROUP BY partner_id
        """,
        revenue=_minor_units(SQL("sum(amount) %s", in_window), scope),
        margin=_minor_units(SQL("sum(margin) %s", in_window), scope),
        lifetime_revenue=_minor_units(SQL("sum(amount)"), scope),
        average_order=_minor_units(
            SQL("sum(amount) %s / NULLIF(count(*) FILTER (WHERE counted AND in_window), 0)", in_window), scope
        ),
        lifetime_average=_minor_units(SQL("sum(amount) / NULLIF(count(*) FILTER (WHERE counted), 0)"), scope),
    )


def _orders(scope: FactsScope) -> SQL:
    """Confirmed orders of the company before the end of the last day, in company currency, by local day."""
    return SQL(
        """
        SELECT partner.commercial_partner_id AS partner_id,
               local.day,
               money.amount,
               money.margin,
               sale_order.amount_untaxed >= 0 AS counted,
               round(sale_order.amount_untaxed, %(places)s) != round(sale_order.margin, %(places)s) AS cost_known,
               local.day > %(window_start)s AS in_window
          FROM sale_order
          JOIN res_partner partner ON partner.id = sale_order.partner_id
         CROSS JOIN LATERAL (SELECT %(day)s AS day) local
         CROSS JOIN LATERAL (
               SELECT CASE WHEN sale_order.currency_rate IS NULL OR sale_order.currency_rate IN (0, 1)
                           THEN sale_order.amount_untaxed
                           ELSE sale_order.amount_untaxed / sale_order.currency_rate::numeric
                      END AS amount,
                      CASE WHEN sale_order.currency_rate IS NULL OR sale_order.currency_rate IN (0, 1)
                           THEN COALESCE(sale_order.margin, sale_order.amount_untaxed)
                           ELSE COALESCE(sale_order.margin, sale_order.amount_untaxed)
                                / sale_order.currency_rate::numeric
                      END AS margin
         ) money
         WHERE sale_order.company_id = %(company_id)s
           AND sale_order.state = 'sale'
           AND sale_order.date_order < %(until)s
        """,
        places=max(scope.decimal_places, 2),
        day=_local_day(SQL("sale_order.date_order"), scope.timezone),
        window_start=scope.window_start,
        company_id=scope.company_id,
        until=scope.until,
    )


def _local_day(moment: SQL, timezone: str) -> SQL:
    """The day of a UTC timestamp in a time zone."""
    if timezone == "UTC":
        return SQL("%s::date", moment)
    return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, timezone)


def _minor_units(amount: SQL, scope: FactsScope) -> SQL:
    """An amount rounded once to the currency's minor unit, as a whole number of them."""
    return SQL("(round(%s, %s) * %s)::bigint", amount, scope.decimal_places, 10**scope.decimal_places)


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
