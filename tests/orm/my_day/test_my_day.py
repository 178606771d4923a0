"""Who is next, and why: only the own work, one line a customer, in the reader's words."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from odoo.addons.crm_sme.rules import my_day as rule

from tests.orm.my_day.common import MyDayCase


class TestWhatWaits(MyDayCase):
    def test_it_says_when_all_follow_ups_stand_still(self):
        self.assertFalse(self.get_day(self.ben)["paused"])
        self.company.sme_plans_paused = True
        self.assertEqual(self.get_day(self.ben)["paused"], self.company.name)

    def test_only_what_is_due_and_only_the_own(self):
        self.create_activity(self.azure, self.ben)
        self.create_activity(self.lumber, self.ben, days_ago=-1)
        self.create_activity(self.lumber, self.anna, days_ago=3)
        self.assertEqual(self.get_names(self.ben), ["Azure"])
        self.assertEqual(self.get_names(self.anna), ["Lumber"])
        self.assertEqual(self.get_names(self.leader), [])

    def test_one_line_a_customer_however_many_reasons(self):
        contact = self.env["res.partner"].create({"name": "Brandon", "parent_id": self.azure.id})
        order = self.create_order(contact)
        for record in (self.azure, contact, order, self.create_service(contact)):
            self.create_activity(record, self.ben, days_ago=2)
        self.create_activity(order, self.ben, days_ago=9)
        day = self.get_day(self.ben)
        [line] = day["lines"]
        self.assertEqual((line["partner_id"], line["phone"]), (self.azure.id, "+32 470 11 22 33"))
        self.assertEqual((len(line["reasons"]), line["more"]), (rule.MOST_REASONS, 1))
        self.assertEqual(line["reasons"][0]["text"], "To-Do: Send the list, 9 days overdue")
        self.assertEqual(line["reasons"][0]["document"], order.display_name)
        self.assertEqual(line["contact_id"], contact.id)
        self.assertEqual((day["counts"]["todo"], day["counts"]["calls"], day["counts"]["more"]), (1, 0, 0))

    def test_what_has_no_customer_is_a_line_of_its_own(self):
        self.create_activity(self.product, self.ben)
        self.create_activity(self.create_service(), self.ben, days_ago=1)
        self.assertEqual(
            [(line["partner_id"], line["reasons"][0]["text"]) for line in self.get_day(self.ben)["lines"]],
            [(False, "To-Do: Send the list, since yesterday"), (False, "To-Do: Send the list")],
        )

    def test_promises_of_own_records_that_are_near(self):
        self.env["sme.service.target"].create(
            {"company_id": self.company.id, "priority": "2", "first_response_hours": 2}
        )
        mine = self.create_service(self.azure, user_id=self.anna.id, priority="2")
        self.create_service(self.lumber, user_id=self.ben.id)
        deadline = mine.deadline
        self.assertTrue(deadline)
        with freeze_time(deadline - timedelta(minutes=10)):
            [reason] = self.get_day(self.anna)["lines"][0]["reasons"]
        self.assertEqual((reason["kind"], reason["text"]), ("clock_soon", "answer due in 10 min"))
        self.assertEqual(reason["document"], mine.display_name)
        with freeze_time(deadline + timedelta(hours=3)):
            [reason] = self.get_day(self.anna)["lines"][0]["reasons"]
            self.assertEqual((reason["kind"], reason["text"]), ("clock_late", "answer late by 3 h"))
            self.assertEqual(self.get_names(self.anna), ["Azure"])
        mine._move_to("cancelled")
        with freeze_time(deadline + timedelta(hours=3)):
            self.assertEqual(self.get_names(self.anna), [])

    def test_a_low_rating_is_a_call_back(self):
        service = self.create_service(self.azure, user_id=self.ben.id)
        service._schedule_call(
            self.env["rating.rating"].new({"rating": 1, "partner_id": self.azure.id, "rated_on": self.freeze_to}),
            self.env.ref("crm_sme.mail_activity_type_call_back"),
        )
        service.activity_ids.date_deadline = self.today
        [reason] = self.get_day(self.ben)["lines"][0]["reasons"]
        self.assertEqual((reason["kind"], reason["text"]), ("call_back", "call back after a low rating"))

    def test_rights_that_end(self):
        values = {"product_id": self.product.id, "company_id": self.company.id, "quantity": 15}
        for partner, days, kind, user in (
            (self.azure, 7, "licence", self.ben),
            (self.lumber, 0, "trial", self.ben),
            (self.create_customer("Ready Mat"), -3, "contract", self.ben),
            (self.create_customer("Goods"), 3, "warranty", self.ben),
            (self.create_customer("Far away"), 200, "licence", self.ben),
            (self.create_customer("Of a colleague"), 7, "licence", self.leader),
            (self.create_customer("Long ago"), -60, "licence", self.ben),
        ):
            self.env["sme.entitlement"].create(
                {
                    **values,
                    "partner_id": partner.id,
                    "kind": kind,
                    "user_id": user.id,
                    "date_start": self.today - timedelta(days=400),
                    "date_end": self.today + timedelta(days=days),
                }
            )
        told = {
            line["name"]: (line["reasons"][0]["document"], line["reasons"][0]["text"])
            for line in self.get_day(self.ben)["lines"]
        }
        self.assertEqual(
            told,
            {
                "Azure": ("Licence Desk (15)", "ends in 7 days"),
                "Lumber": ("Trial Desk (15)", "ends today"),
                "Ready Mat": ("Contract Desk (15)", "ended 3 days ago"),
            },
        )

    def test_an_alert_about_a_right_does_not_stand_beside_the_right(self):
        right = self.env["sme.entitlement"].create(
            {
                "product_id": self.product.id,
                "company_id": self.company.id,
                "partner_id": self.azure.id,
                "kind": "licence",
                "date_start": self.today - timedelta(days=400),
                "date_end": self.today + timedelta(days=7),
            }
        )
        alert = self.env.ref("crm_sme.mail_activity_type_alert")
        self.create_activity(right, self.ben, activity_type_id=alert.id)
        self.assertEqual(self.get_texts(self.ben, self.azure), ["ends in 7 days"])
        self.create_activity(right, self.ben)
        self.assertEqual(len(self.get_texts(self.ben, self.azure)), 2)
        # nothing is offered any more: what the alert says is seen again
        right.date_end = self.today + timedelta(days=400)
        self.assertEqual(len(self.get_texts(self.ben, self.azure)), 2)

    def test_who_only_is_employed_has_no_day(self):
        for user in (self.users["employee"], self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self.env["sme.my.day"].with_user(user).get_my_day()
            with self.assertRaises(AccessError):
                self.env["sme.my.day"].with_user(user).action_note_seen()

    def test_another_company_is_another_day(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.ben.company_ids += other
        elsewhere = self.env(context=dict(self.env.context, allowed_company_ids=[other.id]))
        partner = self.create_customer("Of elsewhere")
        order = self.create_order(partner.with_env(elsewhere), company_id=other.id)
        self.create_activity(order, self.ben)
        self.assertEqual(self.get_names(self.ben), [])
        both = self.env["sme.my.day"].with_user(self.ben).with_context(allowed_company_ids=(self.company + other).ids)
        self.assertEqual([line["name"] for line in both.get_my_day()["lines"]], ["Of elsewhere"])

    def test_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.ben.lang = "zh_CN"
        self.create_activity(self.azure, self.ben, days_ago=3)
        day = (
            self.env["sme.my.day"].with_user(self.ben).with_context(allowed_company_ids=self.company.ids, lang="zh_CN")
        )
        self.assertEqual(day.get_my_day()["lines"][0]["name"], "Azure")


class TestSilentCustomers(MyDayCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for partner in (cls.azure, cls.lumber):
            for days_ago in (130, 110, 90, 70):
                cls.create_order(partner, 1000, days_ago=days_ago)
        cls.env["sme.customer"].action_refresh()

    def test_own_customers_who_are_late_with_the_money_at_stake(self):
        self.assertEqual(self.get_scorecard(self.azure).lifecycle, "dormant")
        day = self.get_day(self.ben)
        self.assertEqual([line["name"] for line in day["lines"]], ["Azure"])
        self.assertRegex(day["lines"][0]["reasons"][0]["text"], r"^no order for 70 days, .*1,000.* at stake$")
        self.assertEqual((day["counts"]["todo"], day["counts"]["calls"]), (0, 1))

    def test_who_only_serves_sees_no_amount(self):
        self.azure.user_id = self.anna
        self.assertEqual(self.get_texts(self.anna, self.azure), ["no order for 70 days"])
        self.assertNotRegex(str(self.get_day(self.anna)), r"1,?000")

    def test_a_salesperson_sees_amounts_of_own_customers_only(self):
        """Danger 9: work with a colleague's customer tells nothing of what the customer is worth."""
        self.create_activity(self.lumber, self.ben)
        self.assertEqual(self.get_texts(self.ben, self.lumber), ["To-Do: Send the list"])
        self.azure.user_id = self.leader
        self.assertNotRegex(str(self.get_day(self.ben)), r"1,?000")
        self.assertRegex(str(self.get_day(self.leader)), r"1,000")

    def test_who_was_spoken_to_lately_rests(self):
        self.azure.with_user(self.ben)._log_call("Next month", True)
        self.env.cr.precommit.run()
        self.assertEqual(self.get_names(self.ben), [])
        with freeze_time(self.freeze_to + timedelta(days=rule.REST_DAYS, minutes=1)):
            self.assertEqual(self.get_names(self.ben), ["Azure"])

    def test_a_call_that_reached_nobody_changes_nothing(self):
        self.azure.with_user(self.ben)._log_call("", False)
        self.env.cr.precommit.run()
        self.assertEqual(self.get_names(self.ben), ["Azure"])

    def test_an_archived_customer_is_nobodys_work(self):
        self.azure.active = False
        self.assertEqual(self.get_names(self.ben), [])


