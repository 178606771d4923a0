"""What the tick makes of alerts: shown as one to-do a customer, kept for the digest, dropped, always with a reason."""

from datetime import date, datetime
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from odoo.addons.crm_sme.models.dispatch.sme_tick import DIGEST, DISPATCH

from tests.orm.attention.common import AttentionCase

TICK = "odoo.addons.crm_sme.models.tick.sme_tick"


class DispatchCase(AttentionCase):
    def dispatch(self, *jobs):
        """What the tick does for alerts, without its commits."""
        now = fields.Datetime.now()
        self.env.flush_all()
        for job in jobs or (DISPATCH,):
            error = self.env["sme.tick"]._try(job, getattr(self.env[job.model], job.find)(now), now)
            if error:
                raise error

    def get_todos(self, user=None):
        return self.env["mail.activity"].search([("user_id", "=", (user or self.anna).id)])


class TestShowing(DispatchCase):
    def test_a_to_do_on_the_document_without_a_mail_or_a_follower(self):
        alert = self.alert(date_deadline=date(2026, 4, 3))
        mails = self.env["mail.mail"].search_count([])
        self.dispatch()
        self.assertRecordValues(
            self.get_todos(),
            [
                {
                    "res_model": "res.partner",
                    "res_id": self.azure.id,
                    "date_deadline": date(2026, 4, 3),
                    "summary": "Customer at Stake",
                    "automated": True,
                }
            ],
        )
        self.assertRecordValues(
            alert, [{"state": "shown", "shown_date": fields.Datetime.now(), "activity_id": self.get_todos().id}]
        )
        self.assertFalse(self.azure.message_follower_ids.partner_id & self.anna.partner_id)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.dispatch()
        self.assertEqual(len(self.get_todos()), 1)

    def test_who_followed_before_follows_on(self):
        self.azure.message_subscribe(self.anna.partner_id.ids)
        self.alert()
        self.dispatch()
        self.assertIn(self.anna.partner_id, self.azure.message_follower_ids.partner_id)

    def test_alerts_about_one_customer_are_one_interruption(self):
        service = self.create_service(self.azure, user_id=self.anna.id)
        self.alert(importance=2)
        first = self.alert(
            kind="promise",
            importance=4,
            reasons=[["promise", service.number, "resolution", "2026-04-01 10:00:00", "UTC"]],
            res_model="sme.service",
            res_id=service.id,
        )
        self.dispatch()
        [todo] = self.get_todos()
        self.assertEqual((todo.res_model, todo.res_id), ("sme.service", service.id))
        self.assertEqual(todo.summary, first.text)
        self.assertIn("Customer at Stake", todo.note)
        self.assertEqual(len(self.alerts.search([("activity_id", "=", todo.id)])), 2)

    def test_in_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.anna.lang = "zh_CN"
        self.alert()
        self.dispatch()
        kinds = dict(self.alerts._fields["kind"]._description_selection(self.env(context={"lang": "zh_CN"})))
        self.assertEqual(self.get_todos().summary, kinds["customer"])

    def test_a_document_without_to_dos_leaves_it_with_the_person(self):
        self.alert(res_model="sme.policy", res_id=self.policy.id)
        self.dispatch()
        self.assertRecordValues(self.get_todos(), [{"res_model": False, "user_id": self.anna.id}])
        self.assertIn(f"model=sme.policy&amp;res_id={self.policy.id}", self.get_todos().note)


class TestBudget(DispatchCase):
    def test_what_exceeds_the_cap_waits_in_the_digest_the_least_important_first(self):
        alerts = [self.alert(customer, importance=1 + number % 5) for number, customer in enumerate(self.customers(10))]
        self.dispatch()
        self.assertEqual(len(self.get_todos()), 8)
        digested = [alert for alert in alerts if alert.state == "digested"]
        self.assertEqual([(alert.importance, alert.drop_reason) for alert in digested], [(1, "cap"), (1, "cap")])
        self.assertIn("8", digested[0].explanation)

    def test_the_cap_is_one_of_the_day_and_of_the_person(self):
        self.company.sme_alert_cap = 1
        self.alert()
        self.dispatch()
        second = self.alert(self.lumber)
        bens = self.alert(self.lumber, user=self.ben)
        self.dispatch()
        self.assertEqual((second.state, bens.state), ("digested", "shown"))
        with self.at(4, 2, 9):
            next_day = self.alert(self.customers(1))
            self.dispatch()
            self.assertEqual(next_day.state, "shown")

    def test_a_cap_of_nothing_shows_nothing(self):
        self.company.sme_alert_cap = 0
        alert = self.alert()
        self.dispatch()
        self.assertEqual((alert.state, alert.drop_reason), ("digested", "cap"))

    def test_critical_ones_break_through_twice_a_day(self):
        self.company.sme_alert_cap = 1
        customers = self.customers(5)
        alerts = [self.alert(customer, is_critical=True) for customer in customers]
        self.dispatch()
        self.assertEqual([alert.state for alert in alerts], ["shown"] * 3 + ["digested"] * 2)

    def test_the_same_kind_about_the_same_customer_cools_down(self):
        self.alert()
        self.dispatch()
        again, other_kind = self.alert(), self.alert(kind="plan")
        self.dispatch()
        self.assertEqual((again.state, again.drop_reason), ("digested", "cool_down"))
        self.assertEqual(other_kind.state, "shown")
        self.assertIn("4 hours", again.explanation)
        with self.at(4, 1, 13, 1):
            later = self.alert()
            self.dispatch()
            self.assertEqual(later.state, "shown")


