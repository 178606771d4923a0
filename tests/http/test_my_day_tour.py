"""A salesperson works through My Day in a real browser, at a desk and on a phone."""

from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from tests.orm.my_day.common import MyDayCase


class MyDayTourCase(MyDayCase, HttpCase):
    freeze_to = datetime.now().replace(microsecond=0)  # a browser does not stand still with the server's clock

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.silent = cls.create_customer("Ready Mat", user_id=cls.ben.id, phone="+32 470 44 55 66")
        for days_ago in (130, 110, 90, 70):
            cls.create_order(cls.silent, 1000, days_ago=days_ago)
        cls.env["sme.customer"].action_refresh()
        cls.env["sme.refresh"]._get_for_companies(cls.company).write({"state": "idle", "requested_at": False})
        cls.first = cls.create_activity(cls.azure, cls.ben, days_ago=9)
        cls.second = cls.create_activity(cls.lumber, cls.ben, days_ago=1)
        cls.env.flush_all()
        # the clock of the requests stands where the tests began, that of this transaction does not
        cls.env.cr.execute("UPDATE mail_activity SET create_date = %s", [cls.freeze_to - timedelta(days=1)])

    def work_through(self):
        self.start_tour("/odoo/my-day", "crm_sme_my_day_tour", login=self.ben.login)
        self.assertFalse(self.first.active)
        self.assertTrue(self.second.active)
        snooze = self.env["sme.snooze"].search([("user_id", "=", self.ben.id)])
        self.assertEqual((snooze.partner_id, snooze.reason), (self.lumber, "asked"))
        self.assertGreater(snooze.date_until, self.today)
        calls = self.env["sme.contact"].search(
            [("commercial_partner_id", "=", self.silent.id), ("kind", "=", "call"), ("is_real", "=", True)]
        )
        self.assertEqual(calls.user_id, self.ben)
        self.assertGreaterEqual(self.ben.res_users_settings_ids.sme_day_seen_on, self.freeze_to - timedelta(seconds=1))


@tagged("post_install", "-at_install")
class TestMyDayTour(MyDayTourCase):
    def test_work_from_the_top(self):
        self.work_through()


@tagged("post_install", "-at_install")
class TestMyDayTourOnPhone(MyDayTourCase):
    browser_size = "375x812"
    touch_enabled = True

    def test_work_from_the_top(self):
        self.work_through()
