"""What a change of class, priority, type, team or hours makes of open clocks."""

from datetime import datetime

from tests.orm.promise.common import NOW, PromiseCase


class TestReview(PromiseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.urgent = cls.env["sme.service.target"].create(
            {"priority": "2", "first_response_hours": 1, "next_response_hours": 1, "resolution_hours": 2}
        )

    def test_an_upgrade_counts_from_the_change_and_is_kept_with_its_reason(self):
        service = self.create_service(self.azure)
        first = self.get_clock(service, "first_response")
        with self.at(4, 1, 11):
            # seven of eight hours are used: nothing is late for being urgent now
            service.priority = "2"
            self.assertEqual(service.promise_state, "on_time")
        self.assertRecordValues(
            first, [{"deadline": datetime(2026, 4, 1, 12), "target_id": self.urgent.id, "promised_hours": 1}]
        )
        solution = self.get_clock(service, "resolution")
        self.assertEqual(solution.deadline, datetime(2026, 4, 1, 13))
        self.assertRecordValues(
            solution.change_ids,
            [
                {
                    "reason": "priority",
                    "date": datetime(2026, 4, 1, 11),
                    "old_target_id": self.target_of["other"].id,
                    "new_target_id": self.urgent.id,
                    "old_hours": 24,
                    "new_hours": 2,
                    "old_deadline": datetime(2026, 4, 3, 12),
                    "new_deadline": datetime(2026, 4, 1, 13),
                }
            ],
        )

    def test_a_downgrade_counts_from_the_start_but_never_beyond_what_was_told(self):
        told = self.create_service(self.azure, priority="2")
        told._note_told_deadlines()
        untold = self.create_service(self.azure, priority="2")
        for service in (told, untold):
            service.priority = "0"
        self.assertEqual(untold.deadline, datetime(2026, 4, 1, 12))
        self.assertEqual(told.deadline, datetime(2026, 3, 31, 13))
        self.assertEqual(self.get_clock(told, "resolution").deadline, datetime(2026, 3, 31, 14))
        self.assertEqual(self.get_clock(told, "resolution").target_id, self.target_of["other"])

    def test_only_some_deadlines_are_told(self):
        service = self.create_service(self.azure)
        service._note_told_deadlines(["first_response"])
        self.assertTrue(self.get_clock(service, "first_response").told_deadline)
        self.assertFalse(self.get_clock(service, "resolution").told_deadline)

    def test_a_clock_that_is_late_stays_as_it_is(self):
        service = self.create_service(self.azure)
        first = self.get_clock(service, "first_response")
        with self.at(4, 2, 12):
            service.priority = "2"
        self.assertRecordValues(
            first, [{"deadline": datetime(2026, 4, 1, 12), "target_id": self.target_of["other"].id}]
        )
        self.assertFalse(first.change_ids)

    def test_a_paused_clock_takes_the_promise_that_holds_when_it_runs_again(self):
        service = self.create_service(self.azure)
        self.reply(service)
        service.priority = "2"
        solution = self.get_clock(service, "resolution")
        self.assertRecordValues(solution, [{"state": "paused", "deadline": False, "allowed_hours": 2}])
        with self.at(4, 1, 8):
            service._move_to("working")
        self.assertEqual(solution.deadline, datetime(2026, 4, 1, 10))

    def test_an_ended_clock_is_never_looked_at_again(self):
        service = self.create_service(self.azure)
        self.reply(service)
        first = self.get_clock(service, "first_response")
        before = first.read()
        service.write({"priority": "2", "partner_id": self.lumber.id})
        self.assertEqual(first.read(), before)

    def test_the_class_of_the_customer(self):
        service, of_lumber = self.create_service(self.azure), self.create_service(self.lumber)
        ended = self.create_service(self.azure)
        ended._move_to("closed")
        self.set_class(self.azure, "key")
        with self.at(3, 31, 13):
            self.tick()
        first = self.get_clock(service, "first_response")
        self.assertRecordValues(
            first,
            [
                {
                    "class_id": self.classes["key"].id,
                    "target_id": self.target_of["key"].id,
                    "deadline": datetime(2026, 3, 31, 15),
                }
            ],
        )
        self.assertEqual(service.deadline, datetime(2026, 3, 31, 15))
        self.assertRecordValues(first.change_ids, [{"reason": "class"}])
        self.assertFalse(of_lumber.clock_ids.change_ids)
        self.assertFalse(ended.clock_ids.class_id)
        with self.at(3, 31, 14):
            self.assertFalse(self.env["sme.service.clock"]._find_for_review(datetime(2026, 3, 31, 14)))

    def test_a_late_record_of_another_class_is_not_looked_at_over_and_over(self):
        self.create_service(self.azure)
        self.set_class(self.azure, "key")
        late = datetime(2026, 5, 1, 12)
        self.assertFalse(self.env["sme.service.clock"]._find_for_review(late))

    def test_another_customer(self):
        self.set_class(self.lumber, "key")
        service = self.create_service(self.azure)
        service.partner_id = self.lumber
        first = self.get_clock(service, "first_response")
        self.assertEqual(first.target_id, self.target_of["key"])
        self.assertRecordValues(first.change_ids, [{"reason": "customer"}])

    def test_another_type_and_team(self):
        night = self.env["sme.service.team"].create(
            {
                "name": "Nights",
                "calendar_id": self.create_calendar("Night", range(7), ((0, 8, "morning"),)).id,
                "assign_automatically": False,
            }
        )
        self.env["sme.service.target"].create({"team_id": night.id, "first_response_hours": 4, "resolution_hours": 8})
        service = self.create_service(self.azure)
        with self.at(3, 31, 14):
            service.team_id = night
        first = self.get_clock(service, "first_response")
        # two hours were used in the office, four more from midnight on
        self.assertRecordValues(first, [{"calendar_id": night.calendar_id.id, "deadline": datetime(2026, 4, 1, 2)}])
        self.assertEqual(first.allowed_hours, 6)
        self.assertEqual(first.change_ids.reason, "team")

    def test_an_edited_promise_holds_for_open_records_with_the_next_tick(self):
        service = self.create_service(self.azure)
        self.target_of["other"].first_response_hours = 1
        self.assertEqual(service.deadline, datetime(2026, 4, 1, 12))
        self.tick()
        self.assertEqual(service.deadline, datetime(2026, 3, 31, 13))
        self.assertEqual(self.get_clock(service, "first_response").change_ids.reason, "target")

    def test_a_promise_taken_back_ends_the_clock_unless_it_was_told(self):
        untold, told = self.create_service(self.azure), self.create_service(self.azure)
        told._note_told_deadlines()
        self.target_of["other"].resolution_hours = 0
        self.tick()
        self.assertEqual(self.get_clock(untold, "resolution").state, "dropped")
        self.assertEqual(self.get_clock(told, "resolution").state, "running")

    def test_nothing_changes_where_nothing_is_another(self):
        service = self.create_service(self.azure)
        before = service.clock_ids.read()
        service._review_clocks("class")
        self.assertEqual(service.clock_ids.read(), before)
        self.assertFalse(service.clock_ids.change_ids)
        self.assertEqual(service.clock_ids.mapped("date_start"), [NOW, NOW])
