"""The database seen by the oracle: how its tables are read, filled and compared.

The stored rows are read by plain SQL, so that an empty column is told from a zero and no cent is lost on the
way through a float.
"""

from __future__ import annotations

import itertools
import json
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tests.common import TransactionCase

from bench.mass_insert import insert_alike
from tests.oracle.scorecard_oracle import (
    SHARE_DECIMALS,
    Company,
    Event,
    Opportunity,
    Order,
    Policy,
    Scorecards,
    Service,
    compute_scorecards,
    round_money,
)

# Compared as they are: an empty column must be empty.
EXACT_FIELDS = (
    "first_order_date",
    "last_order_date",
    "previous_order_date",
    "value_rank",
    "value_share",
    "cumulative_share",
    "rfm_recency",
    "rfm_frequency",
    "rfm_monetary",
    "computed_class",
    "class_code",
    "lifecycle",
    "expected_next_date",
)
# Compared with nothing standing for zero: amounts and counts of those who have none.
NUMBER_FIELDS = (
    "order_count",
    "revenue",
    "margin",
    "average_order",
    "order_day_count",
    "lifetime_order_count",
    "lifetime_revenue",
    "median_gap_days",
    "service_cost",
    "value",
    "money_at_stake",
)
# Compared where runs follow one another.
CHANGE_FIELDS = ("class_since", "previous_class")

ROWS_QUERY = """
    SELECT card.partner_id AS customer_id, card.lifecycle, card.first_order_date, card.last_order_date,
           card.previous_order_date, card.expected_next_date, card.class_since, card.value_rank,
           card.rfm_recency, card.rfm_frequency, card.rfm_monetary, card.value_share::text, card.cumulative_share::text,
           class.code AS class_code, computed_class.code AS computed_class, previous_class.code AS previous_class,
           card.order_count::text, card.revenue::text, card.margin::text, card.average_order::text,
           card.order_day_count::text, card.lifetime_order_count::text, card.lifetime_revenue::text,
           card.median_gap_days::text, card.service_cost::text, card.value::text, card.money_at_stake::text
      FROM sme_customer card
 LEFT JOIN sme_customer_class class ON class.id = card.class_id
 LEFT JOIN sme_customer_class computed_class ON computed_class.id = card.computed_class_id
 LEFT JOIN sme_customer_class previous_class ON previous_class.id = card.previous_class_id
     WHERE card.company_id = %s
"""
ORDERS_QUERY = """
    SELECT sale_order.id, sale_order.company_id, partner.commercial_partner_id, sale_order.state, sale_order.date_order,
           sale_order.amount_untaxed::text, coalesce(sale_order.margin, 0)::text, sale_order.currency_rate::text
      FROM sale_order
      JOIN res_partner partner ON partner.id = sale_order.partner_id
     WHERE sale_order.company_id = %s
"""
OPPORTUNITIES_QUERY = """
    SELECT coalesce(lead.company_id, owner.company_id), partner.commercial_partner_id, lead.type, lead.active,
           lead.won_status = 'won'
      FROM crm_lead lead
 LEFT JOIN res_users owner ON owner.id = lead.user_id
      JOIN res_partner partner ON partner.id = lead.partner_id
"""
SERVICES_QUERY = """
    SELECT service.company_id, partner.commercial_partner_id, service.create_date,
           coalesce(service.service_cost, 0)::text
      FROM sme_service service
      JOIN res_partner partner ON partner.id = service.partner_id
"""
EVENTS_QUERY = """
    SELECT event.partner_id, event.date, event.kind,
           CASE event.kind WHEN 'class' THEN class_from.code ELSE event.lifecycle_from END,
           CASE event.kind WHEN 'class' THEN class_to.code ELSE event.lifecycle_to END
      FROM sme_customer_event event
 LEFT JOIN sme_customer_class class_from ON class_from.id = event.class_from_id
 LEFT JOIN sme_customer_class class_to ON class_to.id = event.class_to_id
     WHERE event.company_id = %s AND event.kind IN ('class', 'lifecycle')
"""

INSERTED_ORDER = (
    "inserted_order (partner_id integer, moment timestamp, amount numeric, margin numeric, state text,"
    " currency_rate numeric, name text)"
)


class NewOrder(NamedTuple):
    """An order to insert; amounts in the order's currency, the moment in UTC."""

    partner_id: int
    moment: datetime
    amount: Decimal
    margin: Decimal
    state: str = "sale"
    currency_rate: Decimal | None = None


