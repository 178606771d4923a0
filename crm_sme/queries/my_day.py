"""What waits for a person: one statement, whatever the number of activities, records and customers.

A source selects reasons with the columns of `REASON`; `best_lines` weighs them and keeps the best customers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from odoo.tools import SQL

# What `best_lines` says of a line, before the columns of its reasons.
LINE = ("place", "whose", "class_id", "lines", "duties", "reasons")
# In this order: code of rules.my_day, day it is due, exact moment, when it arose (NULL: no event made it), customer,
# contact, company, amount at stake that the person may see and its part of the most in the company, document, and the
# activity where there is one.
REASON = (
    "kind", "due", "moment", "arose", "firm_id", "contact_id", "company_id", "amount", "share", "res_model", "res_id",
    "activity_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose day it is: the person, and those whom the person stands in for, in some companies on a day.

    The first of the companies is the one whose class of a customer counts.
    """

    user_id: int
    people_ids: Sequence[int]
    company_ids: Sequence[int]
    today: date
    now: datetime
    tomorrow: datetime


@dataclass(frozen=True, slots=True)
class Ranking:
    """The numbers of the rule: {kind: (base, per day, earliest, latest, whether it obliges)}, {class's id: weight}."""

    scales: Mapping[str, tuple[int, int, int, int, bool]]
    weights: Mapping[int, int]
    plain_weight: int
    money_factor: float
    most_customers: int
    most_reasons: int


def clocks(scope: Scope, timezone: str) -> SQL:
    """The promises of the person's records that are broken, about to be, or due today: the first of each record."""
    return SQL(
        """
        SELECT DISTINCT ON (service.id)
               CASE WHEN clock.deadline < %(now)s THEN 'clock_late'
                    WHEN clock.soon_from <= %(now)s THEN 'clock_soon'
                    ELSE 'clock_today' END,
               (clock.deadline AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date,
               clock.deadline, clock.date_start, service.commercial_partner_id, service.partner_id, service.company_id,
               NULL::numeric, 0::float8, 'sme.service', service.id, NULL::int
          FROM sme_service service
          JOIN sme_service_clock clock ON clock.service_id = service.id AND clock.state = 'running'
         WHERE service.user_id = ANY(%(people)s)
           AND service.active
           AND service.held_reason IS NULL
           AND service.company_id = ANY(%(companies)s)
           AND (clock.deadline < %(tomorrow)s OR clock.soon_from <= %(now)s)
         ORDER BY service.id, clock.deadline, clock.kind
        """,
        now=scope.now,
        timezone=timezone,
        tomorrow=scope.tomorrow,
        people=list(scope.people_ids),
        companies=list(scope.company_ids),
    )


def rights(scope: Scope, ends: Mapping[str, tuple[date, date]]) -> SQL:
    """Rights of some kinds that end soon, or ended lately, and that the person offers anew.

    `ends` gives, by kind, the first and the last day of the end that count. Without somebody of its own, a right is of
    whoever looks after the customer.
    """
    return SQL(
        """
        SELECT 'right', entitled.date_end, NULL::timestamp, NULL::timestamp, entitled.commercial_partner_id,
               entitled.partner_id, entitled.company_id, NULL::numeric, 0::float8, 'sme.entitlement', entitled.id,
               NULL::int
          FROM sme_entitlement entitled
          JOIN (VALUES %(ends)s) AS ends (kind, first, last)
            ON ends.kind = entitled.kind AND entitled.date_end BETWEEN ends.first AND ends.last
          JOIN res_partner firm ON firm.id = entitled.commercial_partner_id
         WHERE entitled.cancelled IS NOT TRUE
           AND entitled.renewed_by_id IS NULL
           AND entitled.company_id = ANY(%(companies)s)
           AND COALESCE(entitled.user_id, firm.user_id) = ANY(%(people)s)
        """,
        ends=SQL(", ").join(SQL("(%s, %s::date, %s::date)", kind, *days) for kind, days in ends.items()),
        companies=list(scope.company_ids),
        people=list(scope.people_ids),
    )


