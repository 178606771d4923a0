"""Mails of plans: drafts for a person, or sent by themselves; never empty, never to whoever opted out."""

from ast import literal_eval
from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from odoo.addons.crm_sme.models.schedule import sme_tick
from odoo.addons.crm_sme.rules.placeholders import EMPTY
from odoo.addons.mail.tests.common import MockEmail

from tests.orm.plan.common import PlanCase

DUE = next(job for job in vars(sme_tick).values() if getattr(job, "process", None) == "_process_due")
WEDNESDAY_MORNING = datetime(2026, 4, 1, 8)


class MailStepCase(PlanCase, MockEmail):
    freeze_to = WEDNESDAY_MORNING

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "azure@example.com"
        cls.other_customer.email = "lumber@example.com"
        cls.template = cls.create_template()
        cls.plan = cls.create_plan(steps=(("Mail", "mail", 0), ("Call", "call", 3)))
        cls.step = cls.plan.step_ids[0]
        cls.step.template_id = cls.template

    @classmethod
    def create_template(cls, model="res.partner", **values):
        return cls.env["mail.template"].create(
            {
                "name": "Win back",
                "model_id": cls.env["ir.model"]._get_id(model),
                "subject": "Hello {{ object.name }}",
                "body_html": '<p>Dear <t t-out="object.name">X</t>, we miss you. <t t-out="user.name"/></p>',
                **values,
            }
        )

    def due(self, now=WEDNESDAY_MORNING):
        """The tick at a moment when people are at work; what goes wrong is raised."""
        ids = self.env["sme.enrolment.step"]._find_due(now)
        error = self.env["sme.tick"]._try(DUE, ids, now)
        if error:
            raise error
        self.env.cr.flush()

    def start(self, *partners, plan=None, **values):
        enrolments = self.enrol(*(partners or [self.customer]), plan=plan, day=WEDNESDAY_MORNING.date(), **values)
        self.env.cr.flush()
        return enrolments

    def get_sent(self):
        """The customers to whom mails went out."""
        customers = ("azure@example.com", "lumber@example.com")
        return [one for mail in self._mails for one in customers if one in " ".join(mail["email_to"])]

    def get_queue(self):
        return (
            self.env["mail.mail"]
            .search([("state", "=", "outgoing")])
            .filtered(lambda mail: mail.model in ("res.partner", "sale.order"))
        )


