"""Two hundred small companies made by chance, each refreshed a few times, against the oracle.

Chance is seeded: a failing company is found again by its number.
"""

import datetime
import random
from contextlib import contextmanager
from decimal import Decimal

from odoo import Command
from odoo.tests import freeze_time

from tests.oracle.common import NewOrder, OracleCase

# Currencies with two, no and three decimals.
DOLLAR_SEEDS = range(120)
YEN_SEEDS = range(120, 160)
DINAR_SEEDS = range(160, 200)
RUN_COUNT = 2
CUSTOMER_COUNT = 40
TIME_ZONES = ("UTC", "Asia/Shanghai", "America/Los_Angeles", "Europe/Brussels")
AMOUNTS = ("0", "0.01", "10", "10", "10", "25", "33.33", "99.99", "100", "250", "1000", "4999.5", "20000")
MARGIN_PARTS = ("1", "1", "0.5", "0.25", "0", "-0.1")
SERVICE_COUNT = 8
SERVICE_COSTS = ("0", "0", "0.5", "10", "33.33", "2500")
RATES = (None, None, None, Decimal(0), Decimal(1), Decimal("0.5"), Decimal("1.0834"), Decimal("7.1342"))
STATES = ("sale",) * 12 + ("draft", "sent", "cancel")
# Days before as_of around which verdicts change, and a few after it.
DISTANCES = (-3, 0, 0, 1, 7, 13, 14, 15, 29, 30, 31, 60, 89, 90, 91, 120, 179, 180, 181, 270, 364, 365, 366, 400, 731)
HOURS = (0, 6, 7, 12, 15, 16, 22, 23)
FIRST_DAYS = (datetime.date(2024, 2, 29), datetime.date(2025, 3, 31), datetime.date(2025, 10, 26))


class Chance:
    """Everything that is drawn for one company."""

    def __init__(self, seed, partner_ids):
        self.random = random.Random(seed)
        count = self.random.choice((0, 1, 2, 4, 5, 6, 12, 20, 30, CUSTOMER_COUNT))
        self.partner_ids = self.random.sample(partner_ids, count)
        self.amounts = self.random.choice((AMOUNTS, AMOUNTS, ("10",), ("10", "20", "30")))
        self.margin_parts = self.random.choice((MARGIN_PARTS, ("1",), ("-0.1",), ("0.5", "1"), ("0.3",)))
        self.return_part = self.random.choice((0, 0, 0.1, 0.5))
        self.rates = self.random.choice(((None,), RATES))
        self.day = self.random.choice(FIRST_DAYS)
        self.time_zone = self.random.choice(TIME_ZONES)

    def draw_order(self, partner_id, day):
        """One order some time before ``day``, seldom after."""
        distance = self.random.choice(DISTANCES) + self.random.choice((0, 0, 0, 5, 100))
        moment = datetime.datetime.combine(day - datetime.timedelta(days=distance), datetime.time())
        moment += datetime.timedelta(hours=self.random.choice(HOURS), minutes=self.random.choice((0, 30, 59)))
        amount = Decimal(self.random.choice(self.amounts))
        margin = (amount * Decimal(self.random.choice(self.margin_parts))).quantize(Decimal("0.01"))
        if self.random.random() < self.return_part:
            amount, margin = -amount, -margin
        state = self.random.choice(STATES)
        return NewOrder(partner_id, moment, amount, margin, state, self.random.choice(self.rates))

    def draw_orders(self, day):
        """All orders of the company up to a few days after ``day``."""
        return [
            self.draw_order(partner_id, day)
            for partner_id in self.partner_ids
            for _turn in range(self.random.choice((0, 1, 1, 2, 3, 3, 5, 9)))
        ]

    def draw_service(self, places):
        """When a service record was made, and what it cost; mostly nothing."""
        distance = datetime.timedelta(days=self.random.choice(DISTANCES), minutes=30)
        moment = datetime.datetime.combine(self.day, datetime.time(self.random.choice(HOURS))) - distance
        cost = Decimal(self.random.choice(SERVICE_COSTS))
        return moment, round(cost, places)

    def draw_policy(self):
        """Settings of every kind that a manager may save."""
        shares = sorted(self.random.sample(range(5, 101, 5), 3))
        amounts = sorted(self.random.sample((1, 10, 25, 100, 250, 500, 1000, 5000, 20000), 3))
        return {
            "method": self.random.choice(("share", "share", "threshold")),
            "value_basis": self.random.choice(("automatic", "automatic", "margin", "revenue")),
            "window_months": self.random.choice((1, 3, 6, 12, 12, 12, 13, 24)),
            "border_percent": self.random.choice((0, 10, 10, 25, 100)),
            "share_key": shares[0] / 100,
            "share_growth": shares[1] / 100,
            "share_standard": shares[2] / 100,
            "amount_standard": amounts[0],
            "amount_growth": amounts[1],
            "amount_key": amounts[2],
            **self.draw_lifecycle_policy(),
        }

    def draw_lifecycle_policy(self):
        """The defaults, or bounds of one's own."""
        if self.random.random() < 0.5:
            return {}
        return {
            "new_days": self.random.choice((0, 30, 90)),
            "won_back_days": self.random.choice((30, 90)),
            "won_back_gap_days": self.random.choice((100, 365)),
            "late_factor": self.random.choice((1.0, 1.25, 1.5)),
            "late_min_days": self.random.choice((0, 14, 30)),
            "dormant_factor": self.random.choice((2.0, 3.0)),
            "dormant_min_days": self.random.choice((15, 30, 60)),
            "dormant_days": self.random.choice((90, 180)),
            "lost_days": self.random.choice((181, 365)),
            "rhythm_min_order_days": self.random.choice((2, 3, 4)),
        }

    def draw_policy_change(self):
        """What a manager changes between two runs: mostly nothing."""
        return self.random.choice(
            ({}, {}, {}, {"window_months": 11}, {"border_percent": 20}, {"value_basis": "automatic"})
        )