class TestOrder(MyDayCase):
    def test_the_statement_and_the_rule_agree(self):
        """Every kind of urgency, class and money: the same order by the statement and by the rule."""
        facts = {}
        for number, code in enumerate(["key", "growth", "standard", "occasional", None] * 4):
            partner = self.create_customer(f"Customer {number}", user_id=self.ben.id)
            if code:
                self.env["sme.customer"].create(
                    {
                        "partner_id": partner.id,
                        "company_id": self.company.id,
                        "class_id": self.classes[code].id,
                        "lifecycle": "late" if number % 3 else "active",
                        "expected_next_date": self.today - timedelta(days=number * 2),
                        "money_at_stake": number * 70 if number % 3 else 0,
                    }
                )
            urgencies = []
            if number % 3 and code:
                urgencies.append((rule.LATE, number * 2))
            if number % 2:
                self.create_activity(partner, self.ben, days_ago=number)
                urgencies.append((rule.TODO, number))
            if not urgencies:
                self.create_activity(partner, self.ben, days_ago=30)
                urgencies.append((rule.TODO, 30))
            facts[partner.id] = (code, urgencies, number * 70 if number % 3 and code else 0)
        most = max(money for _code, _urgencies, money in facts.values())
        scores = {
            partner_id: rule.score(
                max(rule.urgency(kind, self.today - timedelta(days=days), self.today) for kind, days in urgencies),
                code,
                money / most,
            )
            for partner_id, (code, urgencies, money) in facts.items()
        }
        lines = self.get_day(self.ben)["lines"]
        self.assertEqual(len(lines), len(facts))
        found = [scores[line["partner_id"]] for line in lines]
        self.assertEqual(found, sorted(found, reverse=True))
        self.assertGreater(len(set(found)), 12)

    def test_the_best_forty_and_how_many_more(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(45)])
        for number, partner in enumerate(partners):
            self.create_activity(partner, self.ben, days_ago=number % 20)
        day = self.get_day(self.ben)
        self.assertEqual((len(day["lines"]), day["counts"]["more"], day["counts"]["todo"]), (40, 5, 45))
        self.assertEqual(day["lines"][0]["reasons"][0]["text"], "To-Do: Send the list, 19 days overdue")

    def test_of_very_many_the_call_backs_and_the_oldest_are_ranked(self):
        for days_ago in (0, 0, 5, 3):
            self.create_activity(self.create_customer(f"Waits {days_ago} days"), self.ben, days_ago=days_ago)
        call_back = self.env.ref("crm_sme.mail_activity_type_call_back")
        self.create_activity(self.azure, self.ben, activity_type_id=call_back.id)
        with patch.object(rule, "MOST_ACTIVITIES", 3):
            day = self.get_day(self.ben)
        self.assertEqual([line["name"] for line in day["lines"]], ["Azure", "Waits 5 days", "Waits 3 days"])
        self.assertEqual(day["counts"]["unranked"], 2)


