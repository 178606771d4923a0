"""A morning in the middle of the work: steps that are due, to-dos, rights about to end, and a promise that runs out."""

from datetime import date, datetime, time, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo.tests import freeze_time

from bench.demo.firms import BOSTON, FIRMS, SERVICE_DESK, SHANGHAI, Firm
from bench.demo.setup import find_company, find_user

QUIET = {"mail_create_nosubscribe": True, "mail_activity_quick_update": True, "tracking_disable": True}
SALESPEOPLE = {BOSTON: ("ben", "anna", "tom", "maria"), SHANGHAI: ("lina", "zhangwei")}
STEPS_OF_EACH = 2
LAST_LOOK = time(17, 40)


class Right(NamedTuple):
    """What is sold by the period: kind, name, price, months it lasts (a trial: days), days until it ends, pieces."""

    kind: str
    name: str
    price: float
    duration: int
    days_left: int
    quantity: int


class Todo(NamedTuple):
    """What somebody wrote down to do, for so many days now."""

    type: str
    summary: str
    days_ago: int


RIGHTS = {
    BOSTON: (
        Right("licence", "Music licence for shops, a room", 120.0, 12, 7, 3),
        Right("trial", "Listening station, trial", 0.0, 30, 2, 1),
        Right("contract", "Care of headphones, a year", 190.0, 12, 20, 1),
    ),
    SHANGHAI: (
        Right("licence", "门店背景音乐许可(每间)", 860.0, 12, 7, 3),
        Right("trial", "试听站试用", 0.0, 30, 2, 1),
        Right("contract", "耳机年度保养合同", 1300.0, 12, 20, 1),
    ),
}
TODOS = {
    BOSTON: (
        Todo("mail.mail_activity_data_call", "Ask which titles sold best in the autumn", 1),
        Todo("mail.mail_activity_data_todo", "Send the new catalogue with the reprints", 0),
        Todo("mail.mail_activity_data_meeting", "Agree on a day for the visit", 4),
    ),
    SHANGHAI: (
        Todo("mail.mail_activity_data_call", "询问秋季畅销专辑", 1),
        Todo("mail.mail_activity_data_todo", "寄送新目录和再版清单", 0),
        Todo("mail.mail_activity_data_meeting", "约定拜访日期", 4),
    ),
}
PROMISES = {
    BOSTON: (
        (SERVICE_DESK.login, "Turntable hums since the repair", "It hums on both channels, louder than before."),
        (SERVICE_DESK.login, "Which needle fits?", "Our old needle is worn out. Which one fits the player from 2019?"),
        ("anna", "Delivery before Friday?", "We open on Friday: can the ten box sets be here by then?"),
    ),
    SHANGHAI: (("lina", "周五前能到货吗?", "我们周五开业,十套套装能在这之前送到吗?"),),
}
NOTES = {
    BOSTON: ("Please note the missing price", "Wrote down what the customer asked on the phone."),
    SHANGHAI: ("补充报价", "已记下客户电话中的问题。"),
}


def fill_with_morning(env, today: date) -> None:
    """Give everybody something to begin the day with."""
    for firm in FIRMS:
        Morning(env, firm, today).begin()
    env["mail.mail"].search([("state", "=", "outgoing")]).write({"state": "cancel"})


