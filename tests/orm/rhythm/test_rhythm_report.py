"""The report of promises kept, against a count day by day."""

import random
from collections import defaultdict
from datetime import timedelta

from tests.common import TODAY
from tests.orm.rhythm.test_rhythm import RhythmCase


class TestReport(RhythmCase):
    def test_every_month_is_what_counting_its_days_gives(self):
        chance = random.Random(11)
        expected = {}
        for number in range(8):
            began = chance.randint(0, 200)
            partner = self.create_key(f"Customer {number}", days_ago=chance.choice([250, 20, 90]), began=began)
            calls = {chance.randint(0, 220) for _call in range(chance.randint(0, 5))}
            for days_ago in calls:
                self.note_call(partner, days_ago)
            card = self.get_scorecard(partner)
            order = (TODAY.date() - card.last_order_date).days
            expected[partner] = self.count_days(began, calls | {order})
        self.customer_class.rhythm_since = TODAY.date() - timedelta(days=300)
        self.env.invalidate_all()
        rows = self.env["sme.rhythm.report"].search([("partner_id", "in", [partner.id for partner in expected])])
        found = defaultdict(dict)
        for row in rows:
            found[row.partner_id][row.month] = (row.promised_days, row.overdue_days)
            self.assertEqual(row.kept, 0 if row.overdue_days else 1)
        self.assertEqual(found, expected)
        self.assertTrue(any(row.overdue_days for row in rows))
        self.assertTrue(any(not row.overdue_days for row in rows))

    def count_days(self, began, touched):
        """{first day of a month: (days promised, days overdue)}, one day after the other."""
        months = defaultdict(lambda: (0, 0))
        waited = 0
        for days_ago in range(began, -1, -1):
            waited = 0 if days_ago == began or days_ago in touched else waited + 1
            month = (TODAY.date() - timedelta(days=days_ago)).replace(day=1)
            promised, overdue = months[month]
            months[month] = promised + 1, overdue + (waited > 45)
        return dict(months)

    def test_share_by_class_person_and_month(self):
        kept = self.create_key("Kept", days_ago=0, began=0, user_id=self.ben.id)
        broken = self.create_key("Broken", days_ago=60, user_id=self.users["salesman"].id)
        self.begin(kept, 0)
        self.env.invalidate_all()
        report = self.env["sme.rhythm.report"]
        groups = report._read_group([], ["user_id", "month:month"], ["kept:avg", "overdue_days:sum"])
        self.assertIn((self.ben, TODAY.date().replace(day=1), 1.0, 0), groups)
        self.assertIn((self.users["salesman"], TODAY.date().replace(day=1), 0.0, 15), groups)
        [(customer_class, share)] = report._read_group([("month", "=", "2026-03-01")], ["class_id"], ["kept:avg"])
        self.assertEqual((customer_class, share), (self.customer_class, 0.5))
        action = report.search([("partner_id", "=", broken.id)], limit=1).action_open_customer()
        self.assertEqual(action["res_id"], broken.id)
        mine = report.with_user(self.users["salesman"]).search([]).partner_id
        self.assertEqual(mine, broken)
