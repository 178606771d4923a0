"""Two weeks of service records: what customers wrote and what became of it, hour by hour."""

import random
from datetime import date, datetime, time, timedelta, timezone
from operator import itemgetter
from zoneinfo import ZoneInfo

from odoo.tests import freeze_time

from bench.demo import SEED
from bench.demo.firms import BOSTON, SERVICE_DESK, SHANGHAI, Firm
from bench.demo.histories import CLOSING_HOUR, OPENING_HOUR
from bench.demo.logins import PORTAL_LOGIN
from bench.demo.setup import find_company, find_user
from bench.demo.stories import (
    BOSTON_STORIES,
    CLOSE,
    CUSTOMER,
    NOTE,
    RATE,
    REPLY,
    SHANGHAI_STORIES,
    SOLVE,
    SPAM,
    Step,
    Story,
)

STORIES = {BOSTON: BOSTON_STORIES, SHANGHAI: SHANGHAI_STORIES}
# Leader first; who sells is asked as well, as in any small firm.
PEOPLE = {BOSTON: ("maria", SERVICE_DESK.login, "ben", "anna"), SHANGHAI: ("zhangwei", "lina")}
TEAM_NAMES = {BOSTON: "Boston Service Desk", SHANGHAI: "上海客服"}
DAYS = 14
HOURS_A_DAY = CLOSING_HOUR - OPENING_HOUR
HOURLY_COST = {BOSTON: 42, SHANGHAI: 120}
# Least and most minutes that a step takes who does it.
MINUTES = {REPLY: (4, 25), NOTE: (3, 15), SOLVE: (2, 10)}
QUIET = {"mail_create_nosubscribe": True, "mail_auto_subscribe_no_notify": True}


def fill_with_cases(env, today: date) -> None:
    """Give both firms a service team and its last two weeks."""
    for firm in STORIES:
        Desk(env, firm, today).work()
    # Nothing of this is news to anybody: what would be sent is taken back.
    env["mail.mail"].search([("model", "=", "sme.service"), ("state", "=", "outgoing")]).write({"state": "cancel"})