class TestPuttingOff(MyDayCase):
    def put_off(self, user, partner, days=2, **values):
        return (
            self.env["sme.snooze"]
            .with_user(user)
            .create({"partner_id": partner.id, "date_until": self.today + timedelta(days=days), **values})
        )

    def test_until_the_day(self):
        self.create_activity(self.azure, self.ben)
        contact = self.env["res.partner"].create({"name": "Brandon", "parent_id": self.azure.id})
        snooze = self.put_off(self.ben, contact, reason="asked", note="After the fair")
        self.assertEqual(snooze.partner_id, self.azure)
        day = self.get_day(self.ben)
        self.assertEqual((day["lines"], day["counts"]["snoozed"]), ([], 1))
        with freeze_time(self.freeze_to + timedelta(days=2)):
            self.assertEqual(self.get_names(self.ben), ["Azure"])
        snooze.action_end()
        self.assertEqual(self.get_names(self.ben), ["Azure"])

    def test_something_new_brings_the_customer_back(self):
        old = self.create_activity(self.azure, self.ben)
        self.env.flush_all()
        self.env.cr.execute("UPDATE mail_activity SET create_date = create_date - interval '1 day'")
        snooze = self.put_off(self.ben, self.azure)
        self.assertEqual(self.get_names(self.ben), [])
        new = self.create_activity(self.azure, self.ben, summary="Answer at once")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_activity SET create_date = %s WHERE id = %s",
            [snooze.create_date + timedelta(hours=1), new.id],
        )
        self.assertEqual(self.get_texts(self.ben, self.azure), ["To-Do: Answer at once"])
        self.assertTrue(old.active)

    def test_it_is_the_own_list_only_that_is_shorter(self):
        self.create_activity(self.azure, self.ben)
        self.create_activity(self.azure, self.anna)
        self.put_off(self.anna, self.azure)
        self.assertEqual(self.get_names(self.ben), ["Azure"])
        self.assertEqual(self.get_names(self.anna), [])

    def test_the_manager_sees_what_is_put_off_and_how_often(self):
        first = self.put_off(self.ben, self.azure)
        second = self.put_off(self.ben, self.azure, days=5)
        self.assertFalse(first.active, "the last decision counts")
        seen = self.env["sme.snooze"].with_user(self.leader).search([])
        self.assertEqual(seen, second)
        self.assertEqual(seen.times, 2)
        self.assertFalse(self.env["sme.snooze"].with_user(self.anna).search([]))

    def test_nobody_puts_off_in_the_name_of_another(self):
        with self.assertRaises(AccessError):
            self.put_off(self.ben, self.azure, user_id=self.anna.id)

    def test_not_until_today(self):
        with self.assertRaisesRegex(Exception, "after today"):
            self.put_off(self.ben, self.azure, days=0)

    def test_a_merge_of_contacts_keeps_it(self):
        self.create_activity(self.azure, self.ben)
        snooze = self.put_off(self.ben, self.azure)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([self.azure.id, self.lumber.id], self.lumber)
        self.assertEqual(snooze.exists().partner_id, self.lumber)
        self.assertEqual(self.get_names(self.ben), [])