class TestRandomCompanies(OracleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        firms = cls.env["res.partner"].create(
            [{"name": f"Firm {number}", "is_company": True} for number in range(CUSTOMER_COUNT // 4)]
        )
        contacts = cls.env["res.partner"].create(
            [
                {"name": f"Contact {number}", "parent_id": number % 3 != 0 and firms[number % len(firms)].id}
                for number in range(CUSTOMER_COUNT * 3 // 4)
            ]
        )
        cls.partner_ids = (firms + contacts).ids

    @classmethod
    def create_leads(cls, company):
        """A lead, and opportunities open, lost and won, of nobody as yet."""
        won_stage = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        lead = {"name": "Chance", "company_id": company.id, "type": "opportunity", "user_id": False}
        leads = cls.env["crm.lead"].create([{**lead, "type": "lead"}, *([lead] * 4)])
        leads[1].action_archive()
        leads[2].stage_id = won_stage
        return leads

    @classmethod
    def create_services(cls, company):
        """Service records, of nobody as yet."""
        team = cls.env["sme.service.team"].search([("company_id", "=", company.id)], limit=1)
        return cls.env["sme.service"].create(
            [{"name": "Chance", "company_id": company.id, "team_id": team.id}] * SERVICE_COUNT
        )

    def test_companies_in_dollars_equal_the_oracle(self):
        self.try_companies(self.company, DOLLAR_SEEDS)

    def test_companies_in_yen_equal_the_oracle(self):
        self.try_companies(self.create_company("Oracle Yen", "JPY", "UTC"), YEN_SEEDS)

    def test_companies_in_dinars_equal_the_oracle(self):
        self.try_companies(self.create_company("Oracle Dinar", "KWD", "UTC"), DINAR_SEEDS)

    def try_companies(self, company, seeds):
        """One company after the other, all in the same record."""
        self.manager.write({"company_id": company.id, "company_ids": [Command.set(company.ids)]})
        self.model_order, self.leads = self.create_model_order(company), self.create_leads(company)
        self.services = self.create_services(company)
        for seed in seeds:
            with self.subTest(seed=seed), self.undone():
                self.try_company(company, Chance(seed, self.partner_ids))

    @contextmanager
    def undone(self):
        """Whatever is done inside is undone."""
        savepoint = self.env.cr.savepoint()
        try:
            yield
        finally:
            self.env.clear()
            savepoint.close(rollback=True)
            self.env.clear()

    def try_company(self, company, chance):
        """Fill the company by chance, refresh it on a past day, then on two days that follow one another."""
        company.partner_id.tz = chance.time_zone
        policy = self.get_policy(company)
        self.manager.write({"company_id": company.id, "company_ids": [Command.set(company.ids)]})
        policy.write(chance.draw_policy())
        policy.excluded_partner_ids = [(6, 0, self.draw_excluded(chance))]
        self.insert_orders(self.model_order, chance.draw_orders(chance.day))
        self.give_leads(chance)
        self.give_services(company, chance)
        with self.undone():
            self.refresh(as_of=chance.day)
            self.assert_stored(self.compute(company, chance.day), company)
        cards, events = None, set()
        for _run in range(RUN_COUNT):
            chance.day += datetime.timedelta(days=chance.random.choice((0, 1, 1, 30)))
            with freeze_time(datetime.datetime.combine(chance.day, datetime.time(12))):
                policy.write(chance.draw_policy_change() if cards else {})
                self.refresh()
                cards = self.compute(company, chance.day, cards)
                self.assert_stored(cards, company, with_changes=True)
                events.update(cards.events)
                self.assertEqual(self.read_events(company), events)
            self.insert_orders(self.model_order, chance.draw_orders(chance.day)[:5])

    def draw_excluded(self, chance):
        """Now and then a customer is left out."""
        count = min(len(chance.partner_ids), chance.random.choice((0, 0, 0, 2)))
        partners = self.env["res.partner"].browse(chance.random.sample(chance.partner_ids, count))
        return partners.commercial_partner_id.ids

    def give_leads(self, chance):
        """Each lead to one of the contacts."""
        self.env.flush_all()
        for lead in self.leads:
            self.env.cr.execute(
                "UPDATE crm_lead SET partner_id = %s WHERE id = %s", [chance.random.choice(self.partner_ids), lead.id]
            )
        self.env.invalidate_all()

    def give_services(self, company, chance):
        """Each service record to one of the contacts, with what it cost, at a moment when days and windows change."""
        self.env.flush_all()
        places = company.currency_id.decimal_places
        for service in self.services:
            moment, cost = chance.draw_service(places)
            self.env.cr.execute(
                """
                UPDATE sme_service SET partner_id = partner.id, commercial_partner_id = partner.commercial_partner_id,
                                       create_date = %s, service_cost = %s
                  FROM res_partner partner WHERE partner.id = %s AND sme_service.id = %s
                """,
                [moment, cost, chance.random.choice(self.partner_ids), service.id],
            )
        self.env.invalidate_all()
