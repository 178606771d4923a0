"""The work in an Odoo with the addon, and what it is measured against; each run is rolled back."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tools import split_every

from bench.follow_ups.names import (
    ACTIVITIES,
    ACTIVITY_LIST,
    CONFIRM,
    CONFIRM_WITHOUT_LEDGER,
    FEW,
    HISTORY_OF_FEW,
    HISTORY_OF_MANY,
    IDLE_TICK,
    MESSAGES,
    MY_DAY,
    ONE_IN_FEW,
    PLAN,
    POST,
    POST_WITHOUT_LEDGER,
    PREVIEW_OF_FEW,
    PREVIEW_OF_MANY,
    PREVIEWED,
    ROWS_OF_A_LIST,
    STEPS,
    STOP,
)

BATCH = 200


def do_job(env, name: str, now: datetime) -> None:
    """One job of a tick on everything that it finds, batch by batch as the cron does, without its commits."""
    tick = env["sme.tick"]
    [job] = [job for job in tick._get_jobs() if job.process == name]
    for batch in split_every(BATCH, getattr(env[job.model], job.find)(now)):
        error = tick._try(job, batch, now)
        if error:
            raise error


class Planning:
    """Due steps become to-dos of people."""

    login = None

    def __init__(self, env) -> None:
        self.env = env
        self.now = fields.Datetime.now()

    def run(self) -> None:
        """What the tick does, and what a commit does before it reaches the database."""
        do_job(self.env, "_process_due", self.now)
        self.env.cr.flush()

    def count(self) -> int:
        """The to-dos of enrolments."""
        return self.env["mail.activity"].search_count([("res_model", "=", "sme.enrolment")])


class Activities:
    """As many to-dos of the same people on the same customers, made by Odoo's own means."""

    login = "admin"

    def __init__(self, env) -> None:
        self.env = env
        steps = env["sme.enrolment.step"].sudo().search([("date_planned", "=", date.today())])
        model_id = env["ir.model"]._get_id("res.partner")
        kind = env.ref("mail.mail_activity_data_call").id
        self.values = [
            {
                "res_model_id": model_id,
                "res_id": step.partner_id.id,
                "activity_type_id": kind,
                "user_id": step.partner_id.user_id.id,
                "summary": "Call",
                "date_deadline": date.today(),
            }
            for step in steps
        ]
        self.created = env["mail.activity"]

    def run(self) -> None:
        """One batch."""
        self.created = self.env["mail.activity"].create(self.values)
        self.env.cr.flush()

    def count(self) -> int:
        """The to-dos."""
        return len(self.created)


class Stopping(Planning):
    """5,000 customers whose step is a to-do already answer a mail; the tick draws the consequences."""

    def __init__(self, env) -> None:
        super().__init__(env)
        do_job(env, "_process_due", self.now)
        self.enrolments = env["sme.enrolment.step"].search([("activity_id", "!=", False)]).enrolment_id
        env["sme.contact"]._insert(
            events=[
                {
                    "partner_id": enrolment.partner_id.id,
                    "company_id": enrolment.company_id.id,
                    "date": self.now,
                    "channel": "email",
                    "direction": "in",
                    "kind": "message",
                    "is_real": True,
                    "event_key": f"bench,{enrolment.id}",
                }
                for enrolment in self.enrolments
            ]
        )

    def run(self) -> None:
        """What the tick does."""
        do_job(self.env, "_process_pending", self.now)
        self.env.cr.flush()

    def count(self) -> int:
        """The enrolments that ended and have no to-do any more."""
        left = super().count()
        return len(self.enrolments.filtered(lambda enrolment: enrolment.state == "stopped")) - left


class IdleTick:
    """A tick when everything is done and planned."""

    login = None

    def __init__(self, env) -> None:
        self.env = env
        self.now = fields.Datetime.now()
        self.to_do = []
        env["sme.enrolment.step"].search([("date_planned", "<=", date.today())]).date_planned = (
            date.today() + timedelta(days=30)
        )
        env["sme.plan"].with_context(active_test=False).search([]).looked_until = self.now
        env["sme.contact"]._note_meetings(self.now)
        env.flush_all()

    def run(self) -> None:
        """What the cron asks."""
        tick = self.env["sme.tick"]
        tick._get_lanes()
        self.to_do = tick._get_jobs_to_do(self.now)

    def count(self) -> int:
        """One, if really nothing was due."""
        return int(not self.to_do)


def without_ledger(env):
    """Have nobody note anything."""
    return patch.object(env.registry["sme.contact"], "_note", lambda *_arguments, **_values: None)


class Posting:
    """A message of a salesperson to a customer, on an order."""

    login = "admin"
    ledger = True

    def __init__(self, env) -> None:
        self.env = env
        self.order = env["sale.order"].search([("state", "=", "sale")], limit=1)
        self.message = env["mail.message"]

    def run(self) -> None:
        """Post, and do what a commit does before it reaches the database."""
        if self.ledger:
            self._post()
        else:
            with without_ledger(self.env):
                self._post()

    def _post(self) -> None:
        self.message = self.order.message_post(
            body="It is on its way.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.order.partner_id.ids,
        )
        self.env.cr.flush()
        self.env.cr.precommit.run()

    def count(self) -> int:
        """One, if the ledger has, or has not, a row."""
        noted = self.env["sme.contact"].search_count([("event_key", "=like", f"mail.message,{self.message.id},%")])
        return int(bool(noted) == self.ledger)