class TestSinceTheLastLook(MyDayCase):
    def look(self, user, minutes=0):
        with freeze_time(self.freeze_to + timedelta(minutes=minutes)):
            self.env["sme.my.day"].with_user(user).action_note_seen()

    def get_day_at(self, user, minutes):
        with freeze_time(self.freeze_to + timedelta(minutes=minutes)):
            return self.get_day(user)

    def test_what_arose_since_is_new_until_the_next_look(self):
        self.look(self.ben)
        activity = self.create_activity(self.azure, self.ben)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_activity SET create_date = %s WHERE id = %s",
            [self.freeze_to + timedelta(hours=2), activity.id],
        )
        self.assertTrue(self.get_day_at(self.ben, 200)["lines"][0]["is_new"])
        self.look(self.ben, 200)
        self.assertTrue(self.get_day_at(self.ben, 210)["lines"][0]["is_new"], "the same look")
        self.look(self.ben, 210)
        self.assertFalse(self.get_day_at(self.ben, 300)["lines"][0]["is_new"], "seen before")

    def test_what_own_customers_did_meanwhile(self):
        self.look(self.ben)
        for partner in (self.azure, self.lumber):
            with freeze_time(self.freeze_to + timedelta(minutes=60)):
                self.create_order(partner)
                self.env.cr.precommit.run()
        since = self.get_day_at(self.ben, 120)["since"]
        self.assertEqual([event["kind"] for event in since["events"]], ["order"])
        self.assertRegex(since["events"][0]["text"], r"^Azure ordered, \w+ 13:00$")
        self.assertEqual(since["more"], 0)
        self.assertEqual(self.get_day_at(self.anna, 120)["since"]["events"], [])

    def test_when_somebody_looked_is_nobody_elses_business(self):
        self.look(self.ben)
        settings = self.ben.res_users_settings_ids
        self.assertEqual(settings.sme_day_seen_on, self.freeze_to)
        self.assertFalse(settings.with_user(self.leader).has_access("read"))
        self.assertFalse({"sme_day_seen_on", "sme_day_compared_on"} & set(settings._res_users_settings_format()))

    def test_done_today(self):
        self.create_activity(self.azure, self.ben).with_user(self.ben).action_feedback()
        self.create_activity(self.azure, self.anna).with_user(self.anna).action_feedback()
        service = self.create_service(self.lumber, user_id=self.ben.id)
        service._move_to("solved")
        self.assertEqual(self.get_day(self.ben)["counts"]["done"], 2)
        with freeze_time(self.freeze_to + timedelta(days=1)):
            self.assertEqual(self.get_day(self.ben)["counts"]["done"], 0)


class TestMenu(MyDayCase):
    def get_first_child(self, user):
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        root = self.env.ref("crm_sme.crm_sme_menu_root").id
        return menus[menus[root]["children"][0]]["xmlid"], [menus[child]["name"] for child in menus[root]["children"]]

    def test_it_is_the_first_screen_of_the_front_line(self):
        for user in (self.anna, self.ben):
            first, names = self.get_first_child(user)
            self.assertEqual(first, "crm_sme.sme_my_day_menu")
            self.assertEqual(names.count("My Day"), 1)

    def test_managers_keep_their_customers_first(self):
        first, names = self.get_first_child(self.leader)
        self.assertEqual(first, "crm_sme.sme_customer_menu")
        self.assertEqual(names.count("My Day"), 1)
