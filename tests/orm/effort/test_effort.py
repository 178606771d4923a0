"""Time on service records: one timer a person, by hand in two fields, at the hourly cost of its day."""

from datetime import datetime
from unittest.mock import patch

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from tests.orm.cases.common import CasesCase

NOON = datetime(2026, 3, 31, 12, 0)


class EffortCase(CasesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sme_hourly_cost = 30
        cls.company.resource_calendar_id.tz = "UTC"
        cls.env.user.tz = "UTC"
        (cls.anna | cls.ben).tz = "UTC"
        cls.service = cls.create_service(cls.azure, user_id=cls.anna.id)
        cls.other = cls.create_service(cls.lumber, user_id=cls.anna.id)

    def as_(self, user, records):
        return records.with_user(user).with_context(allowed_company_ids=self.company.ids)

    def get_efforts(self, service=None):
        return self.env["sme.service.effort"].search([("service_id", "=", (service or self.service).id)], order="id")


class TestTimer(EffortCase):
    def test_start_and_stop(self):
        service = self.as_(self.anna, self.service)
        self.assertFalse(service.action_start_timer())
        self.assertEqual(service.timer_start, NOON)
        self.assertFalse(self.as_(self.ben, self.service).timer_start)
        with freeze_time("2026-03-31 12:20:30"):
            self.assertFalse(service.action_stop_timer())
        self.assertFalse(service.timer_start)
        self.assertRecordValues(
            self.get_efforts(),
            [{"minutes": 20.5, "user_id": self.anna.id, "stop_reason": "person", "hourly_cost": 30, "cost": 10.25}],
        )
        self.assertRecordValues(self.service, [{"minutes_spent": 20.5, "service_cost": 10.25}])

    def test_starting_another_stops_the_first_and_says_so(self):
        self.as_(self.anna, self.service).action_start_timer()
        self.as_(self.ben, self.service).action_start_timer()
        with freeze_time("2026-03-31 12:10:00"):
            notice = self.as_(self.anna, self.other).action_start_timer()
        self.assertIn(self.service.number, notice["params"]["message"])
        self.assertIn("10 minutes", notice["params"]["message"])
        self.assertRecordValues(
            self.get_efforts(),
            [
                {"user_id": self.anna.id, "minutes": 10, "stop_reason": "other_timer"},
                {"user_id": self.ben.id, "minutes": 0, "stop_reason": False},
            ],
        )
        self.assertTrue(self.as_(self.anna, self.other).timer_start)

    def test_starting_twice_goes_on(self):
        service = self.as_(self.anna, self.service)
        service.action_start_timer()
        service.action_start_timer()
        self.assertEqual(len(self.get_efforts()), 1)

    def test_the_database_allows_one_running_timer_a_person(self):
        self.as_(self.anna, self.service).action_start_timer()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.as_(self.anna, self.env["sme.service.effort"])._start(self.as_(self.anna, self.other), NOON)

    def test_stopping_where_nothing_runs_does_nothing(self):
        self.as_(self.anna, self.other).action_start_timer()
        self.assertFalse(self.as_(self.anna, self.service).action_stop_timer())
        self.assertTrue(self.as_(self.anna, self.other).timer_start)

    def test_a_timer_stops_also_on_a_record_one_lost(self):
        self.as_(self.anna, self.service).action_start_timer()
        self.team.member_ids = self.ben
        self.service.user_id = self.ben
        with freeze_time("2026-03-31 12:10:00"):
            self.as_(self.anna, self.other).action_start_timer()
        self.assertEqual(self.service.minutes_spent, 10)

    def test_who_cannot_write_the_record_starts_nothing(self):
        self.team.member_ids = self.ben
        self.service.user_id = self.ben
        for name in ("action_start_timer", "action_stop_timer"):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                getattr(self.as_(self.anna, self.service), name)()
        self.assertFalse(self.get_efforts())


class TestForgottenTimer(EffortCase):
    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_sme.ir_cron_sme_service_effort_stop").method_direct_trigger()

    def get_told(self):
        return self.env["sme.alert"].search([("kind", "=", "timer"), ("user_id", "=", self.anna.id)])

    def test_it_stops_at_the_end_of_the_working_day(self):
        self.as_(self.anna, self.service).action_start_timer()
        self.run_cron()
        self.assertTrue(self.as_(self.anna, self.service).timer_start)
        with freeze_time("2026-03-31 22:00:00"):
            self.run_cron()
        [effort] = self.get_efforts()
        self.assertRecordValues(
            effort, [{"date_end": datetime(2026, 3, 31, 17), "minutes": 300, "stop_reason": "end_of_day"}]
        )
        self.assertIn("(17:00): are 300 minutes right?", self.get_told().text)
        self.assertEqual(self.get_told().res_id, self.service.id)

    @mute_logger("odoo.addons.crm_sme.models.effort.sme_service_effort")
    def test_a_timer_that_cannot_be_stopped_keeps_no_other_running(self):
        self.as_(self.anna, self.service).action_start_timer()
        self.as_(self.ben, self.service).action_start_timer()
        efforts = type(self.env["sme.service.effort"])
        stop = efforts._stop

        def stop_but_for_anna(records, *arguments):
            if self.anna in records.user_id:
                raise ValueError("poisoned")
            return stop(records, *arguments)

        with patch.object(efforts, "_stop", stop_but_for_anna), freeze_time("2026-03-31 22:00:00"):
            self.run_cron()
        self.assertRecordValues(
            self.get_efforts(),
            [
                {"user_id": self.anna.id, "date_end": False},
                {"user_id": self.ben.id, "date_end": datetime(2026, 3, 31, 17)},
            ],
        )

    def test_a_colleague_s_hours_count_for_the_colleague(self):
        short = self.env["resource.calendar"].create(
            {
                "name": "Until two",
                "company_id": self.company.id,
                "tz": "Asia/Shanghai",
                "attendance_ids": [
                    (0, 0, {"name": str(day), "dayofweek": str(day), "hour_from": 18, "hour_to": 22})
                    for day in range(5)
                ],
            }
        )
        self.env["resource.resource"].create(
            {"name": "Anna", "user_id": self.anna.id, "company_id": self.company.id, "calendar_id": short.id}
        )
        self.as_(self.anna, self.service).action_start_timer()
        self.as_(self.ben, self.service).action_start_timer()
        with freeze_time("2026-03-31 15:00:00"):
            self.run_cron()
        self.assertRecordValues(
            self.get_efforts(),
            [
                {"user_id": self.anna.id, "date_end": datetime(2026, 3, 31, 14)},
                {"user_id": self.ben.id, "date_end": False},
            ],
        )

    def test_the_next_start_ends_it_the_same_way(self):
        self.as_(self.anna, self.service).action_start_timer()
        with freeze_time("2026-04-01 09:00:00"):
            notice = self.as_(self.anna, self.other).action_start_timer()
        self.assertIn("ended with the working day: 300 minutes", notice["params"]["message"])
        self.assertEqual(self.service.minutes_spent, 300)
        self.assertTrue(self.get_told())

    def test_stopping_it_the_next_morning_says_so(self):
        self.as_(self.anna, self.service).action_start_timer()
        with freeze_time("2026-04-01 09:00:00"):
            notice = self.as_(self.anna, self.service).action_stop_timer()
        self.assertIn("300 minutes", notice["params"]["message"])
        self.assertEqual(self.get_efforts().stop_reason, "end_of_day")

    def test_evenings_free_days_and_flexible_hours_end_at_midnight(self):
        calendar = self.company.resource_calendar_id
        for start, flexible in (
            ("2026-03-31 20:00:00", False),
            ("2026-04-04 10:00:00", False),
            ("2026-03-31 09:00:00", True),
        ):
            calendar.flexible_hours = flexible
            with self.subTest(start=start), freeze_time(start):
                now = fields.Datetime.to_datetime(start)
                end = self.anna._get_latest_end_of_work(self.company, now)
                self.assertEqual((end.hour, (end.date() - now.date()).days), (0, 1))

    def test_a_company_without_working_hours_ends_it_at_midnight(self):
        self.company.resource_calendar_id = False
        end = self.anna._get_latest_end_of_work(self.company, NOON)
        self.assertEqual(end, datetime(2026, 4, 1))


class TestByHand(EffortCase):
    def test_two_fields_are_enough(self):
        effort = self.as_(self.anna, self.env["sme.service.effort"]).create(
            {"service_id": self.service.id, "minutes": 20, "note": "Read the manual"}
        )
        self.assertRecordValues(
            effort.sudo(),
            [
                {
                    "user_id": self.anna.id,
                    "date": NOON.date(),
                    "hourly_cost": 30,
                    "cost": 10,
                    "company_id": self.company.id,
                }
            ],
        )

    def test_typing_the_sum_adds_an_entry_for_the_difference(self):
        self.as_(self.ben, self.env["sme.service.effort"]).create({"service_id": self.service.id, "minutes": 20})
        self.as_(self.anna, self.service).minutes_spent = 50
        self.as_(self.anna, self.service).minutes_spent = 50
        self.as_(self.anna, self.service).minutes_spent = 35
        self.assertEqual(self.get_efforts().mapped("minutes"), [20, 30, -15])
        self.assertEqual(self.get_efforts().mapped("user_id"), self.ben | self.anna)
        self.assertRecordValues(self.service, [{"minutes_spent": 35, "service_cost": 17.5}])

    def test_a_new_record_may_have_minutes(self):
        service = self.create_service(self.azure, minutes_spent=12)
        self.assertRecordValues(self.get_efforts(service), [{"minutes": 12, "cost": 6}])
        self.assertEqual(service.copy().minutes_spent, 0)

    def test_less_than_nothing_is_refused(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.service.minutes_spent = -1
            self.env.flush_all()

    def test_an_entry_gone_is_cost_gone(self):
        self.service.minutes_spent = 60
        self.get_efforts().unlink()
        self.assertRecordValues(self.service, [{"minutes_spent": 0, "service_cost": 0}])


class TestCost(EffortCase):
    def test_a_person_s_own_cost_before_the_company_s(self):
        self.anna.with_company(self.company).sme_hourly_cost = 60
        for user in (self.anna, self.ben):
            self.as_(user, self.env["sme.service.effort"]).create({"service_id": self.service.id, "minutes": 30})
        self.assertEqual(self.get_efforts().mapped("cost"), [30, 15])

    def test_each_company_has_its_own_cost(self):
        other = self.env["res.company"].create({"name": "Elsewhere", "currency_id": self.env.ref("base.USD").id})
        self.anna.with_company(other).sme_hourly_cost = 90
        self.assertEqual(self.anna._get_sme_hourly_cost(self.company), 30)
        self.assertEqual(self.anna._get_sme_hourly_cost(other), 90)
        self.assertEqual(self.ben._get_sme_hourly_cost(other), 0)

    def test_a_raise_does_not_change_the_past(self):
        self.service.minutes_spent = 60
        self.company.sme_hourly_cost = 100
        self.assertEqual(self.service.service_cost, 30)
        self.get_efforts().minutes = 120
        self.assertEqual(self.service.service_cost, 60)
        self.service.minutes_spent = 180
        self.assertEqual(self.service.service_cost, 160)

    def test_cost_is_rounded_in_the_currency_of_the_company(self):
        self.service.minutes_spent = 1.01
        self.assertEqual(self.service.service_cost, 0.51)
        self.assertEqual(self.service.currency_id, self.company.currency_id)

    def test_a_negative_hourly_cost_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "negative"):
            self.anna.sme_hourly_cost = -1

    def test_merging_moves_the_time_at_its_cost(self):
        duplicate = self.create_service(self.azure, minutes_spent=60)
        self.as_(self.anna, duplicate).action_start_timer()
        self.service.minutes_spent = 30
        self.company.sme_hourly_cost = 100
        self.service._merge(duplicate)
        self.assertRecordValues(self.service, [{"minutes_spent": 90, "service_cost": 45}])
        self.assertRecordValues(duplicate, [{"minutes_spent": 0, "service_cost": 0}])
        self.assertTrue(self.as_(self.anna, self.service).timer_start)


class TestAccess(EffortCase):
    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_costs_are_not_for_everybody(self):
        self.service.minutes_spent = 60
        effort = self.get_efforts()
        for user, record, names in (
            (self.anna, self.service, ["service_cost"]),
            (self.anna, effort, ["hourly_cost", "cost"]),
            (self.ben, effort, ["hourly_cost", "cost"]),
            # minutes and cost of one person's work would tell what an hour of that person costs
            (self.ben, self.service, ["service_cost"]),
            (self.ben, self.ben, ["sme_hourly_cost"]),
            (self.ben, self.company, ["sme_hourly_cost"]),
        ):
            for name in names:
                with self.subTest(user=user.login, field=name), self.assertRaises(AccessError):
                    self.as_(user, record).read([name])
        self.assertEqual(self.as_(self.anna, self.service).minutes_spent, 60)
        with self.assertRaises(AccessError):
            self.as_(self.ben, self.env["sme.service"]).search([("service_cost", ">", 29)])
        self.assertEqual(self.as_(self.leader, self.service).service_cost, 30)
        self.assertEqual(self.as_(self.leader, effort).cost, 30)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_costs_are_made_by_nobody(self):
        self.service.minutes_spent = 60
        effort = self.get_efforts()
        with self.assertRaises(AccessError):
            self.as_(self.leader, effort).hourly_cost = 1
        with self.assertRaises(AccessError):
            self.as_(self.leader, self.service).service_cost = 1
        created = self.as_(self.leader, self.env["sme.service.effort"]).create(
            {"service_id": self.service.id, "minutes": 60, "hourly_cost": 1, "cost": 1}
        )
        self.assertEqual(created.cost, 30)
        with self.assertRaises(AccessError):
            self.as_(self.anna, self.env["sme.service.effort"]).create(
                {"service_id": self.service.id, "minutes": 60, "hourly_cost": 1}
            )

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_customers_see_neither_time_nor_cost(self):
        portal = self.create_users("portal")["portal"]
        portal.partner_id.parent_id = self.azure
        self.service.minutes_spent = 60
        record = self.service.with_user(portal)
        self.assertEqual(record.name, self.service.name)
        for name in ("minutes_spent", "service_cost", "effort_ids", "timer_start"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                record.read([name])
        self.assertFalse(self.get_efforts().with_user(portal).has_access("read"))
        with self.assertRaises(AccessError):
            record.action_start_timer()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_only_managers_write_for_others(self):
        values = {"service_id": self.service.id, "minutes": 5, "user_id": self.ben.id}
        with self.assertRaises(AccessError):
            self.as_(self.anna, self.env["sme.service.effort"]).create(values)
        effort = self.as_(self.leader, self.env["sme.service.effort"]).create(values)
        with self.assertRaises(AccessError):
            self.as_(self.anna, effort).minutes = 10
        with self.assertRaises(AccessError):
            self.as_(self.anna, effort).unlink()
        self.assertEqual(self.as_(self.anna, effort).minutes, 5)
        self.assertFalse(self.as_(self.anna, effort).may_edit)
        self.as_(self.ben, effort).minutes = 10
        self.assertEqual(self.service.minutes_spent, 10)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_no_time_on_records_out_of_reach(self):
        self.team.member_ids = self.ben
        self.other.user_id = self.ben
        with self.assertRaises(AccessError):
            self.as_(self.anna, self.env["sme.service.effort"]).create({"service_id": self.other.id, "minutes": 5})
        effort = self.as_(self.anna, self.env["sme.service.effort"]).create(
            {"service_id": self.service.id, "minutes": 5}
        )
        with self.assertRaises(AccessError):
            effort.service_id = self.other
        mine = self.as_(self.ben, self.env["sme.service.effort"]).create({"service_id": self.other.id, "minutes": 5})
        self.assertNotIn(mine, self.as_(self.anna, self.env["sme.service.effort"]).search([]))