class PostingWithoutLedger(Posting):
    """The same message."""

    ledger = False


class Confirming:
    """An order of ten lines is confirmed."""

    login = "admin"
    ledger = True
    lines = 10

    def __init__(self, env) -> None:
        self.env = env
        product = env["product.product"].search([("name", "=", "Desk")], limit=1)
        partner = env["res.partner"].search([("name", "=", "Customer 7")], limit=1)
        line = fields.Command.create({"product_id": product.id, "product_uom_qty": 1})
        self.order = env["sale.order"].create({"partner_id": partner.id, "order_line": [line] * self.lines})
        env.cr.precommit.run()

    def run(self) -> None:
        """Confirm, and do what a commit does before it reaches the database."""
        if self.ledger:
            self._confirm()
        else:
            with without_ledger(self.env):
                self._confirm()

    def _confirm(self) -> None:
        self.order.action_confirm()
        self.env.cr.flush()
        self.env.cr.precommit.run()

    def count(self) -> int:
        """One, if it is confirmed and the ledger has, or has not, a row."""
        noted = self.env["sme.contact"].search_count([("event_key", "=", f"sale.order,{self.order.id},order")])
        return int(self.order.state == "sale" and bool(noted) == self.ledger)


class ConfirmingWithoutLedger(Confirming):
    """The same order."""

    ledger = False


class MyDay:
    """The first screen of the busy person."""

    login = "person0"

    def __init__(self, env) -> None:
        self.env = env
        self.day = {}

    def run(self) -> None:
        """One request."""
        self.day = self.env["sme.my.day"].get_my_day()

    def count(self) -> int:
        """Whether there is something to do."""
        return int(bool(self.day["lines"]))


class ActivityList:
    """Odoo's own list of the same person's to-dos, as the client asks for it."""

    login = "person0"
    columns = ("res_name", "activity_type_id", "summary", "date_deadline", "user_id", "res_model", "res_id", "state")

    def __init__(self, env) -> None:
        self.env = env
        self.answer = {}

    def run(self) -> None:
        """One request."""
        names = {"activity_type_id", "user_id"}
        self.answer = self.env["mail.activity"].web_search_read(
            [("user_id", "=", self.env.uid)],
            {name: {"fields": {"display_name": {}}} if name in names else {} for name in self.columns},
            limit=ROWS_OF_A_LIST,
            count_limit=None,
        )

    def count(self) -> int:
        """Whether it has all rows it can show."""
        return int(len(self.answer["records"]) == ROWS_OF_A_LIST)


class Preview:
    """What a plan would have done last month, for all customers."""

    login = "admin"
    domain = "[]"

    def __init__(self, env) -> None:
        self.plan = env["sme.plan"].with_context(active_test=False).search([("name", "=", PREVIEWED)])
        self.plan.customer_domain = self.domain
        self.preview = env["sme.plan.preview"]

    def run(self) -> None:
        """All nights of the month."""
        self.preview = self.preview._start(self.plan)
        self.preview._compute_all()

    def count(self) -> int:
        """The customers whom it would have enrolled."""
        return self.preview.enrolment_count


class PreviewOfFew(Preview):
    """The same, for one customer in ten."""

    domain = str([("partner_id.zip", "=", FEW)])


class History:
    """The ledger is filled in from old messages, as its job does, without the commits."""

    login = None
    messages = MESSAGES

    def __init__(self, env) -> None:
        self.env = env
        self.first, self.end = env["mail.message"].search([], order="id desc", limit=1).id + 1, 0
        self.before = env["sme.contact"].search_count([])

    def run(self) -> None:
        """Batch after batch, the newest first."""
        below = self.first
        while below and below > self.first - self.messages:
            below = self.env["sme.contact"]._fill_batch("mail_message", below)

    def count(self) -> int:
        """The new rows of the ledger, if there is one for almost every message."""
        new = self.env["sme.contact"].search_count([]) - self.before
        return new if new > 0.9 * self.messages else 0


class HistoryOfFew(History):
    """The newest messages."""

    messages = MESSAGES // ONE_IN_FEW


ACTIONS = {
    PREVIEW_OF_MANY: Preview,
    PREVIEW_OF_FEW: PreviewOfFew,
    HISTORY_OF_MANY: History,
    HISTORY_OF_FEW: HistoryOfFew,
    PLAN: Planning,
    ACTIVITIES: Activities,
    STOP: Stopping,
    IDLE_TICK: IdleTick,
    POST: Posting,
    POST_WITHOUT_LEDGER: PostingWithoutLedger,
    CONFIRM: Confirming,
    CONFIRM_WITHOUT_LEDGER: ConfirmingWithoutLedger,
    MY_DAY: MyDay,
    ACTIVITY_LIST: ActivityList,
}
EXPECTED = {PLAN: STEPS, ACTIVITIES: STEPS, STOP: STEPS}