def decimal_or_none(text: str | None) -> Decimal | None:
    """The number that PostgreSQL wrote."""
    return None if text is None else Decimal(text)


def get_number(value) -> Fraction:
    """A number, nothing standing for zero."""
    return Fraction(value or 0)


def find_differences(row, stored, exact_fields):
    """Name, oracle's value and stored value of each field that differs."""
    for name in exact_fields:
        if getattr(row, name) != stored[name]:
            yield name, getattr(row, name), stored[name]
    for name in NUMBER_FIELDS:
        if get_number(getattr(row, name)) != get_number(stored[name]):
            yield name, getattr(row, name), stored[name]


@tagged("-at_install", "post_install")
class OracleCase(TransactionCase):
    """A company of its own, a manager who sees nothing else, and the oracle beside the addon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.order_ids = itertools.count()
        cls.company = cls.create_company("Oracle Trading", "USD", "UTC")
        cls.manager = new_test_user(
            cls.env,
            "oracle_manager",
            groups="sales_team.group_sale_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    @classmethod
    def create_company(cls, name, currency_name, time_zone):
        """A company with a currency and a time zone."""
        currency = cls.env["res.currency"].with_context(active_test=False).search([("name", "=", currency_name)])
        currency.active = True
        company = cls.env["res.company"].create({"name": name, "currency_id": currency.id})
        company.partner_id.tz = time_zone
        return company

    @classmethod
    def create_model_order(cls, company):
        """An order of the ORM's own that inserted ones are made in the likeness of; it is cancelled."""
        partner = cls.env["res.partner"].create({"name": "Model of inserted orders"})
        order = cls.env["sale.order"].create({"company_id": company.id, "partner_id": partner.id})
        order.state = "cancel"
        cls.env.flush_all()
        return order

    @classmethod
    def insert_orders(cls, model_order, orders):
        """Insert orders by SQL in the likeness of ``model_order``, in its company."""
        cls.env.flush_all()
        names = (*NewOrder._fields, "name")
        rows = [dict(zip(names, (*order, f"ORACLE{next(cls.order_ids)}"), strict=True)) for order in orders]
        columns = {
            "id": "nextval('sale_order_id_seq')",
            "name": "inserted_order.name",
            "partner_id": "inserted_order.partner_id",
            "partner_invoice_id": "inserted_order.partner_id",
            "partner_shipping_id": "inserted_order.partner_id",
            "date_order": "inserted_order.moment",
            "state": "inserted_order.state",
            "amount_untaxed": "amount",
            "amount_total": "amount",
            "margin": "inserted_order.margin",
            "currency_rate": "inserted_order.currency_rate",
            "access_token": "NULL",
        }
        insert_alike(cls.env.cr, "sale_order", model_order.id, cls.as_source(INSERTED_ORDER, rows), columns)
        cls.env.invalidate_all(flush=False)

    @classmethod
    def as_source(cls, shape, rows):
        """Plain rows as something that can stand after FROM, without a table of their own."""
        text = json.dumps(rows, default=str)
        return cls.env.cr.mogrify(f"json_to_recordset(%s) AS {shape}", [text]).decode().replace("%", "%%")

    @classmethod
    def get_policy(cls, company):
        """The policy record of a company."""
        return cls.env["sme.policy"].search([("company_id", "=", company.id)])

    def refresh(self, as_of=None):
        """Have the manager, all whose companies are ticked in the company switcher, refresh."""
        companies = self.manager.company_ids
        customers = self.env["sme.customer"].with_user(self.manager).with_context(allowed_company_ids=companies.ids)
        if as_of:
            customers.action_refresh(as_of=as_of)
        else:
            customers.action_refresh()
        self.env.flush_all()
        self.env.invalidate_all()

    def refresh_on(self, day):
        """Refresh as if ``day`` were today."""
        with freeze_time(datetime(day.year, day.month, day.day, 12)):
            self.refresh()

    # Reading ------------------------------------------------------------------------------------

    def select(self, query, *parameters):
        """All rows of a query, with everything pending written before."""
        self.env.flush_all()
        self.env.cr.execute(query, parameters)
        return self.env.cr.fetchall()

    def read_company(self, company) -> Company:
        """The company as the oracle takes it."""
        time_zone = company.partner_id.tz or company.resource_calendar_id.tz or "UTC"
        return Company(company.id, time_zone, company.currency_id.decimal_places)

    def read_policy(self, company) -> Policy:
        """The policy as the oracle takes it."""
        record = self.get_policy(company)
        values = {}
        for name, default in vars(Policy()).items():
            if name == "excluded_customer_ids":
                values[name] = frozenset(record.excluded_partner_ids.ids)
            elif isinstance(default, Decimal):
                values[name] = Decimal(str(record[name]))
            else:
                values[name] = record[name]
        return Policy(**values)

    def read_orders(self, company) -> list[Order]:
        """All orders of the company as the oracle takes them."""
        return [
            Order(
                order_id,
                company_id,
                customer_id,
                state,
                moment,
                Decimal(amount),
                Decimal(margin),
                decimal_or_none(rate),
            )
            for order_id, company_id, customer_id, state, moment, amount, margin, rate in self.select(
                ORDERS_QUERY, company.id
            )
        ]

    def read_opportunities(self) -> list[Opportunity]:
        """All leads with a contact as the oracle takes them."""
        return [Opportunity(*row) for row in self.select(OPPORTUNITIES_QUERY)]

    def read_services(self) -> list[Service]:
        """All service records with a contact as the oracle takes them."""
        return [Service(*row, Decimal(cost)) for *row, cost in self.select(SERVICES_QUERY)]

    def compute(self, company, as_of: date, previous: Scorecards | None = None, overrides=None) -> Scorecards:
        """What the oracle says of the company as it is in the database."""
        return compute_scorecards(
            self.read_company(company),
            self.read_orders(company),
            self.read_opportunities(),
            self.read_policy(company),
            as_of,
            previous,
            overrides,
            self.read_services(),
        )

    def read_rows(self, company) -> dict[int, dict]:
        """The stored scorecards by customer."""
        self.env.flush_all()
        self.env.cr.execute(ROWS_QUERY, [company.id])
        return {row["customer_id"]: self.parse_row(row) for row in self.env.cr.dictfetchall()}

    def parse_row(self, row):
        """The same row with exact numbers; the share, which may be stored unrounded, with six decimals."""
        for name in (*NUMBER_FIELDS, "value_share", "cumulative_share"):
            row[name] = decimal_or_none(row[name])
        if row["value_share"] is not None:
            row["value_share"] = round_money(Fraction(row["value_share"]), SHARE_DECIMALS)
        return row

    def read_events(self, company) -> set[Event]:
        """The stored changes of class and lifecycle."""
        return {Event(*row) for row in self.select(EVENTS_QUERY, company.id)}

    def read_versions(self, company) -> dict[int, str]:
        """Where each scorecard lies in its table: a row that is rewritten moves."""
        return dict(self.select("SELECT partner_id, ctid::text FROM sme_customer WHERE company_id = %s", company.id))

    # Comparing ----------------------------------------------------------------------------------

    def assert_stored(self, cards: Scorecards, company=None, with_changes=False):
        """The stored rows and the results on the policy are the oracle's, field by field."""
        company = company or self.company
        stored = self.read_rows(company)
        self.assertEqual(set(stored), set(cards.rows), "customers with a row")
        exact_fields = EXACT_FIELDS + (CHANGE_FIELDS if with_changes else ())
        differences = [
            (customer_id, *difference)
            for customer_id, row in cards.rows.items()
            for difference in find_differences(row, stored[customer_id], exact_fields)
        ]
        if differences:
            lines = "\n".join(
                f"customer {customer_id}, {name}: {expected} by the oracle, {found} stored"
                for customer_id, name, expected, found in differences[:20]
            )
            self.fail(f"{len(differences)} differences as of {cards.as_of} ({cards.basis}):\n{lines}")
        self.assert_policy_results(cards, company)

    def assert_policy_results(self, cards: Scorecards, company):
        """What the run decided for the whole company is on its policy."""
        policy = self.get_policy(company)
        self.assertEqual(policy.as_of, cards.as_of)
        self.assertEqual(policy.value_basis_used, cards.basis)
        self.assertAlmostEqual(policy.median_gap_days, float(cards.median_gap_days or 0), 6)
        self.assertAlmostEqual(policy.cost_known_share, float(cards.cost_known_share or 0), 6)
        self.assertEqual(policy.ranked_count, len(cards.ranked))
