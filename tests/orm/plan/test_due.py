"""A step that is due becomes a to-do: once, silently, in working hours, within people's hours."""

from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import SQL

from odoo.addons.crm_sme.models.schedule.sme_tick import DUE, OVERDUE

from tests.orm.plan.common import TUESDAY, WEDNESDAY, PlanCase


class DueCase(PlanCase):
    def run_job(self, job, *moment):
        """One turn of a job of the tick at a moment."""
        with self.at(*moment):
            model = self.env[job.model]
            now = self.get_now()
            ids = getattr(model, job.find)(now)
            getattr(model.browse(ids), job.process)(now)
            return len(ids)

    def due(self, *moment):
        return self.run_job(DUE, *moment)


class TestDue(DueCase):
    def test_on_its_day_a_step_becomes_an_activity_on_the_follow_up(self):
        self.plan.step_ids[0].script = "<p>Ask for the printer</p>"
        enrolment = self.enrol(self.customer)
        mails = self.env["mail.mail"].search_count([])
        self.assertEqual(self.due(4, 1, 8), 1)
        self.assertRecordValues(
            enrolment.activity_ids,
            [
                {
                    "user_id": self.seller.id,
                    "summary": "Call",
                    "date_deadline": WEDNESDAY,
                    "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                    "res_name": enrolment.display_name,
                }
            ],
        )
        self.assertIn("printer", enrolment.activity_ids.note)
        self.assertRecordValues(
            enrolment.step_ids, [{"state": "planned", "due_on": WEDNESDAY, "activity_id": enrolment.activity_ids.id}]
        )
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertFalse(enrolment.message_follower_ids)
        self.assertEqual(self.due(4, 1, 8, 5), 0)
        self.assertEqual(len(enrolment.activity_ids), 1)

    def test_not_before_its_day_and_not_outside_working_hours(self):
        enrolment = self.enrol(self.customer)
        for moment in ((3, 31, 13), (4, 1, 5, 59), (4, 1, 10, 30), (4, 1, 15)):
            self.assertEqual(self.due(*moment), 0, moment)
        self.assertEqual(self.due(4, 1, 6), 1)
        self.assertTrue(enrolment.activity_ids)

    def test_weekends_and_holidays_of_the_company_pass(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        for company, day in ((self.company, 3), (elsewhere, 2)):
            self.env["resource.calendar.leaves"].with_company(company).create(
                {
                    "name": "Holiday",
                    "calendar_id": False,
                    "date_from": datetime(2026, 4, day, 0),
                    "date_to": datetime(2026, 4, day, 20),
                }
            )
        self.assertEqual(self.enrol(self.customer, day=WEDNESDAY).next_date, date(2026, 4, 2))
        self.assertEqual(self.enrol(self.other_customer, day=date(2026, 4, 2)).next_date, date(2026, 4, 6))

    def test_people_have_working_hours_of_their_own(self):
        part_time = self.create_calendar("Part time", days=(3,))
        self.env["resource.resource"].create(
            {"name": "Seller", "user_id": self.seller.id, "calendar_id": part_time.id, "company_id": self.company.id}
        )
        self.assertEqual(self.enrol(self.customer).next_date, date(2026, 4, 2))

    def test_a_day_that_has_passed_is_today(self):
        self.assertEqual(self.enrol(self.customer, day=date(2026, 3, 2)).next_date, TUESDAY)

    def test_no_step_is_done_while_something_forbids_it(self):
        enrolment = self.enrol(self.customer)
        self.company.sme_plans_paused = True
        self.assertEqual(self.due(4, 1, 8), 0)
        self.company.sme_plans_paused = False
        self.plan.active = False
        self.assertEqual(self.due(4, 1, 8), 0)
        self.plan.active = True
        enrolment._pause("by_hand", False, self.get_now())
        self.assertEqual(self.due(4, 1, 8), 0)
        enrolment._resume(self.get_now())
        enrolment.step_ids.fail_count = 3
        self.assertEqual(self.due(4, 1, 8), 0)
        enrolment.step_ids.fail_count = 0
        self.assertEqual(self.due(4, 1, 8), 1)

    def test_a_customer_who_was_heard_of_meanwhile_is_left_in_peace(self):
        enrolment = self.enrol(self.customer)
        self.create_order(self.customer)
        self.env.cr.precommit.run()
        with patch.object(self.registry["sme.tick"], "_wake") as wake:
            self.due(4, 1, 8)
        self.assertFalse(enrolment.activity_ids)
        self.assertTrue(wake.called)
        self.env["sme.contact"].search([("is_pending", "=", True)]).is_pending = False
        self.due(4, 1, 8)
        self.assertTrue(enrolment.activity_ids)

    def test_a_condition_is_looked_at_on_the_day(self):
        self.plan.step_ids[0].condition = "[('lifecycle', '=', 'late')]"
        enrolment = self.enrol(self.customer)
        self.create_order(self.other_customer, days_ago=5)
        self.env["sme.customer"].action_refresh()
        self.due(4, 1, 8)
        self.assertRecordValues(
            enrolment.step_ids,
            [
                {"name": "Call", "state": "skipped", "skip_reason": "condition"},
                {"name": "Mail", "state": "planned", "skip_reason": False},
            ],
        )
        self.assertEqual(enrolment.next_date, date(2026, 4, 3))

    def test_a_condition_may_ask_for_what_the_plan_is_about(self):
        plan = self.create_plan(trigger="quotation")
        plan.step_ids.write({"condition_target": "document", "condition": "[('state', 'in', ['draft', 'sent'])]"})
        orders = [self.create_order(partner, confirm=False) for partner in (self.customer, self.other_customer)]
        met, unmet = (self.enrol(order.partner_id, plan=plan, documents={"sale.order": order.ids}) for order in orders)
        orders[1]._action_cancel()
        self.due(4, 1, 8)
        self.assertTrue(met.activity_ids)
        self.assertEqual(unmet.step_ids[0].skip_reason, "condition")

    def test_nobody_gets_more_than_a_day_holds_and_the_best_come_first(self):
        self.company.sme_steps_per_day = 2
        partners = [self.create_customer(f"Customer {value}", user_id=self.seller.id) for value in range(5)]
        enrolments = [self.enrol(partner, value=100 * place) for place, partner in enumerate(partners, 1)]
        self.assertEqual(self.plan._get_capacity(self.seller, WEDNESDAY), {self.seller: 0})
        self.due(4, 1, 8)
        self.assertEqual([len(enrolment.activity_ids) for enrolment in enrolments], [0, 0, 0, 1, 1])
        self.assertEqual({one.next_date for one in enrolments[:3]}, {date(2026, 4, 2)})
        self.due(4, 2, 8)
        self.assertEqual(sum(len(enrolment.activity_ids) for enrolment in enrolments), 2, "yesterday's are still open")
        enrolments[4]._stop("order", self.get_now())
        self.due(4, 3, 8)
        self.assertEqual([len(enrolment.activity_ids) for enrolment in enrolments[:4]], [0, 0, 1, 1])

    def test_who_waits_for_a_week_comes_before_better_ones_of_today(self):
        """Danger of best value first: every day something better comes, and the least valuable waits for ever."""
        self.company.sme_steps_per_day = 1
        small, large, larger = (
            self.create_customer(name, user_id=self.seller.id) for name in ("Small", "Large", "Larger")
        )
        waiting, first = self.enrol(small, value=1), self.enrol(large, value=500)
        self.due(4, 1, 8)
        self.assertEqual((len(waiting.activity_ids), len(first.activity_ids)), (0, 1))
        self.assertEqual(waiting.step_ids.waits_since, WEDNESDAY)
        first._stop("order", self.get_now())
        later = self.enrol(larger, value=900)
        later.step_ids.date_planned = date(2026, 4, 8)
        self.due(4, 8, 8)
        self.assertEqual((len(waiting.activity_ids), len(later.activity_ids)), (1, 0))

    def test_a_customer_is_touched_so_often_a_week_over_all_plans(self):
        self.company.sme_touches_per_week = 1
        plans = [self.create_plan((("Call", "call", 1),)) for _count in range(2)]
        task = self.create_plan((("Think", "task", 1),))
        first, second = (self.enrol(self.customer, plan=plan) for plan in plans)
        inside = self.enrol(self.customer, plan=task)
        self.due(4, 1, 8)
        self.assertEqual((len(first.activity_ids), len(second.activity_ids), len(inside.activity_ids)), (1, 0, 1))
        self.assertEqual(second.next_date, date(2026, 4, 6))
        self.due(4, 6, 8)
        self.assertTrue(second.activity_ids)

    def test_limits_hold_where_the_day_of_utc_is_another(self):
        self.calendar.tz = "Pacific/Honolulu"
        self.company.sme_steps_per_day = 1
        first, second = (self.enrol(partner, day=TUESDAY) for partner in (self.customer, self.azure))
        (first + second).step_ids.write({"user_id": self.seller.id, "is_handed_over": True})
        self.due(4, 1, 23)
        self.assertEqual(len(first.activity_ids), 1)
        first._stop("order", self.get_now())
        second.step_ids.date_planned = WEDNESDAY
        self.assertEqual(self.due(4, 2, 1), 1, "three in the afternoon of the same day there")
        self.assertFalse(second.activity_ids, "one a day, and it was given already")

    def test_what_was_set_aside_is_tried_again_when_a_manager_says_so(self):
        enrolment = self.enrol(self.customer)
        enrolment.step_ids.write({"fail_count": 3, "last_error": "it broke"})
        with self.assertRaises(AccessError):
            enrolment.step_ids.with_user(self.seller).action_retry()
        enrolment.step_ids.with_user(self.manager).action_retry()
        self.due(4, 1, 8)
        self.assertTrue(enrolment.activity_ids)

    def test_a_pause_takes_the_to_do_away_and_a_return_brings_it_back(self):
        enrolment = self.enrol(self.customer)
        self.due(4, 1, 8)
        enrolment._pause("complaint", False, self.get_now())
        self.assertFalse(enrolment.activity_ids)
        self.assertFalse(enrolment.step_ids.due_on)
        with self.at(4, 3, 8):
            enrolment._resume(self.get_now())
        self.due(4, 3, 8)
        self.assertTrue(enrolment.activity_ids)

    def test_a_stop_takes_the_to_do_away(self):
        enrolment = self.enrol(self.customer)
        self.due(4, 1, 8)
        enrolment._stop("order", self.get_now())
        self.assertFalse(enrolment.activity_ids)
        self.assertRecordValues(enrolment.step_ids, [{"state": "skipped", "skip_reason": "order"}])

    def test_a_to_do_that_vanished_with_its_person_comes_again(self):
        enrolment = self.enrol(self.customer)
        self.due(4, 1, 8)
        self.customer.user_id = self.colleague
        self.env.flush_all()
        # as the database does when a user is deleted
        self.env.execute_query(SQL("DELETE FROM mail_activity WHERE id = %s RETURNING id", enrolment.activity_ids.id))
        self.env.invalidate_all()
        self.assertEqual(self.due(4, 1, 9), 1)
        self.assertEqual(enrolment.activity_ids.user_id, self.colleague)


class TestPeople(DueCase):
    def test_who_does_a_step(self):
        order = self.create_order(self.customer, user_id=self.colleague.id, confirm=False)
        team = self.env["crm.team"].create(
            {"name": "Desk", "company_id": self.company.id, "member_ids": [Command.set(self.anna.ids)]}
        )
        for values, person in (
            ({"who": "account_manager"}, self.seller),
            ({"who": "order_salesperson"}, self.colleague),
            ({"who": "team", "team_id": team.id}, self.anna),
            ({"who": "fixed", "user_id": self.ben.id}, self.ben),
        ):
            plan = self.create_plan()
            plan.step_ids.write(values)
            enrolment = self.enrol(self.customer, plan=plan, documents={"sale.order": order.ids})
            self.assertEqual(enrolment.step_ids.user_id, person, values)

    def test_a_customer_of_nobody_is_the_responsibles(self):
        self.assertEqual(self.enrol(self.azure).step_ids.user_id, self.manager)

    def test_who_is_away_gets_no_step(self):
        enrolment = self.enrol(self.customer)
        resource = self.env["resource.resource"].create(
            {
                "name": "Seller",
                "user_id": self.seller.id,
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
            }
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "resource_id": resource.id,
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 31, 20),
                "date_to": datetime(2026, 4, 1, 20),
            }
        )
        self.due(4, 1, 8)
        self.assertEqual(enrolment.activity_ids.user_id, self.manager)

    def test_a_stand_in_does_the_steps_meanwhile_and_sees_the_follow_up(self):
        enrolment = self.enrol(self.customer)
        self.env["sme.absence"].create(
            {
                "user_id": self.seller.id,
                "date_from": WEDNESDAY,
                "date_to": WEDNESDAY,
                "stand_in_id": self.colleague.id,
            }
        )
        self.due(4, 1, 8)
        self.assertEqual(enrolment.activity_ids.user_id, self.colleague)
        self.assertTrue(enrolment.with_user(self.colleague).has_access("read"))

    def test_a_step_handed_over_stays_with_whom_it_was_given_to(self):
        enrolment = self.enrol(self.customer)
        enrolment.step_ids.with_user(self.manager).action_hand_over(self.colleague.id)
        self.due(4, 1, 8)
        self.assertEqual(enrolment.activity_ids.user_id, self.colleague)
        enrolment.activity_ids.user_id = self.seller
        self.assertEqual(enrolment.step_ids.user_id, self.seller)

    def test_a_fixed_person_can_open_what_he_gets(self):
        """Else the to-do would be there and its follow-up closed."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        outsiders = {
            "no right": new_test_user(
                self.env, "fixed_employee", "base.group_user", company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            ),
            "another company": new_test_user(
                self.env, "fixed_elsewhere", "crm_sme.group_sme_user", company_id=elsewhere.id,
                company_ids=[Command.set(elsewhere.ids)],
            ),
            "a customer": new_test_user(self.env, "fixed_portal", "base.group_portal"),
        }  # fmt: skip
        for why, user in outsiders.items():
            with self.subTest(why), self.assertRaises(ValidationError):
                self.plan.step_ids[0].write({"who": "fixed", "user_id": user.id})
        self.plan.step_ids[0].write({"who": "fixed", "user_id": self.colleague.id})
        with self.assertRaises(ValidationError):
            self.plan.company_id = elsewhere
        copied = self.plan.copy({"company_id": elsewhere.id})
        self.assertEqual((copied.step_ids[0].who, copied.step_ids[0].user_id.id), ("account_manager", False))
        self.assertEqual(self.plan.copy().step_ids[0].user_id, self.colleague)
        # who loses the right later gets nothing either
        self.colleague.group_ids = self.env.ref("base.group_user")
        enrolment = self.enrol(self.customer)
        self.due(4, 1, 8)
        self.assertEqual(enrolment.activity_ids.user_id, self.manager)


class TestOverdue(DueCase):
    def test_a_step_may_wait_be_skipped_or_be_told(self):
        self.plan.step_ids[0].write({"overdue": "skip", "overdue_days": 2})
        enrolment = self.enrol(self.customer)
        self.due(4, 1, 8)
        self.run_job(OVERDUE, 4, 3, 8)
        self.assertEqual(enrolment.step_ids.state, "planned")
        self.run_job(OVERDUE, 4, 6, 8)
        self.assertRecordValues(enrolment.step_ids[0], [{"state": "skipped", "skip_reason": "overdue"}])
        self.assertFalse(enrolment.activity_ids)
        self.assertEqual(enrolment.next_date, date(2026, 4, 8))

    def test_the_responsible_is_told_once(self):
        self.plan.step_ids[0].write({"overdue": "escalate", "overdue_days": 1})
        enrolment = self.enrol(self.customer)
        self.due(4, 1, 8)
        self.assertEqual(self.run_job(OVERDUE, 4, 7, 8), 1)
        self.assertEqual(self.run_job(OVERDUE, 4, 7, 9), 0)
        alerts = self.env["sme.alert"].search([("res_model", "=", "sme.enrolment"), ("res_id", "=", enrolment.id)])
        self.assertEqual(alerts.user_id, self.manager)
        self.assertIn("04/01/2026", alerts._say(*alerts.reasons[0]))
        self.assertEqual(enrolment.step_ids.state, "planned")
