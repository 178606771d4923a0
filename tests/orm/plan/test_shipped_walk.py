"""Each shipped plan, switched on and walked from its first step to its last, and what ends it on the way."""

from datetime import date, timedelta

from odoo.addons.mail.tests.common import MockEmail

from tests.orm.plan.common import PlanCase

# Plan, what it is about, (kind, the day it is due) of its steps when each is done on its day. From Tuesday, 31 March
# 2026 on; weekends are free.
WALKS = [
    ("welcome", None, [("mail", (4, 1)), ("call", (4, 15))]),
    ("quotation", "quotation", [("mail", (3, 31)), ("call", (4, 3)), ("quotation_check", (4, 10))]),
    ("late", None, [("call", (4, 1)), ("mail", (4, 7))]),
    ("win_back", None, [("mail", (4, 1)), ("call", (4, 8)), ("task", (4, 22))]),
    ("key_rhythm", None, [("call", (4, 1))]),
    ("renewal", "entitlement", [("mail", (3, 31)), ("call", (4, 3)), ("call", (4, 10))]),
    ("low_rating", None, [("call", (4, 1)), ("task", (4, 6))]),
    ("thanks", "order", [("mail", (4, 1)), ("call", (4, 10)), ("mail", (5, 1))]),
]
# How each stands after a mail of the customer, a complaint, an opt-out.
EXITS = {
    "welcome": ("running", "paused", "stopped"),
    "quotation": ("stopped", "paused", "stopped"),
    "late": ("stopped", "paused", "stopped"),
    "win_back": ("stopped", "paused", "stopped"),
    "key_rhythm": ("stopped", "paused", "stopped"),
    "renewal": ("running", "paused", "stopped"),
    "low_rating": ("running", "running", "stopped"),
    "thanks": ("running", "paused", "stopped"),
}


class TestShippedPlans(MockEmail, PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "azure@example.com"
        cls.order = cls.create_order(cls.customer, user_id=cls.seller.id)
        cls.quotation = cls.create_order(cls.customer, confirm=False, user_id=cls.seller.id)
        cls.quotation.state = "sent"
        cls.entitlement = cls.env["sme.entitlement"].create(
            {
                "partner_id": cls.customer.id,
                "product_id": cls.quotation.order_line.product_id.id,
                "company_id": cls.company.id,
                "user_id": cls.seller.id,
                "kind": "licence",
                "date_start": date(2025, 5, 1),
                "date_end": date(2026, 4, 30),
            }
        )
        cls.documents = {"quotation": cls.quotation, "order": cls.order, "entitlement": cls.entitlement}

    def start(self, name, about):
        """The plan of that name, switched on, with a follow-up of the customer that starts today."""
        plan = self.env.ref(f"crm_sme.sme_plan_{name}").copy(
            {"company_id": self.company.id, "user_id": self.manager.id}
        )
        plan.action_switch_on()
        document = self.documents.get(about)
        documents = {document._name: document.ids} if document else {}
        return self.enrol(self.customer, plan=plan, documents=documents)

    def walk(self, enrolment):
        """Do each step on the day it becomes a to-do; returns (kind, day, person) of them."""
        done = []
        for ahead in range(60):
            day = date(2026, 3, 31) + timedelta(days=ahead)
            with self.at(day.month, day.day, 8):
                self.look_at_contacts()
                self.get_planned(enrolment).filtered_domain([("date_planned", "<=", day)])._process_due(self.get_now())
            step = self.get_planned(enrolment).filtered("activity_id")
            if not step:
                continue
            with self.at(day.month, day.day, 9):
                if step.kind == "mail":
                    self.send(step)
                else:
                    step.with_user(self.seller)._record_outcome("reached")
                self.env.cr.flush()
            self.assertEqual(step.state, "done")
            done.append((step.kind, (day.month, day.day), step.user_id))
        return done

    def look_at_contacts(self):
        self.env.cr.flush()
        contacts = self.env["sme.contact"]
        contacts.browse(contacts._find_pending(self.get_now()))._process_pending(self.get_now())

    def send(self, step):
        """Send what is written: it has no gap, and a way to hear nothing more."""
        action = step.with_user(self.seller).action_do()
        composer = self.env[action["res_model"]].with_user(self.seller).browse(action["res_id"])
        self.assertTrue(composer.subject)
        self.assertNotIn("{{", f"{composer.subject} {composer.body}")
        with self.mock_mail_gateway():
            composer.action_send_mail()
            self.env.cr.flush()
        self.assertIn("/sme/unsubscribe", self._mails[0]["body"])

    def test_each_goes_through_its_steps_in_order_on_working_days(self):
        for name, about, expected in WALKS:
            with self.subTest(plan=name):
                enrolment = self.start(name, about)
                self.assertEqual(self.walk(enrolment), [(*step, self.seller) for step in expected])
                self.assertRecordValues(enrolment, [{"state": "done", "stop_reason": "finished"}])

    def test_each_heeds_what_the_customer_does(self):
        events = (self.write_mail, self.complain, self.opt_out)
        for name, about, _steps in WALKS:
            for event, state in zip(events, EXITS[name], strict=True):
                savepoint = self.env.cr.savepoint()
                with self.subTest(plan=name, event=event.__name__):
                    enrolment = self.start(name, about)
                    event()
                    self.look_at_contacts()
                    self.assertEqual(enrolment.state, state)
                savepoint.close(rollback=True)

    def write_mail(self):
        self.order.message_post(
            body="Well...", author_id=self.customer.id, message_type="email", subtype_xmlid="mail.mt_comment"
        )

    def complain(self):
        complaint = self.env["sme.service.type"].search([("code", "=", "complaint")], limit=1)
        self.create_service(self.customer, type_id=complaint.id)._move_to("working")

    def opt_out(self):
        self.env["mail.blacklist"]._add(self.customer.email)
