"""A plan whose to-dos nobody does says so to who answers for it."""

from datetime import datetime, timedelta

from odoo.tests import freeze_time

from tests.orm.plan.common import WEDNESDAY, PlanCase

START = datetime(2026, 4, 1, 8)


class TestUnworked(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.create_plan(steps=(("Call", "call", 0), ("Visit", "visit", 60)))
        cls.enrolments = cls.enrol(cls.customer, cls.other_customer, cls.azure, plan=cls.plan, day=WEDNESDAY)
        with freeze_time(START):
            cls.enrolments.step_ids._process_due(START)

    def pass_night(self, days):
        """Alerts about the plan after a night so many days later."""
        now = START + timedelta(days=days)
        with freeze_time(now):
            self.plan._process_night(now)
        alerts = self.env["sme.alert"].search([("res_model", "=", "sme.plan"), ("res_id", "=", self.plan.id)])
        return alerts.filtered(lambda alert: alert.reasons[0][0] == "plan_unworked")

    def test_it_is_told_once_a_week_after_two_weeks(self):
        self.assertEqual(len(self.enrolments.activity_ids), 3)
        self.assertFalse(self.pass_night(13))
        alert = self.pass_night(14)
        self.assertEqual(alert.user_id, self.manager)
        self.assertIn("3 steps", alert.text)
        self.assertEqual(self.pass_night(15), alert)
        self.assertEqual(len(self.pass_night(21)), 2)

    def test_one_step_done_is_work(self):
        with freeze_time(START + timedelta(days=5)):
            self.enrolments[0].step_ids[0]._record_outcome("reached")
        self.assertFalse(self.pass_night(14))

    def test_few_steps_are_no_heap(self):
        self.enrolments[0]._stop("order", START)
        self.assertFalse(self.pass_night(20))
