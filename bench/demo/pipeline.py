"""Quotations and opportunities: of customers, and of people who have bought nothing yet."""

import random
from datetime import date, datetime, time, timedelta

from bench.demo import SEED
from bench.demo.clientele import Client, draw_stranger
from bench.demo.firms import BOSTON, SHANGHAI, Firm
from bench.demo.people import Directory
from bench.demo.setup import Office

FIRST_PROSPECT_KEY = 100_000
PROSPECTS = {BOSTON: 48, SHANGHAI: 14}
QUOTED_CUSTOMERS = {BOSTON: 40, SHANGHAI: 10}
OPPORTUNITIES = {BOSTON: 60, SHANGHAI: 16}
QUOTATION_DAYS = 50
OPPORTUNITY_DAYS = 240
SUBJECTS = {
    BOSTON: (
        "First stock for a new store",
        "Background music for the season",
        "School library for next year",
        "Festival stand in summer",
        "Headphones for the listening room",
        "Anniversary box sets as gifts",
        "Exchange of the jukebox collection",
    ),
    SHANGHAI: ("新店首批备货", "门店背景音乐", "学校音乐教室采购", "周年庆礼品套装", "试听区耳机更换"),
}
OPPORTUNITY_ENDS = {"open": 50, "won": 25, "lost": 25}
QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True, "mail_notrack": True}


def draw_prospects(directory: Directory) -> list[Client]:
    """People and companies who have asked, but not bought."""
    chance = random.Random(f"{SEED} prospects")
    firms = [firm for firm, count in PROSPECTS.items() for _number in range(count)]
    return [
        draw_stranger(key, firm, directory, chance, company_odds=0.8, is_good=True)
        for key, firm in enumerate(firms, FIRST_PROSPECT_KEY)
    ]


class Pipeline:
    """Makes the quotations and opportunities of one firm, by the ORM."""

    def __init__(self, env, firm: Firm, office: Office, partner_ids: dict[int, int], today: date) -> None:
        self.firm = firm
        self.office = office
        self.partner_ids = partner_ids
        self.today = today
        self.chance = random.Random(f"{SEED} pipeline {firm.code}")
        self.sellers = [login for login in firm.manager_weights if login]
        self.company = office.companies[firm.code]
        self.env = env(context={**QUIET, "allowed_company_ids": self.company.ids})

    def fill(self, prospects: list[Client], clients: list[Client]) -> None:
        """Give every prospect an open quotation or opportunity or both, and some customers one, too."""
        asked, quoted = [], []
        for prospect in prospects:
            kind = self.chance.random()
            quoted += [prospect] if kind < 0.6 else []
            asked += [prospect] if kind > 0.35 else []
        self._create_quotations(quoted + self.chance.sample(clients, QUOTED_CUSTOMERS[self.firm]))
        self._create_opportunities(asked, ["open"] * len(asked))
        ends = self.chance.choices(list(OPPORTUNITY_ENDS), list(OPPORTUNITY_ENDS.values()), k=OPPORTUNITIES[self.firm])
        self._create_opportunities(self.chance.sample(clients, len(ends)), ends)

    def _create_quotations(self, clients: list[Client]) -> None:
        orders = self.env["sale.order"].create([self._make_quotation(client) for client in clients])
        sent = orders.filtered(lambda order: self.chance.random() < 0.65)
        sent.write({"state": "sent"})
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order SET create_date = date_order WHERE id = ANY(%s)", [orders.ids])

    def _make_quotation(self, client: Client) -> dict:
        moment = self._draw_moment(QUOTATION_DAYS)
        products = self.chance.sample(self.office.products[self.firm.code][1:].ids, self.chance.randint(1, 3))
        lines = [{"product_id": product, "product_uom_qty": self.chance.randint(1, 12)} for product in products]
        return {
            "partner_id": self.partner_ids[client.key],
            "company_id": self.company.id,
            "user_id": self._pick_seller(client),
            "team_id": self.office.teams[self.firm.code].id,
            "date_order": moment,
            "validity_date": moment.date() + timedelta(days=30),
            "order_line": [(0, 0, line) for line in lines],
        }

    def _create_opportunities(self, clients: list[Client], ends: list[str]) -> None:
        leads = self.env["crm.lead"].create([self._make_opportunity(client) for client in clients])
        begun = {lead: self._draw_moment(OPPORTUNITY_DAYS) for lead in leads}
        won = leads.filtered(lambda lead: ends[leads.ids.index(lead.id)] == "won")
        won.action_set_won()
        reasons = self.env["crm.lost.reason"].search([])
        for lead in leads.filtered(lambda lead: ends[leads.ids.index(lead.id)] == "lost"):
            lead.action_set_lost(lost_reason_id=self.chance.choice(reasons.ids))
        self._date_back(begun)

    def _make_opportunity(self, client: Client) -> dict:
        stages = self.env["crm.stage"].search([("is_won", "=", False)])
        return {
            "name": self.chance.choice(SUBJECTS[self.firm]),
            "type": "opportunity",
            "partner_id": self.partner_ids[client.key],
            "company_id": self.company.id,
            "user_id": self._pick_seller(client),
            "team_id": self.office.teams[self.firm.code].id,
            "stage_id": self.chance.choice(stages.ids),
            "expected_revenue": self.chance.randint(3, 60) * 50 * self.firm.cents_per_cent,
            "date_deadline": self.today + timedelta(days=self.chance.randint(5, 90)),
        }

    def _date_back(self, begun: dict) -> None:
        """Move opportunities to the days on which they would have been entered, assigned and closed."""
        self.env.flush_all()
        for lead, moment in begun.items():
            closed = min(moment + timedelta(days=self.chance.randint(7, 60)), self._at_noon(self.today))
            self.env.cr.execute(
                "UPDATE crm_lead "
                "SET create_date = %(begun)s, date_open = %(begun)s, date_last_stage_update = %(begun)s, "
                "date_closed = CASE WHEN date_closed IS NOT NULL THEN %(closed)s::timestamp END WHERE id = %(id)s",
                {"begun": moment, "closed": closed, "id": lead.id},
            )
        self.env.invalidate_all()

    def _pick_seller(self, client: Client) -> int:
        login = client.manager if client.manager in self.sellers else self.chance.choice(self.sellers)
        return self.office.users[login].id

    def _draw_moment(self, days: int) -> datetime:
        """A moment within the last so many days, yesterday at the latest."""
        return self._at_noon(self.today - timedelta(days=self.chance.randint(1, days)))

    @staticmethod
    def _at_noon(day: date) -> datetime:
        return datetime.combine(day, time(12))