class TestQuietHours(DispatchCase):
    def test_it_waits_until_the_person_works(self):
        with self.at(4, 1, 6):
            alert = self.alert()
            self.dispatch()
            self.assertRecordValues(
                alert, [{"state": "pending", "drop_reason": "quiet", "wait_until": datetime(2026, 4, 1, 8)}]
            )
            self.assertTrue(alert.explanation)
        with self.at(4, 1, 8):
            self.dispatch()
            self.assertRecordValues(alert, [{"state": "shown", "drop_reason": False, "wait_until": False}])

    def test_over_the_weekend_and_a_holiday(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Monday off",
                "company_id": self.company.id,
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 4, 6),
                "date_to": datetime(2026, 4, 6, 23, 59, 59),
            }
        )
        with self.at(4, 3, 17, 30):
            alert = self.alert()
            self.dispatch()
            self.assertEqual(alert.wait_until, datetime(2026, 4, 7, 8))

    def test_own_hours_and_a_leave_of_the_person(self):
        resource = self.env["resource.resource"].create(
            {"name": "Anna", "user_id": self.anna.id, "company_id": self.company.id, "calendar_id": self.calendar.id}
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "company_id": self.company.id,
                "resource_id": resource.id,
                "date_from": datetime(2026, 4, 1),
                "date_to": datetime(2026, 4, 1, 23, 59, 59),
            }
        )
        annas, bens = self.alert(), self.alert(user=self.ben)
        self.dispatch()
        self.assertEqual((annas.state, annas.wait_until), ("pending", datetime(2026, 4, 2, 8)))
        self.assertEqual(bens.state, "shown")

    def test_quiet_hours_hold_in_the_zone_of_the_person(self):
        self.company.write({"sme_alert_working_hours": False, "sme_quiet_from": 19, "sme_quiet_until": 8})
        self.anna.tz = "Asia/Shanghai"
        alert = self.alert()
        self.dispatch()
        self.assertEqual(alert.state, "shown", "17:00 in Shanghai")
        with self.at(4, 1, 11, 30):
            late = self.alert(self.lumber)
            self.dispatch()
            self.assertEqual(late.wait_until, datetime(2026, 4, 2, 0))

    def test_critical_ones_do_not_wait(self):
        with self.at(4, 4, 12):
            alerts = [self.alert(customer, is_critical=True) for customer in self.customers(3)]
            self.dispatch()
            self.assertEqual([alert.state for alert in alerts], ["shown", "shown", "pending"])

    def test_without_fixed_hours_any_hour_will_do(self):
        self.calendar.attendance_ids.unlink()
        with self.at(4, 1, 12, 30):
            alert = self.alert()
            self.dispatch()
            self.assertEqual(alert.state, "shown")


