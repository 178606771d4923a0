"""Working time: holidays of one company only, changed hours, daylight saving, calendars that promise nothing."""

from datetime import datetime

from odoo.fields import Command
from odoo.tests import freeze_time

from tests.orm.promise.common import PromiseCase


class TestCalendars(PromiseCase):
    def add_holiday(self, day, company=None, **values):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": (company or self.company).id,
                "calendar_id": False,
                "date_from": datetime(2026, *day, 0),
                "date_to": datetime(2026, *day, 23),
                **values,
            }
        )

    def test_a_holiday_of_the_company_stops_its_clocks_and_no_others(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids += other
        there = self.env["sme.service.team"].search([("company_id", "=", other.id)])
        there.write({"calendar_id": self.create_calendar("There", company=other).id, "assign_automatically": False})
        here, elsewhere = (
            self.create_service(self.azure),
            self.create_service(self.azure, company_id=other.id, team_id=there.id),
        )
        self.add_holiday((4, 1))
        self.tick()
        self.assertEqual(here.deadline, datetime(2026, 4, 2, 12))
        self.assertEqual(elsewhere.deadline, datetime(2026, 4, 1, 12))
        self.assertEqual(self.get_clock(here, "first_response").change_ids.reason, "hours")
        self.assertEqual(self.create_service(self.lumber).deadline, datetime(2026, 4, 2, 12))

    def test_a_holiday_for_all_companies_stops_all(self):
        self.add_holiday((4, 1)).company_id = False
        self.assertEqual(self.create_service(self.azure).deadline, datetime(2026, 4, 2, 12))

    def test_a_holiday_of_another_calendar_and_the_leave_of_a_person_stop_nothing(self):
        self.add_holiday((4, 1), calendar_id=self.create_calendar("Warehouse").id)
        resource = self.env["resource.resource"].create(
            {"name": "Anna", "user_id": self.anna.id, "calendar_id": self.calendar.id, "company_id": self.company.id}
        )
        self.add_holiday((4, 1), resource_id=resource.id, calendar_id=self.calendar.id)
        self.assertEqual(self.create_service(self.azure).deadline, datetime(2026, 4, 1, 12))

    def test_a_holiday_moved_or_taken_back(self):
        holiday = self.add_holiday((4, 1))
        service = self.create_service(self.azure)
        holiday.write({"date_from": datetime(2026, 4, 7, 0), "date_to": datetime(2026, 4, 7, 23)})
        self.tick()
        self.assertEqual(service.deadline, datetime(2026, 4, 1, 12))
        holiday.write({"date_from": datetime(2026, 4, 1, 0), "date_to": datetime(2026, 4, 1, 23)})
        self.tick()
        self.assertEqual(service.deadline, datetime(2026, 4, 2, 12))
        holiday.unlink()
        self.tick()
        self.assertEqual(service.deadline, datetime(2026, 4, 1, 12))

    def test_a_holiday_never_moves_what_was_told(self):
        service = self.create_service(self.azure)
        service._note_told_deadlines()
        self.add_holiday((4, 1))
        self.tick()
        self.assertEqual(service.deadline, datetime(2026, 4, 1, 12))

    def test_changed_hours_plan_open_clocks_anew_and_make_none_late(self):
        service = self.create_service(self.azure)
        lunch = self.calendar.attendance_ids.filtered(lambda attendance: attendance.day_period == "afternoon")
        lunch.write({"hour_from": 12.5})
        self.tick()
        self.assertEqual(service.deadline, datetime(2026, 4, 1, 11, 30))
        lunch.unlink()
        self.tick()
        self.assertEqual(service.deadline, datetime(2026, 4, 2, 10))
        with self.at(4, 1, 20):
            self.calendar.attendance_ids = [
                Command.create(
                    {"name": "Night", "dayofweek": day, "hour_from": 13, "hour_to": 21, "day_period": "afternoon"}
                )
                for day in ("1", "2")
            ]
            self.tick()
            self.assertNotEqual(service.promise_state, "late")

    def test_another_calendar_of_the_team(self):
        service = self.create_service(self.azure)
        self.team.calendar_id = self.create_calendar("Mornings", hours=((8, 12, "morning"),))
        self.tick()
        self.assertEqual(service.deadline, datetime(2026, 4, 2, 10))
        self.assertEqual(service.clock_ids.calendar_id, self.team.calendar_id)

    def test_the_hours_of_the_company_where_the_team_has_none(self):
        self.team.calendar_id = False
        self.company.resource_calendar_id = self.create_calendar("Mornings", hours=((8, 12, "morning"),))
        self.assertEqual(self.create_service(self.azure).deadline, datetime(2026, 4, 2, 10))
        service = self.create_service(self.azure)
        self.company.resource_calendar_id = self.calendar
        self.tick()
        self.assertEqual(service.deadline, datetime(2026, 4, 1, 12))

    def test_calendars_that_promise_nothing_warn_and_fail_nowhere(self):
        empty = self.create_calendar("Empty", days=())
        flexible = self.create_calendar("Free", schedule_type="flexible")
        for calendar, word in ((empty, "no working time"), (flexible, "flexible")):
            with self.subTest(calendar=calendar.name):
                self.team.calendar_id = calendar
                service = self.create_service(self.azure)
                self.assertRecordValues(service, [{"deadline": False, "promise_state": "none"}])
                self.assertIn(word, service.with_user(self.anna).promise_problem)
                self.assertFalse(service._get_first_response_deadline())
                service._note_told_deadlines()
                self.tick()
                self.reply(service)
                self.assertEqual(self.get_clock(service, "first_response").state, "dropped")
                self.post_of_customer(service)
                service._move_to("solved")
                self.assertEqual(set(service.clock_ids.mapped("state")), {"dropped"})

    def test_a_calendar_that_is_closed_for_years(self):
        self.add_holiday((4, 1)).date_to = datetime(2036, 1, 1)
        service = self.create_service(self.azure)
        self.assertFalse(service.deadline)
        self.assertIn("years", service.promise_problem)
        self.env["resource.calendar.leaves"].search([("company_id", "=", self.company.id)]).unlink()
        self.tick()
        self.assertEqual(service.deadline, datetime(2026, 4, 1, 12))
        self.assertFalse(service.promise_problem)

    def test_no_calendar_at_all(self):
        self.team.calendar_id = False
        self.company.resource_calendar_id = False
        service = self.create_service(self.azure)
        self.assertFalse(service.deadline)
        self.assertIn(self.team.name, service.promise_problem)

    def test_shut_down_for_weeks(self):
        self.add_holiday((4, 1)).date_to = datetime(2026, 7, 31, 23)
        self.assertEqual(self.create_service(self.azure).deadline, datetime(2026, 8, 3, 12))


class TestDaylightSaving(PromiseCase):
    """Round the clock in Brussels: the night of 29 March 2026 lacks an hour, that of 25 October has one twice."""

    def setUp(self):
        super().setUp()
        self.team.calendar_id = self.create_calendar(
            "Always", range(7), ((0, 12, "morning"), (12, 24, "afternoon")), tz="Europe/Brussels"
        )
        self.target_of["other"].write({"first_response_hours": 6, "resolution_hours": 24})

    def get_deadlines(self, moment):
        with freeze_time(moment):
            service = self.create_service(self.azure)
            return service.clock_ids.sorted("promised_hours").mapped("deadline")

    def test_hours_are_hours_over_a_gap_and_a_fold(self):
        for moment, deadlines in (
            (datetime(2026, 3, 28, 22), [datetime(2026, 3, 29, 4), datetime(2026, 3, 29, 22)]),
            (datetime(2026, 10, 24, 22), [datetime(2026, 10, 25, 4), datetime(2026, 10, 25, 22)]),
        ):
            with self.subTest(moment=moment):
                self.assertEqual(self.get_deadlines(moment), deadlines)

    def test_office_hours_follow_the_wall_clock(self):
        self.team.calendar_id = self.calendar
        # Friday 15:00 in winter time; Monday morning is an hour earlier in UTC
        self.assertEqual(self.get_deadlines(datetime(2026, 3, 27, 14))[0], datetime(2026, 3, 30, 10))
        self.assertEqual(self.get_deadlines(datetime(2026, 10, 23, 13))[0], datetime(2026, 10, 26, 11))
