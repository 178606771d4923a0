"""Follow-ups when things go wrong: a poisoned step, a mail server that is down, what a step needs is gone."""

from datetime import datetime, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server, MailDeliveryException

from tests.orm.plan.common import WEDNESDAY

from ..mailstep.test_mails import WEDNESDAY_MORNING, MailStepCase

TICK = "odoo.addons.crm_sme.models.tick.sme_tick"
MANY = 1000
QUEUE = "odoo.addons.mail.models.mail_mail"


class FaultCase(MailStepCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calls = cls.create_plan(steps=(("Call", "call", 0),), name="Calls")

    def run_tick(self, now=WEDNESDAY_MORNING):
        """The cron, as Odoo runs it."""
        with freeze_time(now), self.enter_registry_test_mode():
            self.env.ref("crm_sme.ir_cron_sme_tick").method_direct_trigger()
        self.env.invalidate_all()

    def poison(self, step, error):
        """Have one step fail, whoever processes it."""
        model = self.env.registry["sme.enrolment.step"]
        carry_out, identifier = model._carry_out, step.id

        def carry_out_or_fail(steps, now):
            if identifier in steps.ids:
                raise error
            return carry_out(steps, now)

        return patch.object(model, "_carry_out", carry_out_or_fail)


class TestPoison(FaultCase):
    def test_one_of_a_thousand_is_set_aside_and_the_others_are_done(self):
        self.company.sme_steps_per_day = 2 * MANY
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}", "user_id": self.seller.id} for number in range(MANY)]
        )
        steps = self.start(*partners, plan=self.calls).step_ids
        bad = steps[MANY // 2]
        with self.poison(bad, ValueError("no such word")), self.assertLogs(TICK, "WARNING") as log:
            for _turn in range(4):
                self.run_tick()
        self.assertEqual(len(log.output), 1, "told once")
        self.assertRecordValues(bad, [{"state": "planned", "fail_count": 3, "last_error": "no such word"}])
        self.assertFalse(bad.activity_id)
        self.assertEqual(len((steps - bad).activity_id), MANY - 1)
        self.assertTrue(self.env.ref("crm_sme.ir_cron_sme_tick").active)
        bad.with_user(self.manager).action_retry()
        self.run_tick()
        self.assertEqual(len(steps.activity_id), MANY)

    def test_three_runs_and_one_by_hand_make_one_to_do(self):
        steps = self.start(plan=self.calls).step_ids
        for _turn in range(3):
            self.run_tick()
        steps._process_due(WEDNESDAY_MORNING)
        self.assertEqual(len(steps.enrolment_id.activity_ids), 1)

    def test_what_is_deleted_or_merged_between_search_and_work_hurts_nobody(self):
        first, second = self.start(self.customer, self.other_customer, plan=self.calls)
        ids = self.env["sme.enrolment.step"]._find_due(WEDNESDAY_MORNING)
        self.assertEqual(set(ids), set((first + second).step_ids.ids))
        second.unlink()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.customer + self.other_customer).ids, self.other_customer, extra_checks=False
        )
        self.env.invalidate_all()
        with patch.object(self.env.registry["sme.enrolment.step"], "_find_due", lambda _steps, _now: ids):
            self.run_tick()
        self.assertEqual(first.step_ids.activity_id.res_id, first.id)
        self.assertEqual(first.commercial_partner_id, self.other_customer)
        self.assertFalse(first.step_ids.fail_count)


class TestMailServer(FaultCase):
    def test_a_server_that_is_down_costs_neither_the_step_nor_a_second_mail(self):
        self.step.sends_itself = True
        enrolment = self.start()
        self.run_tick()
        mail = self.get_queue()
        self.assertEqual(len(mail), 1)
        refusal = MailDeliveryException("connection refused")
        with (
            self.enter_registry_test_mode(),
            patch.object(IrMail_Server, "_connect__", side_effect=refusal),
            mute_logger(QUEUE, "odoo.addons.base.models.ir_mail_server"),
        ):
            self.env["mail.mail"].process_email_queue()
        self.env.invalidate_all()
        self.assertEqual(mail.state, "exception")
        self.assertEqual(enrolment.state, "running")
        self.assertEqual(enrolment.step_ids[0].state, "done")
        self.run_tick(WEDNESDAY_MORNING + timedelta(hours=1))
        self.assertFalse(self.get_queue(), "no second mail")
        mail.mark_outgoing()
        with self.mock_mail_gateway():
            self.env["mail.mail"].process_email_queue()
        self.assertEqual(self.get_sent(), ["azure@example.com"])