class TestActing(DispatchCase):
    def test_acted_on_when_the_to_do_is_done(self):
        alert = self.alert()
        self.dispatch()
        self.get_todos().with_user(self.anna).action_done()
        self.assertEqual(alert.acted_date, fields.Datetime.now())
        self.assertEqual(alert.acted_share, 100)

    def test_acted_on_when_the_document_is_handled(self):
        first, second = self.alert(), self.alert(kind="plan", importance=5)
        self.dispatch()
        [todo] = self.get_todos()
        self.alerts._withdraw([second.key], fields.Datetime.now())
        self.assertTrue(second.acted_date)
        self.assertTrue(todo.exists(), "the other one is still to be done")
        self.assertEqual(todo.summary, first.text)
        self.alerts._withdraw([first.key], fields.Datetime.now())
        self.assertFalse(todo.exists())

    def test_done_in_the_list(self):
        shown = self.alert()
        self.dispatch()
        waiting = self.alert(self.lumber)
        (shown | waiting).with_user(self.anna).action_act()
        self.assertFalse(self.get_todos())
        self.assertTrue(shown.acted_date and waiting.acted_date)
        self.dispatch()
        self.assertFalse(self.get_todos())

    def test_ignored_three_times_it_is_muted_and_a_manager_is_told(self):
        for day in (1, 2, 3):
            with self.at(4, day, 9):
                self.alert()
                self.dispatch()
        with self.at(4, 7, 9):
            muted, other = self.alert(), self.alert(self.lumber)
            critical = self.alert(is_critical=True)
            self.dispatch()
            self.assertEqual((muted.state, muted.drop_reason), ("dropped", "muted"))
            self.assertEqual((other.state, critical.state), ("shown", "shown"))
            told = self.alerts.search([("kind", "=", "muted"), ("company_id", "=", self.company.id)])
            self.assertEqual((told.user_id, told.partner_id), (self.leader, self.azure))
            self.assertIn(self.anna.name, told.text)
            self.dispatch()
            self.assertEqual(told.state, "shown")
        with self.at(4, 8, 9):
            self.alert()
            self.dispatch()
            self.assertEqual(self.alerts.search_count([("kind", "=", "muted")]), 1)

    def test_forgiven_it_is_shown_again(self):
        for day in (1, 2, 3):
            with self.at(4, day, 9):
                self.alert()
                self.dispatch()
        with self.at(4, 7, 9):
            muted = self.alert()
            self.dispatch()
            self.assertEqual(muted.drop_reason, "muted")
            muted.with_user(self.leader).action_forgive()
            again = self.alert()
            self.dispatch()
            self.assertEqual(again.state, "shown")

    def test_acted_on_once_it_is_not_muted(self):
        for day in (1, 2, 3):
            with self.at(4, day, 9):
                alert = self.alert()
                self.dispatch()
        alert.activity_id.action_done()
        with self.at(4, 7, 9):
            again = self.alert()
            self.dispatch()
            self.assertEqual(again.state, "shown")


class TestWhyWasINotTold(DispatchCase):
    def test_what_a_person_was_not_told_about_a_customer_is_found_with_its_reason(self):
        """From the contact, whichever of the firm: shown, in the digest, dropped, each with its reason."""
        contact = self.env["res.partner"].create({"name": "Paul", "parent_id": self.azure.id})
        self.alert(contact)
        self.dispatch()
        digested, handled, bens = self.alert(contact), self.alert(contact), self.alert(contact, user=self.ben)
        self.alert(self.lumber)
        self.alerts._withdraw([handled.key], fields.Datetime.now())
        self.dispatch()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_alert_action_not_told_partner")
        domain = safe_eval(action["domain"], {"active_id": contact.id})
        found = self.alerts.with_user(self.anna).search(domain)
        self.assertEqual(len(found), 3)
        reasons = {alert: alert.explanation for alert in found if alert.state != "shown"}
        self.assertEqual(set(reasons), {digested, handled})
        self.assertTrue(all(reasons.values()))
        self.assertIn(bens, self.alerts.with_user(self.leader).search(domain))


class TestGone(DispatchCase):
    def test_a_person_who_left_and_a_document_that_is_gone(self):
        gone = self.create_customer("Gone")
        alerts = self.alert(user=self.ben) | self.alert(self.azure, res_id=gone.id)
        gone.unlink()
        self.ben.active = False
        self.dispatch()
        self.assertEqual(set(alerts.mapped("drop_reason")), {"gone"})
        self.assertFalse(self.get_todos(self.ben))

    def test_who_comes_back_from_leave_is_told(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Works holiday",
                "company_id": self.company.id,
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 4, 1),
                "date_to": datetime(2026, 4, 10, 23, 59, 59),
            }
        )
        alert = self.alert()
        self.dispatch()
        self.assertEqual(alert.wait_until, datetime(2026, 4, 13, 8))
        with self.at(4, 13, 8):
            self.dispatch()
            self.assertEqual(alert.state, "shown")

    def test_what_the_tick_left_for_more_than_a_week_is_not_shown(self):
        alert = self.alert()
        with self.at(4, 9, 10):
            self.dispatch()
            self.assertEqual((alert.state, alert.drop_reason), ("dropped", "old"))