class TestBySelf(MailStepCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.step.sends_itself = True

    def test_a_mail_is_queued_with_a_way_out(self):
        enrolment = self.start()
        self.due()
        mail = self.get_queue()
        self.assertRecordValues(
            mail,
            [
                {
                    "subject": "Hello Azure",
                    "recipient_ids": self.customer.ids,
                    "author_id": self.seller.partner_id.id,
                    "res_id": self.customer.id,
                    "auto_delete": False,
                }
            ],
        )
        self.assertIn("Dear Azure, we miss you. plan_seller", " ".join(mail.body_html.split()).replace("</p>", ""))
        self.assertIn("/sme/unsubscribe?token=", mail.body_html)
        headers = literal_eval(mail.headers)
        self.assertIn("/sme/unsubscribe/one-click?token=", headers["List-Unsubscribe"])
        self.assertEqual(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertRecordValues(
            enrolment.step_ids,
            [
                {"state": "done", "message_id": mail.mail_message_id.id, "activity_id": False},
                {"state": "planned", "message_id": False, "activity_id": False},
            ],
        )
        self.assertFalse(enrolment.activity_ids)
        self.assertFalse(self.customer.message_follower_ids)

    def test_the_link_leads_to_the_address_and_no_other_does(self):
        partners = self.env["res.partner"]
        token = self.customer._get_unsubscribe_url().partition("token=")[2]
        self.assertEqual(partners._read_unsubscribe_token(token), "azure@example.com")
        for wrong in (None, "", "x", token[:-4], token[:30] + "A" * 10 + token[40:], 7, "é", "A" * 5000):
            self.assertIsNone(partners._read_unsubscribe_token(wrong), wrong)

    def test_its_own_mail_is_no_contact_that_ends_or_pauses(self):
        enrolment = self.start()
        self.due()
        row = self.env["sme.contact"].search([("commercial_partner_id", "=", self.customer.id)])
        self.assertRecordValues(row, [{"direction": "out", "automatic": True, "is_real": False}])
        row._process_pending(WEDNESDAY_MORNING)
        self.assertEqual(enrolment.state, "running")

    def test_not_to_whoever_opted_out_by_contact_or_firm(self):
        clerk = self.create_customer(
            "Clerk", parent_id=self.other_customer.id, email="c@lumber.example", is_company=False
        )
        self.env["mail.blacklist"]._add("azure@example.com")
        self.env["mail.blacklist"]._add("lumber@example.com")
        enrolments = self.start(self.customer, clerk)
        self.env["sme.contact"].search([("is_pending", "=", True)]).is_pending = False
        self.due()
        self.assertFalse(self.get_queue())
        for enrolment in enrolments:
            self.assertRecordValues(
                enrolment.step_ids,
                [{"state": "skipped", "skip_reason": "opt_out"}, {"state": "planned", "skip_reason": False}],
            )

    def test_not_without_address(self):
        self.customer.email = False
        enrolment = self.start()
        self.due()
        self.assertEqual(enrolment.step_ids[0].skip_reason, "no_address")

    def test_an_empty_placeholder_leaves_it_to_a_person(self):
        self.template.body_html = '<p>Your number <t t-out="object.ref">REF001</t></p>'
        full, empty = self.start(self.customer, self.other_customer)
        self.customer.ref = "A7"
        self.due()
        self.assertIn("Your number", self.get_queue().body_html)
        self.assertIn("A7", self.get_queue().body_html)
        self.assertEqual(full.step_ids[0].state, "done")
        self.assertRecordValues(empty.step_ids, [{"state": "planned", "draft_reason": "placeholder"}])
        self.assertTrue(empty.activity_ids)

    def test_a_loop_over_nothing_is_no_empty_placeholder_but_an_empty_part_of_it_is(self):
        self.template.body_html = (
            '<p>Dear you</p><t t-foreach="object.child_ids" t-as="child"><p t-out="child.function">X</p></t>'
        )
        self.start()
        self.due()
        self.assertEqual(len(self.get_queue()), 1)
        self.create_customer("Clerk", parent_id=self.other_customer.id, is_company=False)
        enrolment = self.start(self.other_customer)
        self.due()
        self.assertEqual(enrolment.step_ids.draft_reason, "placeholder")

    def test_an_address_that_bounced_leaves_it_to_a_person(self):
        self.customer.message_bounce = 1
        enrolment = self.start()
        self.due()
        self.assertEqual(enrolment.step_ids.draft_reason, "bounced")
        self.assertFalse(self.get_queue())

    def test_no_more_than_the_plan_may_a_day(self):
        self.plan.daily_mail_cap = 2
        customers = [
            self.create_customer(f"Customer {n}", email=f"c{n}@example.com", user_id=self.seller.id) for n in range(5)
        ]
        enrolments = self.start(*customers)
        self.due()
        self.assertEqual(len(self.get_queue()), 2)
        waiting = enrolments.step_ids.filtered(lambda step: step.kind == "mail" and step.state == "planned")
        self.assertEqual(waiting.mapped("date_planned"), [datetime(2026, 4, 2).date()] * 3)
        self.due(datetime(2026, 4, 2, 8))
        self.assertEqual(len(self.get_queue()), 4)

    def test_the_limit_holds_where_the_day_of_utc_is_another(self):
        self.plan.daily_mail_cap = 1
        self.calendar.tz = "Pacific/Honolulu"
        enrolments = self.start(self.customer, self.other_customer)
        enrolments.step_ids.date_planned = datetime(2026, 4, 1).date()
        with self.at(4, 2, 1):
            self.due(datetime(2026, 4, 2, 1))
        self.assertEqual(len(self.get_queue()), 1, "three in the afternoon of the first of April there")

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.template.with_context(lang="de_DE").write(
            {"subject": "Hallo {{ object.name }}", "body_html": '<p>Guten Tag <t t-out="object.name"/></p>'}
        )
        self.customer.lang = "de_DE"
        self.start(self.customer, self.other_customer)
        self.due()
        self.assertEqual(set(self.get_queue().mapped("subject")), {"Hallo Azure", "Hello Lumber"})

    def test_killed_between_queue_and_commit(self):
        """Danger 13: what was queued is gone with the transaction; the next tick sends one mail."""
        enrolment = self.start()
        with (
            patch.object(self.registry["sme.enrolment.step"], "_note_mails_sent", side_effect=KeyboardInterrupt),
            self.assertRaises(KeyboardInterrupt),
            self.env.cr.savepoint(),
        ):
            enrolment.step_ids._process_due(WEDNESDAY_MORNING)
        self.env.invalidate_all()
        self.assertFalse(self.get_queue())
        self.due()
        self.due()
        self.assertEqual(len(self.get_queue()), 1)
        with self.mock_mail_gateway():
            self.env["mail.mail"].process_email_queue()
            self.env["mail.mail"].process_email_queue()
        self.assertEqual(self.get_sent(), ["azure@example.com"])

    def test_a_mail_that_waits_is_not_sent_when_the_plan_ends(self):
        enrolment, other = self.start(self.customer, self.other_customer)
        self.due()
        enrolment._stop("order", WEDNESDAY_MORNING)
        self.assertEqual(set(self.get_queue().recipient_ids.ids), set(self.other_customer.ids))
        self.assertEqual(set(enrolment.step_ids.mapped("skip_reason")), {"order"})
        self.assertEqual(other.step_ids[0].state, "done")
        with self.mock_mail_gateway():
            self.env["mail.mail"].process_email_queue()
        self.assertEqual(self.get_sent(), ["lumber@example.com"])
        other._stop("order", WEDNESDAY_MORNING)
        self.assertEqual(other.step_ids[0].state, "done", "what was sent stays done")

    def test_an_answer_lands_on_the_document(self):
        order = self.create_order(self.customer, confirm=False)
        plan = self.create_plan(steps=(("Mail", "mail", 0),), trigger="quotation")
        plan.step_ids.write({"template_id": self.create_template("sale.order").id, "sends_itself": True})
        enrolment = self.start(plan=plan, documents={"sale.order": order.ids})
        self.due()
        self.assertRecordValues(enrolment, [{"state": "done", "stop_reason": "finished"}])
        self.assertRecordValues(self.get_queue(), [{"model": "sale.order", "res_id": order.id}])


class TestDrafts(MailStepCase):
    def open_composer(self, enrolment, user=None):
        action = enrolment.step_ids[-1].with_user(user or self.seller).action_do()
        return self.env["mail.compose.message"].with_user(user or self.seller).browse(action["res_id"])

    def test_one_click_and_the_mail_is_written(self):
        enrolment = self.start()
        self.due()
        self.assertEqual(enrolment.activity_ids.user_id, self.seller)
        composer = self.open_composer(enrolment)
        self.assertEqual(composer.subject, "Hello Azure")
        self.assertIn("we miss you", composer.body)
        self.assertEqual(composer.partner_ids, self.customer)
        with self.mock_mail_gateway():
            composer.action_send_mail()
            self.env.cr.flush()
        step = enrolment.step_ids[0]
        self.assertRecordValues(step, [{"state": "done", "activity_id": step.activity_id.id}])
        self.assertEqual(step.message_id.author_id, self.seller.partner_id)
        self.assertIn("/sme/unsubscribe?token=", step.message_id.body)
        self.assertEqual(enrolment.step_ids[1].state, "planned")
        self.assertFalse(enrolment.activity_ids)

    def test_sent_by_a_colleague_it_is_still_the_plans_own(self):
        enrolment = self.start()
        self.due()
        with self.mock_mail_gateway():
            self.open_composer(enrolment, self.manager).action_send_mail()
        self.env.cr.flush()
        rows = self.env["sme.contact"].search([("is_pending", "=", True)])
        self.assertEqual(rows.filtered(lambda row: row.direction == "out").user_id, self.manager)
        rows._process_pending(WEDNESDAY_MORNING)
        self.assertEqual(enrolment.state, "running")

    def test_an_empty_placeholder_is_seen_and_refused(self):
        self.template.body_html = '<p>Your number <t t-out="object.ref">REF001</t></p>'
        enrolment = self.start()
        self.due()
        composer = self.open_composer(enrolment)
        self.assertIn(EMPTY, composer.body)
        with self.assertRaises(UserError):
            composer.action_send_mail()
        composer.body = "<p>Your number A7</p>"
        with self.mock_mail_gateway():
            composer.action_send_mail()
        self.assertIn("/sme/unsubscribe?token=", enrolment.step_ids[0].message_id.body, "the way out is put back in")

    def test_whoever_opted_out_meanwhile_gets_nothing(self):
        enrolment = self.start()
        self.due()
        composer = self.open_composer(enrolment)
        self.env["mail.blacklist"]._add("azure@example.com")
        with self.assertRaises(UserError):
            composer.action_send_mail()
        with self.assertRaises(UserError):
            enrolment.step_ids.with_user(self.seller).action_do()

    def test_a_draft_is_not_scheduled(self):
        enrolment = self.start()
        self.due()
        composer = self.open_composer(enrolment)
        composer.scheduled_date = "2026-04-09 08:00:00"
        with self.assertRaises(UserError):
            composer.action_schedule_message()
        self.assertFalse(self.env["mail.scheduled.message"].search_count([("res_id", "=", self.customer.id)]))

    def test_the_step_of_somebody_else_cannot_be_named(self):
        enrolment = self.start()
        self.due()
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.colleague)
            .create(
                {
                    "model": "res.partner",
                    "res_ids": repr(self.other_customer.ids),
                    "composition_mode": "comment",
                    "body": "<p>x</p>",
                    "subject": "x",
                    "sme_step_id": enrolment.step_ids.id,
                }
            )
        )
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            composer.action_send_mail()
        self.assertEqual(enrolment.step_ids.state, "planned")


