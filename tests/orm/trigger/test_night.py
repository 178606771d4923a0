"""What plans do by themselves in a night: whom they take, how many, and when they rather take nobody."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from tests.common import TODAY
from tests.orm.trigger.common import TriggerCase


def night(days):
    """Three in the morning, so many days from today (UTC)."""
    return datetime(2026, 3, 31, 3) + timedelta(days=days)


class NightCase(TriggerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["sme.plan"].with_context(active_test=False).search([]).write({"looked_until": night(3000)})

    def pass_night(self, days, refresh=False):
        """The tick after the scorecards of a night; returns the new follow-ups."""
        before = self.env["sme.enrolment"].search([])
        now = night(days)
        with freeze_time(now):
            if refresh:
                self.refresh()
            self.env["sme.refresh"]._get_for_companies(self.company).write(
                {"nightly_date": now.date(), "state": "idle", "requested_at": False}
            )
            ids = self.env["sme.plan"]._find_for_night(now)
            self.env["sme.plan"].browse(ids)._process_night(now)
            self.env.cr.flush()
        return self.env["sme.enrolment"].search([]) - before

    def order(self, partner, amount=100.0, days=0, hours=0):
        with freeze_time(TODAY + timedelta(days=days, hours=hours)):
            order = self.create_order(partner, amount, confirm=False)
            order.action_confirm()
            self.env.cr.flush()
        return order


class TestNight(NightCase):
    def test_who_ordered_yesterday_is_enrolled_tonight_and_never_again(self):
        plan = self.create_plan("order_confirmed")
        order = self.order(self.clerk, 250)
        enrolment = self.pass_night(1)
        self.assertRecordValues(
            enrolment,
            [
                {
                    "plan_id": plan.id,
                    "partner_id": self.clerk.id,
                    "commercial_partner_id": self.azure.id,
                    "order_ids": order.ids,
                    "state": "running",
                    "value_at_stake": 250,
                    "start_reason": f"Order {order.name} was confirmed.",
                }
            ],
        )
        self.assertEqual(enrolment.step_ids.user_id, self.ben)
        self.assertFalse(self.pass_night(1), "the same night again")
        self.assertFalse(self.pass_night(2))
        enrolment._stop("by_hand", night(2))
        self.assertFalse(self.pass_night(3), "what was stopped stays so")

    def test_only_what_happened_since_the_switch(self):
        self.order(self.azure, hours=-1)
        plan = self.create_plan("order_confirmed", switched_on=TODAY)
        self.order(self.lumber, hours=1)
        self.assertEqual(self.pass_night(1).partner_id, self.lumber)
        plan.action_switch_off()
        self.order(self.azure, days=1)
        with freeze_time(TODAY + timedelta(days=2)):
            plan.action_switch_on()
        self.assertFalse(self.pass_night(3), "what happened while the plan was off starts it no more")

    def test_a_further_document_joins_and_an_event_after_the_end_begins_anew(self):
        self.create_plan("order_confirmed")
        first = self.order(self.azure, 100)
        enrolment = self.pass_night(1)
        second = self.order(self.clerk, 30, days=1)
        self.assertFalse(self.pass_night(2))
        self.assertEqual(enrolment.order_ids, first | second)
        self.assertEqual(enrolment.value_at_stake, 130)
        self.pass_night(3)
        self.assertEqual(enrolment.value_at_stake, 130)
        enrolment._stop("by_hand", night(3))
        third = self.order(self.azure, days=3)
        self.assertEqual(self.pass_night(4).order_ids, third)

    def test_the_best_first_as_far_as_hours_go_the_rest_later(self):
        self.company.sme_steps_per_day = 2
        self.create_plan("order_confirmed")
        customers = [self.create_customer(f"C{number}", user_id=self.ben.id) for number in range(5)]
        for number, customer in enumerate(customers):
            self.order(customer, 100 + number)
        self.assertEqual(self.pass_night(1).partner_id, customers[4] | customers[3])
        self.assertEqual(self.pass_night(2).partner_id, customers[2] | customers[1])

    def test_who_waits_for_too_long_waits_no_more(self):
        self.company.sme_steps_per_day = 1
        self.create_plan("order_confirmed", wait_days=2)
        self.order(self.azure, 900)
        self.order(self.lumber, 100)
        self.assertEqual(self.pass_night(1).partner_id, self.azure)
        self.assertFalse(self.pass_night(3), "the order was on Tuesday, it is Friday")

    def test_everybody_has_hours_of_his_own(self):
        self.company.sme_steps_per_day = 1
        self.lumber.user_id = self.users["salesman"]
        self.create_plan("order_confirmed")
        self.order(self.azure, 900)
        self.order(self.create_customer("Also Ben's", user_id=self.ben.id), 800)
        self.order(self.lumber, 100)
        self.assertEqual(self.pass_night(1).partner_id, self.azure | self.lumber)

    def test_the_salesperson_of_the_order_has_the_hours(self):
        self.company.sme_steps_per_day = 1
        plan = self.create_plan("order_confirmed")
        plan.step_ids.who = "order_salesperson"
        for partner, user in ((self.azure, self.ben), (self.lumber, self.users["salesman"])):
            self.order(partner).user_id = user
        self.assertEqual(self.pass_night(1).step_ids.user_id, self.ben | self.users["salesman"])

    def test_a_team_takes_turns(self):
        self.company.sme_steps_per_day = 1
        team = self.env["crm.team"].create(
            {"name": "Desk", "member_ids": [Command.set((self.ben | self.users["salesman"]).ids)]}
        )
        plan = self.create_plan("order_confirmed")
        plan.step_ids.write({"who": "team", "team_id": team.id})
        for number in range(4):
            self.order(self.create_customer(f"C{number}"))
        self.assertEqual(len(self.pass_night(1)), 2)

    def test_the_scorecards_of_the_night_start_plans_the_same_night(self):
        for days_ago in (10, 40, 70, 100, 130):
            self.create_order(self.azure, 100, days_ago)
        plan = self.create_plan("lifecycle", trigger_lifecycle="late")
        for days in range(33, 36):
            self.assertFalse(self.pass_night(days, refresh=True))
        enrolment = self.pass_night(36, refresh=True)
        self.assertEqual((enrolment.partner_id, enrolment.plan_id), (self.azure, plan))
        self.assertIn("Late", enrolment.start_reason)

    def test_a_plan_waits_for_the_scorecards(self):
        plan = self.create_plan("order_confirmed")
        refresh = self.env["sme.refresh"]._get_for_companies(self.company)
        refresh.write({"nightly_date": night(1).date(), "state": "running", "started_at": night(1)})
        self.assertNotIn(plan.id, plan._find_for_night(night(1)))
        refresh.write({"state": "failed"})
        self.assertIn(plan.id, plan._find_for_night(night(1)))
        refresh.write({"nightly_date": night(0).date(), "state": "idle"})
        self.assertNotIn(plan.id, plan._find_for_night(night(1)))
        self.assertIn(plan.id, plan._find_for_night(night(1) + timedelta(hours=3)), "not for ever")

    def test_a_day_of_the_company_is_none_of_the_server(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        plan = self.create_plan("order_confirmed")
        plan.looked_until = night(0)
        refresh = self.env["sme.refresh"]._get_for_companies(self.company)
        evening = datetime(2026, 3, 31, 18, 30)  # half past two in the morning of 1 April in Shanghai
        refresh.write({"nightly_date": fields.Date.to_date("2026-04-01"), "state": "idle"})
        plan.looked_until = evening - timedelta(days=1)
        self.assertIn(plan.id, plan._find_for_night(evening))

    def test_the_cron(self):
        self.create_plan("order_confirmed")
        self.order(self.azure)
        now = night(1) + timedelta(hours=4)
        with freeze_time(now), self.enter_registry_test_mode():
            self.env.ref("crm_sme.ir_cron_sme_tick").method_direct_trigger()
        self.assertEqual(self.env["sme.enrolment"].search([]).partner_id, self.azure)


class TestNoNight(NightCase):
    def test_paused_companies_and_copies_of_the_database_enrol_nobody(self):
        plan = self.create_plan("order_confirmed")
        self.order(self.azure)
        self.company.sme_plans_paused = True
        self.assertFalse(self.pass_night(1))
        self.company.sme_plans_paused = False
        self.env["ir.config_parameter"].set_param("database.is_neutralized", "True")
        self.assertFalse(self.pass_night(1))
        self.assertFalse(plan.looked_until)
        self.env["ir.config_parameter"].set_param("database.is_neutralized", False)
        self.assertEqual(self.pass_night(1).partner_id, self.azure)

    def test_danger_3_after_days_without_a_night_nothing_old_starts(self):
        """A database restored from last week: what it knows has been dealt with meanwhile."""
        plan = self.create_plan("order_confirmed")
        self.order(self.azure, days=1)
        self.assertTrue(self.pass_night(2))
        self.order(self.lumber, days=2)
        manager = self.users["sales_manager"]
        self.assertFalse(self.pass_night(9))
        self.assertIn("Nobody looked at this plan", plan.message_ids[0].body)
        self.assertFalse(plan.message_ids[0].notified_partner_ids)
        told = self.env["sme.alert"].search([("res_model", "=", plan._name), ("res_id", "=", plan.id)])
        self.assertEqual(told.user_id, manager | self.ben)
        self.assertIn(plan.name, told[0].text)
        self.assertFalse(self.pass_night(10), "nor does it start in the night after")
        new = self.create_customer("New", user_id=self.ben.id)
        self.order(new, days=10)
        self.assertEqual(self.pass_night(11).partner_id, new)
        self.assertEqual(plan._count_waiting(night(11)), 1)

    @mute_logger("odoo.addons.crm_sme.models.tick.sme_tick")
    def test_a_plan_that_fails_stops_no_other(self):
        broken = self.create_plan("order_confirmed")
        fine = self.create_plan("order_confirmed")
        self.order(self.azure)
        self.env.flush_all()
        self.env.cr.execute("UPDATE sme_plan SET customer_domain = 'nonsense' WHERE id = %s", [broken.id])
        broken.invalidate_recordset()
        for _turn in range(4):
            with freeze_time(night(1) + timedelta(hours=4)), self.enter_registry_test_mode():
                self.env.ref("crm_sme.ir_cron_sme_tick").method_direct_trigger()
        self.assertEqual(self.env["sme.enrolment"].search([]).plan_id, fine)
        self.assertEqual(broken.fail_count, 3)
        self.assertTrue(broken.last_error)
        broken.action_switch_off()
        broken.action_switch_on()
        self.assertFalse(broken.fail_count or broken.last_error)


class TestWaiting(NightCase):
    def test_those_waiting_are_a_choice_of_its_own(self):
        self.order(self.azure, days=-30)
        self.order(self.lumber, days=-3)
        plan = self.create_plan("order_confirmed", wait_days=14)
        self.assertEqual(plan._count_waiting(TODAY), 2)
        self.assertFalse(self.pass_night(1))
        with self.assertRaises(AccessError):
            plan.with_user(self.ben).action_take_waiting()
        plan.with_user(self.users["sales_manager"]).action_take_waiting()
        self.assertEqual(self.pass_night(2).partner_id, self.azure | self.lumber)
        self.assertFalse(plan.takes_waiting, "all are taken")
        self.assertFalse(plan._count_waiting(night(2)))

    def test_the_switch_says_how_many_wait_and_asks(self):
        plan = self.create_plan("order_confirmed", active=False)
        manager = self.users["sales_manager"]
        self.order(self.azure, hours=-1)
        for takes in (True, False):
            action = plan.with_user(manager).action_open_switch()
            self.assertFalse(plan.active, "it is not on before the answer")
            dialog = self.env[action["res_model"]].with_user(manager).browse(action["res_id"])
            self.assertEqual((dialog.waiting_count, dialog.takes_waiting), (1, False))
            dialog.takes_waiting = takes
            dialog.action_switch_on()
            self.assertEqual((plan.active, plan.takes_waiting), (True, takes))
            plan.action_switch_off()
        for refused in (plan, self.env["sme.plan.switch"].with_user(manager)._start(plan.with_user(manager))):
            with self.assertRaises(AccessError):
                refused.with_user(self.ben).action_switch_on()
        nobody = self.create_plan("low_rating", active=False).with_user(manager)
        self.assertFalse(nobody.action_open_switch())
        self.assertTrue(nobody.active, "where nobody waits there is nothing to ask")

    def test_who_was_taken_once_waits_no_more(self):
        for partner in (self.azure, self.lumber):
            for days_ago in (10, 40, 70, 100, 130):
                self.create_order(partner, 100, days_ago)
        with freeze_time(TODAY + timedelta(days=200)):
            self.refresh()
        self.company.sme_steps_per_day = 1
        plan = self.create_plan("lifecycle", trigger_lifecycle="dormant", switched_on=TODAY + timedelta(days=202))
        plan.action_take_waiting()
        first = self.pass_night(203)
        self.assertEqual(len(first), 1)
        self.assertTrue(plan.takes_waiting)
        first._stop("by_hand", night(203))
        second = self.pass_night(206)
        self.assertEqual(first.partner_id | second.partner_id, self.azure | self.lumber)
        second._stop("by_hand", night(206))
        self.assertFalse(self.pass_night(207))


class TestFlood(NightCase):
    def test_danger_1_a_win_back_with_twenty_thousand_dormant_customers(self):
        self.env.cr.execute(
            """
            WITH firm AS (
                SELECT n, nextval('res_partner_id_seq')::int AS id FROM generate_series(1, 20000) n
            ), born AS (
                INSERT INTO res_partner (id, name, complete_name, active, is_company, partner_share, user_id, type,
                                         autopost_bills, commercial_partner_id, create_date, write_date)
                SELECT id, 'Sleeper ' || n, 'Sleeper ' || n, TRUE, TRUE, TRUE, %(user)s, 'contact', 'ask', id,
                       now(), now()
                  FROM firm
            )
            INSERT INTO sme_customer (company_id, partner_id, lifecycle, money_at_stake, value, class_since)
            SELECT %(company)s, id, 'dormant', n, 0, '2026-01-01' FROM firm
            """,
            {"company": self.company.id, "user": self.ben.id},
        )
        self.env.cr.execute("ANALYZE res_partner, sme_customer")
        self.env.invalidate_all()
        self.company.sme_steps_per_day = 12
        plan = self.create_plan("lifecycle", trigger_lifecycle="dormant")
        plan.step_ids.kind = "mail"
        counts = {
            model: self.env[model].with_context(active_test=False).search_count([])
            for model in ("mail.followers", "mail.activity", "mail.mail", "mail.message")
        }
        self.assertFalse(self.pass_night(1), "without the choice it starts with what happens from now on")
        self.assertEqual(plan._count_waiting(night(1)), 20000)
        plan.action_take_waiting()
        enrolments = self.pass_night(2)
        self.assertEqual(len(enrolments), 12)
        self.assertEqual(sorted(enrolments.mapped("value_at_stake")), list(range(19989, 20001)))
        for model, count in counts.items():
            found = self.env[model].with_context(active_test=False).search_count([])
            self.assertEqual(found, count, model)
        self.assertFalse(enrolments.message_follower_ids)