class TestDigest(DispatchCase):
    def digest(self):
        self.dispatch(DISPATCH, DIGEST)

    def get_mails(self):
        return self.env["mail.mail"].search([("recipient_ids", "in", self.anna.partner_id.ids)])

    def setUp(self):
        super().setUp()
        self.anna.email = "anna@example.com"
        self.company.sme_alert_cap = 0

    def test_one_mail_a_day_with_what_was_not_shown(self):
        alert = self.alert()
        self.digest()
        self.assertEqual(alert.digest_on, datetime(2026, 4, 1, 16))
        self.assertFalse(self.get_mails())
        with self.at(4, 1, 16):
            self.digest()
            self.digest()
            [mail] = self.get_mails()
            self.assertIn("Azure", mail.body_html)
            self.assertIn("At most 0 alerts", mail.body_html)
            self.assertEqual(alert.digest_date, fields.Datetime.now())
            self.assertIn("auto-generated", mail.headers)
            late = self.alert(self.lumber)
            self.digest()
        with self.at(4, 2, 16):
            self.digest()
            self.assertEqual(len(self.get_mails()), 2)
            self.assertTrue(late.digest_date)
            self.assertNotIn("Azure", self.get_mails()[0].body_html)

    def test_what_was_handled_needs_no_mail(self):
        alert = self.alert()
        self.digest()
        self.alerts._withdraw([alert.key], fields.Datetime.now())
        with self.at(4, 1, 16):
            self.digest()
            self.assertFalse(self.get_mails())

    def test_after_a_gap_of_days_nothing_old_is_sent(self):
        alert = self.alert()
        self.digest()
        with self.at(4, 9, 16):
            self.digest()
            self.assertFalse(self.get_mails())
            self.assertEqual(alert.state, "digested")

    def test_not_on_a_day_off(self):
        with self.at(4, 3, 16, 30):
            alert = self.alert()
            self.digest()
        with self.at(4, 4, 16):
            self.digest()
            self.assertFalse(self.get_mails())
        with self.at(4, 6, 16):
            self.digest()
            self.assertTrue(self.get_mails() and alert.digest_date)

    def test_without_the_mail_it_is_found_in_the_list(self):
        self.company.sme_alert_digest = False
        alert = self.alert()
        self.digest()
        with self.at(4, 2, 16):
            self.digest()
        self.assertFalse(self.get_mails())
        found = self.alerts.with_user(self.anna).search([("partner_id", "=", self.azure.id), ("state", "!=", "shown")])
        self.assertEqual(found, alert)
        self.assertTrue(found.explanation)


class TestTheJob(DispatchCase):
    """Through the scheduler, with its commits."""

    def run_job(self, *moment):
        with freeze_time(datetime(2026, *(moment or (4, 1, 9)))), self.enter_registry_test_mode():
            self.env.ref("crm_sme.ir_cron_sme_tick").method_direct_trigger()
        self.env.invalidate_all()

    def poison(self, alert, error):
        model = self.env.registry["sme.alert"]
        prepare = model._prepare_activity
        identifier = alert.id

        def prepare_or_fail(alerts, now):
            if identifier in alerts.ids:
                raise error
            return prepare(alerts, now)

        return patch.object(model, "_prepare_activity", prepare_or_fail)

    def setUp(self):
        super().setUp()
        self.five = self.alerts.union(*(self.alert(customer) for customer in self.customers(5)))
        self.env.flush_all()

    def test_one_poisoned_alert_is_set_aside_and_the_others_are_shown(self):
        bad = self.five[2]
        with self.poison(bad, ValueError("no such word")), mute_logger(TICK):
            for _turn in range(4):
                self.run_job()
        self.assertEqual((bad.state, bad.fail_count, bad.last_error), ("pending", 3, "no such word"))
        self.assertEqual(set((self.five - bad).mapped("state")), {"shown"})
        self.assertEqual(len(self.get_todos()), 4)
        bad.with_user(self.leader).action_retry()
        self.run_job()
        self.assertEqual(bad.state, "shown")

    def test_stopped_in_the_middle_the_next_run_does_the_rest_once(self):
        class StoppedError(BaseException):
            """Stands for the process being killed."""

        with patch(f"{TICK}.BATCH", 1):
            with self.poison(self.five[3], StoppedError()), self.assertRaises(StoppedError):
                self.run_job()
            self.run_job()
        self.assertEqual(len(self.get_todos()), 5)
        self.assertEqual(set(self.five.mapped("state")), {"shown"})

    def test_one_lane_shows_alerts_however_many_there_are(self):
        tick = self.env["sme.tick"]
        tick._set_lane_count(2)
        first, second = tick._get_lanes()
        now = fields.Datetime.now()
        self.assertFalse(self.alerts.with_context(cron_id=second.id)._find_for_dispatch(now))
        self.assertFalse(self.alerts.with_context(cron_id=second.id)._find_for_digest(now))
        found = self.alerts.with_context(cron_id=first.id)._find_for_dispatch(now)
        self.assertLessEqual(set(self.five.ids), set(found))

    def test_a_failure_gives_back_what_it_spent(self):
        self.company.sme_alert_cap = 5
        with self.poison(self.five[0], ValueError("no such word")):
            self.run_job()
        self.run_job()
        self.assertEqual(set(self.five.mapped("state")), {"shown"})