class TestValidation(MailStepCase):
    def test_placeholders_are_checked_when_they_are_saved(self):
        for values in (
            {"subject": "Hello {{ object.nmae }}"},
            {"subject": "Hello {{ object.name"},
            {"body_html": '<p><t t-out="object.name or"/></p>'},
            {"body_html": '<p><t t-out="object.user_id.partner_id.nick"/></p>'},
        ):
            # Odoo tries a template with a record, where there is one; the plan looks without any
            with (
                self.subTest(values=values),
                patch.object(self.registry["mail.template"], "_check_can_be_rendered"),
            ):
                template = self.create_template(**values)
                with self.assertRaises(ValidationError):
                    self.step.template_id = template
                with self.assertRaises(ValidationError):
                    self.template.write(values)

    def test_a_template_is_about_what_the_plan_knows(self):
        plan = self.create_plan(steps=(("Mail", "mail", 0),), trigger="quotation")
        plan.step_ids.template_id = self.create_template("sale.order")
        with self.assertRaises(ValidationError):
            plan.step_ids.template_id = self.create_template("crm.lead")
        with self.assertRaises(ValidationError):
            plan.step_ids.template_id = self.create_template("res.users")

    def test_only_a_mail_with_a_template_is_sent_by_itself(self):
        with self.assertRaises(ValidationError):
            self.step.write({"sends_itself": True, "template_id": False})
        with self.assertRaises(ValidationError):
            self.plan.step_ids[1].sends_itself = True

    def test_the_shipped_templates_can_be_filled_in(self):
        steps = self.env["sme.plan.step"].with_context(active_test=False).search([("template_id", "!=", False)])
        shipped = steps.template_id.filtered(lambda template: template._get_external_ids()[template.id])
        self.assertTrue(shipped)
        order = self.create_order(self.customer, confirm=False, user_id=self.seller.id)
        for template in shipped:
            template._check_placeholders()
            record = order if template.model == "sale.order" else self.customer
            subject, text = template._render_marked(record, "en_US")[record.id]
            self.assertFalse(template._is_incomplete(subject, text, "en_US"), template.name)