def silent_customers(
    scope: Scope, lifecycles: Sequence[str], of_territories: SQL | None, rested_since: datetime, with_amounts: bool
) -> SQL:
    """Customers of the person, or of a selection of scorecards, who are silent and were not spoken to lately.

    The moment is that of the last order.
    """
    amount = (
        SQL("CASE WHEN card.money_at_stake > 0 THEN card.money_at_stake END") if with_amounts else SQL("NULL::numeric")
    )
    return SQL(
        """
        SELECT card.lifecycle, COALESCE(card.expected_next_date, %(today)s), card.last_order_date::timestamp,
               NULL::timestamp, card.partner_id, card.partner_id, card.company_id, %(amount)s,
               COALESCE(%(amount)s / max(%(amount)s) OVER (PARTITION BY card.company_id), 0)::float8,
               'res.partner', card.partner_id, NULL::int
          FROM sme_customer card
          JOIN res_partner firm ON firm.id = card.partner_id AND firm.active
         WHERE card.lifecycle = ANY(%(lifecycles)s)
           AND card.company_id = ANY(%(companies)s)
           AND (firm.user_id = ANY(%(people)s) OR %(of_territories)s)
           AND NOT EXISTS (
               SELECT FROM sme_contact contact
                WHERE contact.commercial_partner_id = card.partner_id
                  AND contact.company_id = card.company_id
                  AND contact.is_real
                  AND contact.date >= %(rested_since)s)
        """,
        today=scope.today,
        amount=amount,
        lifecycles=list(lifecycles),
        companies=list(scope.company_ids),
        people=list(scope.people_ids),
        of_territories=SQL("card.id IN %s", of_territories) if of_territories else SQL("FALSE"),
        rested_since=rested_since,
    )


def best_lines(sources: Sequence[SQL], scope: Scope, ranking: Ranking) -> SQL:
    """The first reasons of the customers whose value times urgency is highest; the twin of `rules.my_day.score`.

    What was put off is left out until its day, or until something new arises. A reason of no customer is a line of its
    own. Rows are the columns of LINE and REASON.
    """
    return SQL(
        """
        WITH scale (kind, base, per_day, earliest, latest, obliges) AS (VALUES %(scales)s),
        reason (%(columns)s) AS (%(sources)s),
        standing AS (%(standing)s),
        best AS (%(best)s),
        numbered AS (
            SELECT standing.*, best.class_id, best.lines, best.duties, best.reasons, best.score,
                   dense_rank() OVER (ORDER BY best.score DESC, best.reasons DESC, best.due, best.whose) AS place,
                   row_number() OVER (PARTITION BY best.whose
                                      ORDER BY standing.urgency DESC, standing.due, standing.res_model,
                                               standing.res_id, standing.activity_id) AS number
              FROM best
              JOIN standing ON standing.whose = best.whose
        )
        SELECT place, whose, class_id, lines, duties, reasons, %(columns)s
          FROM numbered
         WHERE number <= %(most_reasons)s
         ORDER BY place, number
        """,
        scales=SQL(", ").join(SQL("%s", (kind, *numbers)) for kind, numbers in ranking.scales.items()),
        columns=SQL(", ").join(SQL.identifier(name) for name in REASON),
        sources=SQL(" UNION ALL ").join(SQL("(%s)", source) for source in sources),
        standing=_standing(scope),
        best=_best(scope, ranking),
        most_reasons=ranking.most_reasons,
    )


def _standing(scope: Scope) -> SQL:
    """The reasons that are not put off, how urgent each is, and whose line it is in: a customer's, or a document's."""
    return SQL(
        """
        SELECT reason.*, scale.obliges,
               scale.base + scale.per_day * LEAST(GREATEST(%(today)s - reason.due, scale.earliest), scale.latest)
                   AS urgency,
               COALESCE(reason.firm_id, -2::bigint * reason.activity_id, -2::bigint * reason.res_id - 1) AS whose
          FROM reason
          JOIN scale ON scale.kind = reason.kind
         WHERE NOT EXISTS (
               SELECT FROM sme_snooze snooze
                WHERE snooze.user_id = %(user)s
                  AND snooze.active
                  AND snooze.partner_id = reason.firm_id
                  AND snooze.date_until > %(today)s
                  AND (reason.arose IS NULL OR reason.arose <= snooze.create_date))
        """,
        today=scope.today,
        user=scope.user_id,
    )