class TestWhatIsGone(FaultCase):
    def test_the_template_of_a_step_cannot_be_deleted(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.template.unlink()

    def test_a_mail_that_cannot_be_filled_in_any_more_is_left_to_a_person(self):
        self.step.sends_itself = True
        good, bad = self.start(self.other_customer), self.start(self.customer)
        render = self.env.registry["mail.template"]._render_marked

        def render_or_fail(template, document, language):
            if document == self.customer:
                raise UserError("no such field")
            return render(template, document, language)

        with patch.object(self.env.registry["mail.template"], "_render_marked", render_or_fail):
            self.run_tick()
        self.assertEqual(len(self.get_queue()), 1)
        self.assertEqual(good.step_ids[0].state, "done")
        self.assertRecordValues(bad.step_ids[0], [{"state": "planned", "draft_reason": "template", "fail_count": 0}])
        self.assertTrue(bad.step_ids[0].activity_id)

    def test_an_archived_kind_of_activity_does_not_stop_a_plan(self):
        self.calls.step_ids.activity_type_id = self.env["mail.activity.type"].create({"name": "Ring"})
        enrolment = self.start(plan=self.calls)
        self.calls.step_ids.activity_type_id.active = False
        self.run_tick()
        self.assertTrue(enrolment.step_ids.activity_id)

    def test_the_step_of_somebody_who_left_goes_to_the_responsible(self):
        enrolment = self.start(plan=self.calls)
        self.seller.active = False
        self.run_tick()
        self.assertEqual(enrolment.step_ids.activity_id.user_id, self.manager)

    def test_a_letter_is_a_to_do_where_no_pdf_can_be_made(self):
        self.customer.write({"street": "Main Street 1", "city": "Springfield"})
        plan = self.create_plan(steps=(("Letter", "letter", 0),), name="Letters")
        plan.step_ids.template_id = self.template
        enrolment = self.start(plan=plan)
        with patch.object(self.registry["ir.actions.report"], "get_wkhtmltopdf_state", return_value="install"):
            self.run_tick()
            action = enrolment.step_ids.with_user(self.seller).action_do()
        self.assertTrue(enrolment.step_ids.activity_id)
        self.assertEqual(action["type"], "ir.actions.report", "the client shows it as a page instead")

    def test_a_calendar_without_working_time_is_monday_to_friday(self):
        self.calendar.attendance_ids.unlink()
        enrolment = self.start(plan=self.calls)
        self.assertEqual(enrolment.step_ids.date_planned, WEDNESDAY)
        self.run_tick()
        self.assertTrue(enrolment.step_ids.activity_id)
        saturday = self.enrol(self.other_customer, plan=self.calls, day=datetime(2026, 4, 4).date())
        self.assertEqual(saturday.next_date, datetime(2026, 4, 6).date())


class TestDaylightSaving(FaultCase):
    """Clocks in Brussels go forward on Sunday, 29 March 2026: eight o'clock is 7:00 UTC before, and 6:00 UTC after."""

    def is_due(self, step, *moment):
        return step.id in self.env["sme.enrolment.step"]._find_due(datetime(2026, *moment))

    def test_a_step_is_due_when_the_office_opens_there(self):
        for day, before, after in ((27, (6, 45), (7, 15)), (30, (5, 45), (6, 15))):
            with self.subTest(day=day), freeze_time(datetime(2026, 3, 26, 12)):
                step = self.enrol(self.customer, plan=self.calls, day=datetime(2026, 3, day).date()).step_ids
                self.assertEqual(step.date_planned, datetime(2026, 3, day).date())
                self.assertFalse(self.is_due(step, 3, day, *before))
                self.assertTrue(self.is_due(step, 3, day, *after))
                step.enrolment_id._stop("order", self.get_now())

    def test_the_working_day_after_friday_is_monday(self):
        plan = self.create_plan(steps=(("Call", "call", 1),), name="After Friday")
        with freeze_time(datetime(2026, 3, 27, 22, 30)):
            enrolment = self.enrol(self.customer, plan=plan, day=datetime(2026, 3, 27).date())
        self.assertEqual(enrolment.next_date, datetime(2026, 3, 30).date())