class TestOtherKinds(MailStepCase):
    def test_a_test_as_a_customer_goes_to_whoever_tests(self):
        wizard = (
            self.env["sme.test.mail.wizard"]
            .with_user(self.manager)
            .create({"step_id": self.step.id, "partner_id": self.customer.id, "email": "me@example.com"})
        )
        self.assertEqual((wizard.subject, wizard.is_incomplete), ("Hello Azure", False))
        with self.mock_mail_gateway():
            wizard.action_send()
        self.assertEqual(self._mails[0]["email_to"], ["me@example.com"])
        self.assertEqual(self._mails[0]["subject"], "[Test] Hello Azure")
        self.assertNotIn("unsubscribe", self._mails[0]["body"])
        self.template.subject = "Hello {{ object.ref }}"
        wizard.invalidate_recordset()
        self.assertTrue(wizard.is_incomplete)

    def test_a_letter_is_printed_in_the_customers_language_and_never_with_a_gap(self):
        self.customer.write({"street": "Main Street 1", "city": "Springfield"})
        plan = self.create_plan(steps=(("Letter", "letter", 0),))
        plan.step_ids.template_id = self.template
        enrolment = self.start(plan=plan)
        self.due()
        action = enrolment.step_ids.with_user(self.seller).action_do()
        self.assertEqual(action["report_name"], "crm_sme.letter")
        report = self.env["ir.actions.report"].with_user(self.seller)
        page, _kind = report._render_qweb_html("crm_sme.letter", enrolment.step_ids.ids)
        for part in (b"Main Street 1", b"Hello Azure", b"we miss you"):
            self.assertIn(part, page)
        self.template.body_html = '<p><t t-out="object.ref"/></p>'
        with self.assertRaises(UserError):
            report._render_qweb_html("crm_sme.letter", enrolment.step_ids.ids)

    def test_a_letter_without_address_is_skipped(self):
        plan = self.create_plan(steps=(("Letter", "letter", 0),))
        enrolment = self.start(plan=plan)
        self.due()
        self.assertEqual(enrolment.step_ids.skip_reason, "no_address")

    def test_a_quotation_to_check_is_opened_and_skipped_when_none_is_open(self):
        order = self.create_order(self.customer, confirm=False, user_id=self.seller.id)
        plan = self.create_plan(
            steps=(("Check", "quotation_check", 0), ("Again", "quotation_check", 0)), trigger="quotation"
        )
        enrolment = self.start(plan=plan, documents={"sale.order": order.ids})
        self.due()
        self.assertTrue(enrolment.activity_ids)
        self.assertEqual(enrolment.step_ids.with_user(self.seller).action_do()["res_id"], order.id)
        order.action_cancel()
        with self.assertRaises(UserError):
            enrolment.step_ids.with_user(self.seller).action_do()
        enrolment.step_ids._record_outcome(False)
        self.due()
        self.assertEqual(enrolment.step_ids[-1].skip_reason, "documents_gone")

    def test_other_steps_open_the_outcome(self):
        plan = self.create_plan(steps=(("Call", "call", 0),))
        enrolment = self.start(plan=plan)
        self.due()
        action = enrolment.with_user(self.seller).action_open_step()
        self.assertEqual(action["res_model"], "sme.outcome.wizard")