def _best(scope: Scope, ranking: Ranking) -> SQL:
    """The lines with the highest score, and how many there are in all."""
    return SQL(
        """
        WITH line AS (
            SELECT whose, firm_id, max(urgency) AS urgency, max(share) AS share, count(*) AS reasons,
                   min(due) AS due, bool_or(obliges) AS obliges
              FROM standing
             GROUP BY whose, firm_id
        )
        SELECT line.*, card.class_id, count(*) OVER () AS lines, count(*) FILTER (WHERE obliges) OVER () AS duties,
               urgency * CASE card.class_id %(weights)s ELSE %(plain_weight)s END
                   * (1 + %(money_factor)s::float8 * share) AS score
          FROM line
          LEFT JOIN sme_customer card ON card.partner_id = line.firm_id AND card.company_id = %(company)s
         ORDER BY score DESC, reasons DESC, due, whose
         LIMIT %(most_customers)s
        """,
        weights=SQL(" ").join(SQL("WHEN %s THEN %s", *pair) for pair in ranking.weights.items()),
        company=scope.company_ids[0],
        plain_weight=ranking.plain_weight,
        money_factor=ranking.money_factor,
        most_customers=ranking.most_customers,
    )


def last_look(user_id: int) -> SQL:
    """(when My Day was seen last, and what it was compared with), of a person who looked at it."""
    return SQL("SELECT sme_day_seen_on, sme_day_compared_on FROM res_users_settings WHERE user_id = %s", user_id)


def counts(scope: Scope, midnight: datetime) -> SQL:
    """(activities done today, records solved today, customers put off, alerts in the digest) of a person."""
    return SQL(
        """
        SELECT (SELECT count(*) FROM mail_activity
                 WHERE user_id = %(user)s AND NOT active AND date_done = %(today)s),
               (SELECT count(*) FROM sme_service
                 WHERE user_id = %(user)s AND company_id = ANY(%(companies)s) AND date_solved >= %(midnight)s),
               (SELECT count(DISTINCT partner_id) FROM sme_snooze
                 WHERE user_id = %(user)s AND company_id = ANY(%(companies)s) AND active AND date_until > %(today)s),
               (SELECT count(*) FROM sme_alert
                 WHERE user_id = %(user)s AND company_id = ANY(%(companies)s) AND state = 'digested'
                   AND acted_date IS NULL)
        """,
        user=scope.user_id,
        today=scope.today,
        companies=list(scope.company_ids),
        midnight=midnight,
    )


def happened_since(scope: Scope, since: datetime, kinds: Sequence[str], most: int) -> SQL:
    """What customers of the person, or on the person's records, did since a moment: the latest first.

    Rows are (kind, customer, latest moment, how often, rows in all).
    """
    return SQL(
        """
        SELECT contact.kind, contact.commercial_partner_id, max(contact.date), count(*), count(*) OVER ()
          FROM sme_contact contact
          JOIN res_partner firm ON firm.id = contact.commercial_partner_id
         WHERE contact.company_id = ANY(%(companies)s)
           AND contact.date > %(since)s AND contact.date <= %(now)s
           AND contact.direction = 'in'
           AND NOT contact.automatic
           AND contact.kind = ANY(%(kinds)s)
           AND (firm.user_id = ANY(%(people)s)
                OR (contact.res_model = 'sme.service'
                    AND EXISTS (SELECT FROM sme_service service
                                 WHERE service.id = contact.res_id AND service.user_id = ANY(%(people)s))))
         GROUP BY contact.kind, contact.commercial_partner_id
         ORDER BY max(contact.date) DESC, contact.commercial_partner_id
         LIMIT %(most)s
        """,
        companies=list(scope.company_ids),
        since=since,
        now=scope.now,
        kinds=list(kinds),
        people=list(scope.people_ids),
        most=most,
    )