class Desk:
    """The service desk of a firm, which lives through its stories once more."""

    def __init__(self, env, firm: Firm, today: date) -> None:
        self.firm = firm
        self.today = today
        self.zone = ZoneInfo(firm.timezone)
        self.chance = random.Random(f"{SEED} cases {firm.code}")
        self.company = find_company(env, firm)
        self.env = env(context={**QUIET, "allowed_company_ids": self.company.ids})
        self.people = [find_user(env, login) for login in PEOPLE[firm]]
        self.products = {
            product.default_code: product
            for product in self.env["product.product"].search([("company_id", "=", self.company.id)])
        }
        self.types = {kind.code: kind for kind in self.env["sme.service.type"].search([])}
        self.causes = {}

    def work(self) -> None:
        """Live through all stories, spread over the days, the first ones first."""
        self._set_up_team()
        told = [(self._draw_moment(story.days), story) for story in STORIES[self.firm]]
        for moment, story in sorted(told, key=itemgetter(0)):
            self._tell(story, moment)

    def _set_up_team(self) -> None:
        self.company.sme_hourly_cost = HOURLY_COST[self.firm]
        self.team = self.env["sme.service.team"].search([("company_id", "=", self.company.id)], limit=1)
        self.team.write(
            {
                "name": TEAM_NAMES[self.firm],
                "user_id": self.people[0].id,
                "member_ids": [(6, 0, [person.id for person in self.people[1:]])],
            }
        )

    def _tell(self, story: Story, moment: datetime) -> None:
        with freeze_time(moment):
            service = self.env["sme.service"].create(self._prepare_values(story))
            if story.nobodys:
                service.user_id = False
            self.env.flush_all()
        self._date_back(service, moment)
        done = moment
        for step in story.steps:
            moment = self._add_working_hours(moment, step.hours)
            if moment > self._now():
                break
            with freeze_time(moment):
                self._take(service, story, step)
                self.env.flush_all()
            done = moment
        self.env.cr.execute("UPDATE sme_service SET write_date = %s WHERE id = %s", [done, service.id])
        self.env.invalidate_all()

    def _prepare_values(self, story: Story) -> dict:
        product = self.products.get(story.good, self.env["product.product"])
        values = {
            "name": story.subject,
            "description": story.text,
            "type_id": self.types[story.kind].id,
            "company_id": self.company.id,
            "team_id": self.team.id,
            "channel": story.channel,
            "priority": story.priority,
            "product_id": product.id,
            "cause_id": self._get_cause(story.cause),
        }
        if story.sender:
            return {**values, "email_from": story.sender}
        line = self._draw_order_line(product, story.channel)
        return {
            **values,
            "partner_id": line.order_id.partner_id.id,
            "sale_order_id": line.order_id.id,
            "sale_order_line_id": line.id if product else False,
        }

    def _draw_order_line(self, product, channel: str):
        """A line of a late order, of the product where the case has one.

        What came by the portal is the customer's who has a login to it, if he bought such a thing.
        """
        domain = [("company_id", "=", self.company.id), ("state", "=", "sale")]
        domain += [("product_id", "=", product.id)] if product else []
        lines = self.env["sale.order.line"]
        if channel == "portal":
            own = [*domain, ("order_id.partner_id", "=", find_user(self.env, PORTAL_LOGIN).partner_id.id)]
            lines = lines.search(own, order="id desc", limit=1)
        return self.chance.choice(lines or lines.search(domain, order="id desc", limit=200))

    def _get_cause(self, name: str) -> int | bool:
        if name and name not in self.causes:
            cause = self.env["sme.service.cause"].create({"name": name, "company_id": self.company.id})
            self.causes[name] = cause.id
        return self.causes.get(name, False)

    def _take(self, service, story: Story, step: Step) -> None:
        person = service.user_id or self.people[0]
        as_person = service.with_user(person).with_context(**QUIET, allowed_company_ids=self.company.ids)
        message = {"body": step.text, "message_type": "comment", "date": datetime.now()}
        match step.kind:
            case kind if kind == CUSTOMER:
                author = {"author_id": service.partner_id.id, "email_from": service.partner_id.email}
                message |= {"message_type": "email", "subtype_xmlid": "mail.mt_comment"}
                service.message_post(**message, **author)
            case kind if kind == REPLY:
                as_person.message_post(**message, subtype_xmlid="mail.mt_comment")
            case kind if kind == NOTE:
                as_person.message_post(**message, subtype_xmlid="mail.mt_note")
            case kind if kind == SOLVE:
                self._complete(as_person, story)
                as_person.action_solve()
            case kind if kind == CLOSE:
                as_person.action_close()
            case kind if kind == SPAM:
                as_person.action_mark_spam()
            case kind if kind == RATE:
                self._rate(service, step)
        if step.kind in MINUTES:
            minutes = self.chance.randint(*MINUTES[step.kind])
            self.env["sme.service.effort"].with_user(person).create({"service_id": service.id, "minutes": minutes})

    def _rate(self, service, step: Step) -> None:
        service._rate_for_customer(service.partner_id, str(step.score), step.text)
        service.rating_request_state = "given"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE rating_rating SET create_date = %(moment)s, write_date = %(moment)s "
            "WHERE res_model = 'sme.service' AND res_id = %(id)s",
            {"moment": datetime.now(), "id": service.id},
        )

    def _complete(self, service, story: Story) -> None:
        """What the type demands, written by whoever solves it."""
        values = {"resolution": story.resolution} if story.resolution else {}
        if service.type_id.require_verdict and service.warranty_state in (False, "unknown"):
            values |= {"warranty_state": "in", "warranty_override_reason": "Bought here, the invoice was shown."}
        if values:
            service.write(values)

    def _date_back(self, service, moment: datetime) -> None:
        self.env.cr.execute(
            "UPDATE sme_service SET create_date = %(moment)s, date_last_stage_update = %(moment)s WHERE id = %(id)s",
            {"moment": moment, "id": service.id},
        )
        self.env.cr.execute(
            "UPDATE mail_message SET date = %(moment)s, create_date = %(moment)s "
            "WHERE model = 'sme.service' AND res_id = %(id)s",
            {"moment": moment, "id": service.id},
        )
        self.env.invalidate_all()

    def _now(self) -> datetime:
        """The present of the demo: the afternoon of its day."""
        return self._to_utc(datetime.combine(self.today, time(15), self.zone))

    def _draw_moment(self, days: int | None) -> datetime:
        """A moment in opening hours of the last two weeks, weekends without; more of them lately.

        Where it is said how many working days ago, it is in the morning of that day.
        """
        latest = 4
        if days is None:
            day, latest = self.today - timedelta(days=int(self.chance.triangular(2, DAYS, 3))), HOURS_A_DAY
        else:
            day = self._go_back(days)
        while day.weekday() > 4:
            day -= timedelta(days=1)
        minutes = self.chance.randrange(latest * 60)
        return self._to_utc(datetime.combine(day, time(OPENING_HOUR), self.zone) + timedelta(minutes=minutes))

    def _go_back(self, days: int) -> date:
        """The day so many working days before today; on a weekend Friday counts as today."""
        day = self.today
        while days or day.weekday() > 4:
            days -= day.weekday() <= 4
            day -= timedelta(days=1)
        return day

    def _add_working_hours(self, moment: datetime, hours: float) -> datetime:
        """The moment so many opening hours later, weekends without."""
        local = moment.replace(tzinfo=timezone.utc).astimezone(self.zone)
        left = timedelta(hours=hours)
        while True:
            closing = datetime.combine(local.date(), time(CLOSING_HOUR), self.zone)
            if local.weekday() < 5 and local + left <= closing:
                return self._to_utc(local + left)
            left -= max(timedelta(), closing - local) if local.weekday() < 5 else timedelta()
            local = datetime.combine(local.date() + timedelta(days=1), time(OPENING_HOUR), self.zone)

    @staticmethod
    def _to_utc(local: datetime) -> datetime:
        return local.astimezone(timezone.utc).replace(tzinfo=None)