class Morning:
    """What waits for the people of a firm when they come to work."""

    def __init__(self, env, firm: Firm, today: date) -> None:
        self.firm = firm
        self.today = today
        self.company = find_company(env, firm)
        administrator = find_user(env, "admin")
        self.env = env(user=administrator, context={**QUIET, "allowed_company_ids": self.company.ids})
        self.people = [find_user(env, login) for login in SALESPEOPLE[firm]]

    def begin(self) -> None:
        """Everything that waits, the plans first."""
        self._follow_up()
        self._sell_rights()
        for person in self.people:
            self._write_todos(person)
        self._receive_questions()
        for login in {*SALESPEOPLE[self.firm], *(row[0] for row in PROMISES[self.firm])}:
            self._remember_last_look(find_user(self.env, login))

    # ------------------------------------------------------------
    # FOLLOW-UPS
    # ------------------------------------------------------------

    def _follow_up(self) -> None:
        """Switch two plans on, and take in the best customers that each person has for them."""
        plans = self.env["sme.plan"].with_context(active_test=False)
        of_firm = plans.search([("company_id", "=", self.company.id), ("trigger", "in", ("lifecycle", "quotation"))])
        late = of_firm.filtered(lambda plan: plan.trigger == "lifecycle" and plan.trigger_lifecycle == "late")[:1]
        chase = of_firm.filtered(lambda plan: plan.trigger == "quotation")[:1]
        (late | chase).action_switch_on()
        now = datetime.now()
        if chase:
            enrolled = self._enrol(chase, now - timedelta(days=30), now)
            with freeze_time(now - timedelta(days=6)):
                enrolled.step_ids.filtered(lambda step: step.state == "planned")._record_outcome("reached")
                self.env.flush_all()
        if late:
            self._enrol(late, now - timedelta(days=30), now)
        steps = (
            self.env["sme.enrolment.step"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company.id),
                    ("state", "=", "planned"),
                    ("activity_id", "=", False),
                    ("date_planned", "<=", self.today),
                ]
            )
        )
        self._look_at_contacts(now)
        steps._process_due(now)

    def _enrol(self, plan, start: datetime, end: datetime):
        """Some customers of each person, as the trigger of the plan finds them; they started a few days ago."""
        taken, candidates = {}, []
        for candidate in plan._find_candidates(start, end):
            partner = self.env["res.partner"].browse(candidate["partner_id"]).commercial_partner_id
            person = partner.user_id
            if person in self.people and taken.get(person, 0) < STEPS_OF_EACH:
                taken[person] = taken.get(person, 0) + 1
                candidates.append({**candidate, "date": self.today - timedelta(days=12)})
        with freeze_time(end - timedelta(days=12)):
            enrolments = plan.sudo()._enrol(candidates)
            self.env.flush_all()
        return enrolments

    def _look_at_contacts(self, now: datetime) -> None:
        """Draw the consequences of all that happened, as the tick does."""
        self.env.cr.precommit.run()
        contacts = self.env["sme.contact"].sudo()
        contacts.browse(contacts._find_pending(now))._process_pending(now)

    # ------------------------------------------------------------
    # RIGHTS AND TO-DOS
    # ------------------------------------------------------------

    def _get_customers(self, person, count: int):
        cards = self.env["sme.customer"].search(
            [
                ("company_id", "=", self.company.id),
                ("partner_id.user_id", "=", person.id),
                ("lifecycle", "in", ("active", "late")),
            ],
            order="value_rank",
            limit=count,
        )
        return cards.partner_id

    def _sell_rights(self) -> None:
        products = {}
        for right in RIGHTS[self.firm]:
            products[right] = self.env["product.product"].create(
                {
                    "name": right.name,
                    "type": "service",
                    "list_price": right.price,
                    "company_id": self.company.id,
                    "sme_entitlement_kind": right.kind,
                    "sme_entitlement_duration": right.duration,
                    "sme_entitlement_unit": "days" if right.kind == "trial" else "months",
                }
            )
        for person in self.people:
            for right, partner in zip(products, self._get_customers(person, len(products)), strict=False):
                end = self.today + timedelta(days=right.days_left)
                length = right.duration if right.kind == "trial" else 365
                self.env["sme.entitlement"].create(
                    {
                        "partner_id": partner.id,
                        "company_id": self.company.id,
                        "user_id": person.id,
                        "product_id": products[right].id,
                        "kind": right.kind,
                        "quantity": right.quantity,
                        "date_start": end - timedelta(days=length - 1),
                        "date_end": end,
                    }
                )

    def _write_todos(self, person) -> None:
        customers = self._get_customers(person, 9)[4:]
        for todo, partner in zip(TODOS[self.firm], customers, strict=False):
            self._write_todo(person, partner, todo.type, todo.summary, todo.days_ago)
        for summary, partner in zip(NOTES[self.firm], customers[::-1], strict=False):
            self._write_todo(person, partner, "mail.mail_activity_data_todo", summary, 0).action_feedback()

    def _write_todo(self, person, partner, kind: str, summary: str, days_ago: int):
        return self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": partner.id,
                "activity_type_id": self.env.ref(kind).id,
                "summary": summary,
                "date_deadline": self.today - timedelta(days=days_ago),
                "user_id": person.id,
            }
        )

    # ------------------------------------------------------------
    # PROMISES
    # ------------------------------------------------------------

    def _receive_questions(self) -> None:
        """Questions whose first answer is due within the hour, or when the working day begins."""
        team = self.env["sme.service.team"].search([("company_id", "=", self.company.id)], limit=1)
        calendar = team.calendar_id or self.company.resource_calendar_id
        now = datetime.now()
        for place, (login, subject, text) in enumerate(PROMISES[self.firm]):
            person = find_user(self.env, login)
            buyer = self.people[place % len(self.people)]
            partner = self._get_customers(buyer, 8)[-1:]
            service = self._receive(now, team, person, partner, subject, text)
            hours = service.clock_ids.filtered(lambda clock: clock.kind == "first_response").promised_hours
            arrived = calendar.plan_hours(-max(hours - 0.6 - place, 0.1), now.replace(tzinfo=timezone.utc))
            service.with_context(active_test=False).clock_ids.sudo().unlink()
            service.unlink()
            moment = arrived.astimezone(timezone.utc).replace(tzinfo=None) if arrived else now
            self._receive(moment, team, person, partner, subject, text)

    def _receive(self, moment: datetime, team, person, partner, subject: str, text: str):
        with freeze_time(moment):
            service = self.env["sme.service"].create(
                {
                    "name": subject,
                    "description": text,
                    "type_id": self.env.ref("crm_sme.sme_service_type_enquiry").id,
                    "company_id": self.company.id,
                    "team_id": team.id,
                    "user_id": person.id,
                    "partner_id": partner.id,
                    "channel": "email",
                }
            )
            self.env.flush_all()
        return service

    def _remember_last_look(self, person) -> None:
        """Everybody looked at My Day at the end of the day before yesterday."""
        local = datetime.combine(self.today - timedelta(days=2), LAST_LOOK, ZoneInfo(self.firm.timezone))
        moment = local.astimezone(timezone.utc).replace(tzinfo=None)
        settings = self.env["res.users.settings"]._find_or_create_for_user(person)
        settings.sudo().write({"sme_day_seen_on": moment, "sme_day_compared_on": moment})
