"""The facts of every customer in one pass, written for this benchmark alone.

It reads what the specification calls facts of the orders: counts, amounts, days and the median gap; an order below zero
counts in amounts only. The ratios are taken against the faster of this query and the addon's own.
"""

FACTS = """
    WITH orders AS (
        SELECT partner.commercial_partner_id AS customer_id,
               (sale_order.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date AS day,
               CASE WHEN coalesce(sale_order.currency_rate, 1) IN (0, 1) THEN sale_order.amount_untaxed
                    ELSE sale_order.amount_untaxed / sale_order.currency_rate::numeric END AS amount,
               CASE WHEN coalesce(sale_order.currency_rate, 1) IN (0, 1) THEN sale_order.margin
                    ELSE sale_order.margin / sale_order.currency_rate::numeric END AS margin,
               sale_order.amount_untaxed >= 0 AS counted
          FROM sale_order
          JOIN res_partner partner ON partner.id = sale_order.partner_id
         WHERE sale_order.company_id = %(company_id)s
           AND sale_order.state = 'sale'
           AND sale_order.date_order < %(until)s
    ),
    ordered AS (
        SELECT *,
               day - lag(day) OVER (PARTITION BY customer_id, counted ORDER BY day) AS gap
          FROM orders
    )
    SELECT customer_id,
           count(*) FILTER (WHERE counted AND day > %(window_start)s) AS order_count,
           round(sum(amount) FILTER (WHERE day > %(window_start)s), 2) AS revenue,
           round(sum(margin) FILTER (WHERE day > %(window_start)s), 2) AS margin,
           sum(abs(amount)) FILTER (WHERE day > %(window_start)s) AS absolute_amount,
           sum(abs(amount)) FILTER (WHERE day > %(window_start)s AND margin != amount) AS known_amount,
           min(day) FILTER (WHERE counted) AS first_order_date,
           max(day) FILTER (WHERE counted) AS last_order_date,
           max(day - gap) FILTER (WHERE counted AND gap > 0) AS previous_order_date,
           1 + count(*) FILTER (WHERE counted AND gap > 0) AS order_day_count,
           count(*) FILTER (WHERE counted) AS lifetime_order_count,
           round(sum(amount), 2) AS lifetime_revenue,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) FILTER (WHERE counted AND gap > 0) AS median_gap_days
      FROM ordered
     GROUP BY customer_id
"""
