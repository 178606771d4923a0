"""What the job does every few minutes: warnings once a clock, failures told and set aside."""

from datetime import datetime
from unittest.mock import patch

import psycopg2.errors

from odoo.exceptions import AccessError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from tests.orm.promise.common import PromiseCase

TICK = "odoo.addons.crm_sme.models.tick.sme_tick"


class TestWarnings(PromiseCase):
    def test_the_handler_is_warned_then_the_leader_each_once(self):
        service = self.create_service(self.azure, user_id=self.anna.id)
        first = self.get_clock(service, "first_response")
        with self.at(4, 1, 8, 59):
            self.tick()
            self.assertFalse(service.activity_ids)
        with self.at(4, 1, 9):
            self.tick()
            self.assertRecordValues(
                service.activity_ids,
                [
                    {
                        "user_id": self.anna.id,
                        "date_deadline": datetime(2026, 4, 1).date(),
                        "activity_type_id": self.env.ref("crm_sme.mail_activity_type_promise").id,
                    }
                ],
            )
            self.assertIn(service.number, service.activity_ids.summary)
            self.assertTrue(first.warned_on)
            self.assertFalse(first.escalated_on)
            self.tick()
            self.assertEqual(len(service.activity_ids), 1)
        with self.at(4, 1, 11):
            self.tick()
            self.tick()
            self.assertEqual(service.activity_ids.user_id, self.anna | self.leader)
            self.assertEqual(len(service.activity_ids), 2)
            self.assertTrue(first.deadline > first.escalated_on, "before the breach")

    def test_what_is_answered_needs_no_warning(self):
        service = self.create_service(self.azure, user_id=self.anna.id)
        with self.at(4, 1, 11):
            self.tick()
            self.assertEqual(len(service.activity_ids), 2)
            self.reply(service)
            self.assertFalse(service.activity_ids)
            self.tick()
            self.assertFalse(service.activity_ids)

    def test_what_somebody_ticked_off_stays_in_the_history(self):
        service = self.create_service(self.azure, user_id=self.anna.id)
        with self.at(4, 1, 9):
            self.tick()
            done = service.activity_ids
            done.action_done()
            self.reply(service)
            self.assertTrue(done.exists())

    def test_a_handler_who_is_away_and_nobodys_records_go_to_the_leader(self):
        away = self.create_service(self.azure, user_id=self.ben.id)
        self.ben.active = False
        nobodys = self.create_service(self.lumber)
        with self.at(4, 1, 11):
            self.tick()
            self.assertEqual(away.activity_ids.user_id, self.leader)
            self.assertEqual(len(away.activity_ids), 1)
            self.assertEqual(nobodys.activity_ids.user_id, self.leader)

    def test_without_leader_a_manager_hears_of_it(self):
        self.team.user_id = False
        service = self.create_service(self.azure)
        with self.at(4, 1, 11):
            self.tick()
            self.assertTrue(service.activity_ids.user_id.has_group("crm_sme.group_sme_manager"))

    def test_nobody_gets_a_mail(self):
        service = self.create_service(self.azure, user_id=self.anna.id)
        before = self.env["mail.mail"].search_count([])
        with self.at(4, 1, 11):
            self.tick()
            self.assertTrue(service.activity_ids)
            self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_a_paused_clock_warns_nobody(self):
        service = self.create_service(self.azure, user_id=self.anna.id)
        self.reply(service)
        with self.at(4, 20, 11):
            self.tick()
            self.assertFalse(service.activity_ids)

    def test_the_next_cycle_warns_again(self):
        service = self.create_service(self.azure, user_id=self.anna.id)
        self.reply(service)
        self.post_of_customer(service)
        with self.at(4, 1, 9):
            self.tick()
            self.assertEqual(len(service.activity_ids), 1)
            self.reply(service)
            self.post_of_customer(service)
        with self.at(4, 2, 8):
            self.tick()
            clock = self.get_clock(service, "next_response")
            alert = self.env["sme.alert"].search([("key", "=", clock._get_warning_key("promise"))])
            self.assertTrue(alert.activity_id)
            self.assertIn(alert.activity_id, service.activity_ids)

    def test_a_type_of_activity_that_is_gone(self):
        self.env.ref("crm_sme.mail_activity_type_promise").active = False
        self.env["ir.model.data"].search(
            [("module", "=", "crm_sme"), ("name", "=", "mail_activity_type_promise")]
        ).unlink()
        service = self.create_service(self.azure, user_id=self.anna.id)
        with self.at(4, 1, 11):
            self.tick()
            self.assertEqual(len(service.activity_ids), 2)


class TestTheJob(PromiseCase):
    """Through the scheduler, with its commits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls.env.ref("crm_sme.ir_cron_sme_tick")
        cls.services = cls.env["sme.service"].create(
            [{"name": f"Question {number}", "team_id": cls.team.id, "user_id": cls.anna.id} for number in range(5)]
        )
        cls.env.flush_all()

    def run_job(self, moment=datetime(2026, 4, 1, 11)):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.job.method_direct_trigger()
        self.env.invalidate_all()

    def poison(self, service, error):
        clocks = self.env.registry["sme.service.clock"]
        prepare = clocks._prepare_warning
        service_id = service.id

        def prepare_or_fail(clock, *arguments):
            if clock.service_id.id == service_id:
                raise error
            return prepare(clock, *arguments)

        return patch.object(clocks, "_prepare_warning", prepare_or_fail)

    def test_three_runs_warn_once(self):
        for _turn in range(3):
            self.run_job()
        self.assertEqual([len(service.activity_ids) for service in self.services], [2] * 5)

    def test_one_poisoned_clock_is_set_aside_and_the_others_are_done(self):
        bad = self.services[2]
        with self.poison(bad, ValueError("no such hour")), mute_logger(TICK):
            for turn in range(1, 5):
                self.run_job()
                clock = self.get_clock(bad, "first_response")
                self.assertEqual(clock.fail_count, min(turn, 3))
        self.assertEqual(clock.last_error, "no such hour")
        self.assertEqual([len(service.activity_ids) for service in self.services], [2, 2, 0, 2, 2])
        self.assertTrue(self.job.active)
        with self.assertRaises(AccessError):
            clock.with_user(self.anna).action_retry()
        clock.with_user(self.leader).action_retry()
        self.run_job()
        self.assertEqual(len(bad.activity_ids), 2)

    def test_the_warning_about_what_is_set_aside_is_logged_once(self):
        with self.poison(self.services[0], ValueError("no such hour")), self.assertLogs(TICK, "WARNING") as logs:
            for _turn in range(5):
                self.run_job()
        self.assertEqual(len(logs.output), 1)

    def test_a_row_that_somebody_changes_is_no_failure(self):
        with self.poison(self.services[0], psycopg2.errors.SerializationFailure()):
            self.run_job()
        self.assertEqual(self.services.clock_ids.mapped("fail_count"), [0] * 10)
        self.run_job()
        self.assertEqual([len(service.activity_ids) for service in self.services], [2] * 5)

    def test_stopped_in_the_middle_the_next_run_does_the_rest_once(self):
        class StoppedError(BaseException):
            """Stands for the process being killed."""

        with patch(f"{TICK}.BATCH", 1):
            with self.poison(self.services[3], StoppedError()), self.assertRaises(StoppedError):
                self.run_job()
            self.run_job()
        self.assertEqual([len(service.activity_ids) for service in self.services], [2] * 5)

    def test_more_than_a_batch(self):
        with patch(f"{TICK}.BATCH", 2):
            self.run_job()
        self.assertEqual([len(service.activity_ids) for service in self.services], [2] * 5)
