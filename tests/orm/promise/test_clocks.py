"""The life of the clocks of a record: what starts, pauses and ends them."""

from datetime import datetime

from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.orm.promise.common import NOW, PromiseCase


class TestClocks(PromiseCase):
    def test_a_new_record_has_a_clock_to_the_first_answer_and_one_to_the_solution(self):
        service = self.create_service(self.azure)
        first, solution = (self.get_clock(service, kind) for kind in ("first_response", "resolution"))
        # 8 and 24 working hours from 14:00 of a Tuesday in Brussels (summer time)
        self.assertRecordValues(
            first + solution,
            [
                {"state": "running", "cycle": 1, "promised_hours": 8, "deadline": datetime(2026, 4, 1, 12)},
                {"state": "running", "cycle": 1, "promised_hours": 24, "deadline": datetime(2026, 4, 3, 12)},
            ],
        )
        self.assertEqual(len(service.clock_ids), 2)
        self.assertRecordValues(
            service,
            [
                {
                    "deadline": datetime(2026, 4, 1, 12),
                    "promise_state": "on_time",
                    "target_id": self.target_of["other"].id,
                }
            ],
        )
        self.assertEqual(first.company_id, self.company)
        self.assertEqual(first.calendar_id, self.calendar)
        self.assertEqual(service._get_first_response_deadline(), datetime(2026, 4, 1, 12))

    def test_an_answer_ends_the_first_clock_and_the_customer_is_waited_for(self):
        service = self.create_service(self.azure)
        with self.at(3, 31, 12, 25):
            self.reply(service)
        self.assertEqual(service.state, "waiting")
        first, solution = (self.get_clock(service, kind) for kind in ("first_response", "resolution"))
        self.assertRecordValues(
            first, [{"state": "met", "date_end": datetime(2026, 3, 31, 12, 25), "overrun_hours": 0, "review": False}]
        )
        self.assertAlmostEqual(first.consumed_hours, 25 / 60)
        self.assertRecordValues(solution, [{"state": "paused", "deadline": False, "running_since": False}])
        self.assertRecordValues(service, [{"deadline": False, "promise_state": "paused"}])
        self.assertFalse(service._get_first_response_deadline())

    def test_the_customers_answer_lets_the_rest_run(self):
        service = self.create_service(self.azure)
        with self.at(3, 31, 13):
            self.reply(service)
        with self.at(4, 6, 10):
            self.post_of_customer(service)
        self.assertEqual(service.state, "working")
        solution = self.get_clock(service, "resolution")
        # one of 24 hours was used; 23 from Monday 6 April, 12:00 in Brussels: lunch hour, then two days and 7 hours
        self.assertRecordValues(solution, [{"state": "running", "deadline": datetime(2026, 4, 9, 9)}])
        self.assertAlmostEqual(solution.consumed_hours, 1)
        following = self.get_clock(service, "next_response")
        self.assertRecordValues(following, [{"cycle": 1, "promised_hours": 8, "deadline": datetime(2026, 4, 7, 10)}])
        self.assertEqual(service.deadline, datetime(2026, 4, 7, 10))

    def test_the_next_answer_is_promised_from_the_first_unanswered_message(self):
        service = self.create_service(self.azure)
        self.post_of_customer(service)
        self.assertFalse(self.get_clock(service, "next_response"))
        self.reply(service)
        self.post_of_customer(service)
        with self.at(3, 31, 13):
            self.post_of_customer(service)
        following = self.get_clock(service, "next_response")
        self.assertRecordValues(following, [{"cycle": 1, "date_start": NOW, "state": "running"}])
        self.reply(service)
        self.assertEqual(following.state, "met")
        self.post_of_customer(service)
        self.assertRecordValues(self.get_clock(service, "next_response"), [{"cycle": 2, "state": "running"}])

    def test_what_is_no_answer_ends_nothing(self):
        service = self.create_service(self.azure)
        self.reply(service, subtype_xmlid="mail.mt_note")
        self.reply(service, message_type="notification")
        self.reply(service, message_type="auto_comment")
        automatic = self.env["mail.message"].create(
            {
                "model": "sme.service",
                "res_id": service.id,
                "message_type": "email",
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "author_id": self.anna.partner_id.id,
                "sme_automatic": "auto_reply",
            }
        )
        service._message_post_after_hook(automatic, {})
        service.with_user(self.env.ref("base.user_root")).message_post(
            body="Received", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(self.get_clock(service, "first_response").state, "running")
        self.assertEqual(service.state, "new")

    def test_an_automatic_mail_of_the_customer_promises_nothing(self):
        service = self.create_service(self.azure)
        self.reply(service)
        message = self.env["mail.message"].create(
            {
                "model": "sme.service",
                "res_id": service.id,
                "message_type": "email",
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "author_id": self.azure.id,
                "sme_automatic": "auto_reply",
            }
        )
        service._message_post_after_hook(message, {})
        self.assertFalse(self.get_clock(service, "next_response"))
        self.assertEqual(self.get_clock(service, "resolution").state, "paused")

    def test_missed_by_how_much_working_time(self):
        service = self.create_service(self.azure)
        with self.at(4, 2, 7):
            self.assertEqual(service.promise_state, "late")
            self.reply(service)
        first = self.get_clock(service, "first_response")
        # due on Wednesday 14:00; answered on Thursday 9:00: three hours of Wednesday and one of Thursday
        self.assertRecordValues(first, [{"state": "missed", "promise_state": "broken"}])
        self.assertAlmostEqual(first.overrun_hours, 4)
        self.assertAlmostEqual(first.consumed_hours, 12)

    def test_solved_ends_the_solution_and_opened_again_begins_anew(self):
        service = self.create_service(self.azure)
        self.reply(service)
        with self.at(4, 1, 8):
            service._move_to("solved")
        solution = self.get_clock(service, "resolution")
        self.assertRecordValues(solution, [{"state": "met", "cycle": 1}])
        self.assertRecordValues(service, [{"deadline": False, "promise_state": "kept"}])
        with self.at(4, 20, 8):
            self.post_of_customer(service)
            self.assertEqual(service.state, "working")
            self.assertRecordValues(
                self.get_clock(service, "resolution"),
                [{"state": "running", "cycle": 2, "consumed_hours": 0, "date_start": datetime(2026, 4, 20, 8)}],
            )
            self.assertEqual(solution.state, "met")
            service._move_to("closed")
        self.assertEqual(self.get_clock(service, "next_response").state, "dropped")

    def test_a_broken_promise_stays_broken_while_the_customer_is_waited_for(self):
        service = self.create_service(self.azure)
        with self.at(4, 7, 8):
            service._move_to("waiting")
        solution = self.get_clock(service, "resolution")
        self.assertRecordValues(solution, [{"state": "paused", "deadline": datetime(2026, 4, 3, 12)}])
        late_by = solution.overrun_hours
        # three hours of Friday afternoon, eight of Monday and two of Tuesday
        self.assertAlmostEqual(late_by, 13)
        with self.at(4, 20, 8):
            service._move_to("solved")
        self.assertRecordValues(solution, [{"state": "missed", "overrun_hours": late_by}])

    def test_solved_without_an_answer(self):
        in_time, late = self.create_service(self.azure), self.create_service(self.lumber)
        in_time._move_to("solved")
        self.assertEqual(self.get_clock(in_time, "first_response").state, "dropped")
        with self.at(4, 2, 8):
            late._move_to("solved")
        self.assertEqual(self.get_clock(late, "first_response").state, "missed")
        self.post_of_customer(in_time)
        self.assertRecordValues(self.get_clock(in_time, "first_response"), [{"state": "running", "cycle": 2}])
        self.assertFalse(self.get_clock(in_time, "next_response"))

    def test_a_record_created_as_waiting_or_done(self):
        waiting = self.create_service(self.azure, stage_id=self.env.ref("crm_sme.sme_service_stage_waiting").id)
        self.assertEqual(self.get_clock(waiting, "resolution").state, "paused")
        done = self.create_service(self.azure, stage_id=self.env.ref("crm_sme.sme_service_stage_closed").id)
        self.assertFalse(done.clock_ids)
        self.assertEqual(done.promise_state, "none")

    def test_held_records_promise_nothing_until_they_are_let_into_the_queue(self):
        service = self.create_service(held_reason="flood")
        self.assertFalse(service.clock_ids)
        self.assertFalse(service._get_first_response_deadline())
        with self.at(4, 1, 8):
            service.held_reason = False
        self.assertEqual(set(service.clock_ids.mapped("date_start")), {datetime(2026, 4, 1, 8)})
        self.assertEqual(len(service.clock_ids), 2)

    @mute_logger("odoo.models.unlink")
    def test_spam_is_no_broken_promise_and_comes_back_with_new_clocks(self):
        service = self.create_service(email_from="spam@example.com")
        with self.at(4, 20, 8):
            service.action_mark_spam()
            self.assertEqual(service.clock_ids.mapped("state"), ["dropped", "dropped"])
            service.action_unmark_spam()
        self.assertEqual(len(service.clock_ids.filtered(lambda clock: clock.state == "running")), 2)
        self.assertEqual(set(service.clock_ids.mapped("cycle")), {1, 2})

    def test_an_archived_record_promises_nothing(self):
        service = self.create_service(self.azure)
        service.action_archive()
        self.assertEqual(service.clock_ids.mapped("state"), ["dropped", "dropped"])
        self.assertFalse(service.deadline)
        service.action_unarchive()
        self.assertEqual(len(service.clock_ids.filtered(lambda clock: clock.state == "running")), 2)

    def test_merged_duplicates_say_nothing_about_promises(self):
        original, duplicate = self.create_service(self.azure), self.create_service(self.azure)
        self.reply(duplicate)
        with self.at(4, 20, 8):
            original._merge(duplicate)
        self.assertEqual(self.get_clock(duplicate, "resolution").state, "merged")
        self.assertEqual(self.get_clock(duplicate, "first_response").state, "met")
        self.assertEqual(self.get_clock(original, "resolution").state, "running")
        self.assertFalse(duplicate.deadline)

    def test_a_call_that_reached_the_customer_is_an_answer(self):
        service = self.create_service(self.azure)
        service.with_user(self.anna)._note_response()
        self.assertEqual(self.get_clock(service, "first_response").state, "met")
        service.with_user(self.anna)._note_response()
        self.assertEqual(len(service.clock_ids), 2)

    def test_records_of_two_customers_do_not_touch_each_other(self):
        of_azure, of_lumber = self.create_service(self.azure), self.create_service(self.lumber)
        self.reply(of_azure)
        self.assertEqual(self.get_clock(of_lumber, "first_response").state, "running")
        (of_azure + of_lumber)._move_to("solved")
        self.assertEqual(self.get_clock(of_azure, "first_response").state, "met")

    def test_nothing_is_promised_where_no_target_says_so(self):
        self.target_of["other"].write({"first_response_hours": 0, "resolution_hours": 0})
        service = self.create_service(self.azure)
        self.assertFalse(service.clock_ids)
        self.assertEqual(service.promise_state, "none")
        self.reply(service)
        self.post_of_customer(service)
        self.assertRecordValues(service.clock_ids, [{"kind": "next_response", "state": "running"}])

    def test_the_line_of_clocks(self):
        service = self.create_service(self.azure)
        with self.at(3, 31, 12, 25):
            self.reply(service)
        summary = service.with_user(self.anna).clock_summary
        self.assertEqual([line["kind"] for line in summary], ["first_response", "resolution"])
        self.assertEqual([line["state"] for line in summary], ["kept", "paused"])
        self.assertEqual(summary[0]["target"], "Everybody else")
        self.assertAlmostEqual(summary[0]["used"], 25 / 60)

    def test_several_records_at_once(self):
        services = self.env["sme.service"].create(
            [
                {"name": f"Question {number}", "team_id": self.team.id, "partner_id": partner.id}
                for number, partner in enumerate([self.azure, self.lumber] * 5)
            ]
        )
        self.assertEqual([len(service.clock_ids) for service in services], [2] * 10)
        services._move_to("waiting")
        self.assertEqual(set(services.mapped("promise_state")), {"on_time"})
        services._move_to("closed")
        self.assertEqual(set(services.mapped("promise_state")), {"kept"})


@tagged("post_install", "-at_install")
class TestClocksOfUsers(PromiseCase):
    def test_who_serves_moves_clocks_but_writes_none(self):
        service = self.create_service(self.azure).with_user(self.anna)
        service.stage_id = self.env.ref("crm_sme.sme_service_stage_working")
        service.message_post(body="On it", message_type="comment", subtype_xmlid="mail.mt_comment")
        self.assertEqual(self.get_clock(service, "first_response").state, "met")
        self.assertFalse(service.clock_ids.has_access("write"))
        created = self.env["sme.service"].with_user(self.anna).create({"name": "Asked on the phone"})
        self.assertEqual(len(created.clock_ids), 2)
