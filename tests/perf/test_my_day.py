"""My Day asks the database as often for many activities and customers as for few."""

from datetime import timedelta

from bench.mass_insert import insert_alike
from tests.orm.my_day.common import MyDayCase

FEW, MANY = 5, 900
MOST_QUERIES = 30


class TestMyDayQueries(MyDayCase):
    def prepare(self, count):
        """Activities of one salesperson on customers, orders and records, three for each customer."""
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}", "user_id": self.ben.id, "phone": "+32 1"} for number in range(count)]
        )
        for partner in partners[:FEW]:
            self.create_activity(self.create_order(partner), self.ben)
            self.create_activity(self.create_service(partner, user_id=self.ben.id), self.ben, days_ago=2)
            self.env["sme.entitlement"].create(
                {
                    "partner_id": partner.id,
                    "product_id": self.product.id,
                    "user_id": self.ben.id,
                    "date_start": self.today - timedelta(days=300),
                    "date_end": self.today + timedelta(days=5),
                }
            )
        first = self.create_activity(partners[0], self.ben)
        self.env.flush_all()
        insert_alike(
            self.env.cr,
            "mail_activity",
            first.id,
            f"unnest(ARRAY{partners[1:].ids}) AS number",
            {"id": "nextval('mail_activity_id_seq')", "res_id": "number"},
        )
        self.env.cr.execute("ANALYZE mail_activity, res_partner")
        self.env.invalidate_all(flush=False)

    def count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        day = self.get_day(self.ben)
        return self.env.cr.sql_log_count - before, day

    def test_the_same_few_queries_for_few_and_for_many(self):
        self.prepare(FEW)
        self.count_queries()  # what is kept in memory for a process
        few, day = self.count_queries()
        self.assertEqual(len(day["lines"]), FEW)
        self.prepare(MANY)
        self.count_queries()
        many, day = self.count_queries()
        self.assertEqual(len(day["lines"]), 40)
        self.assertEqual((day["counts"]["todo"], day["counts"]["unranked"]), (FEW + MANY, 0))
        self.assertEqual(few, many)
        self.assertLessEqual(many, MOST_QUERIES)
