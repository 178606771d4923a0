"""Steps cost few queries, and no more each for many than for few."""

from odoo.addons.crm_sme.models.schedule.sme_tick import DUE

from tests.orm.plan.common import PlanCase

FEW, MANY = 20, 200
NOW = (4, 1, 8)


class TestPlanQueries(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sme_steps_per_day = 10 * MANY
        cls.customers = cls.env["res.partner"].create(
            [
                {
                    "name": f"Customer {number}",
                    "is_company": True,
                    "user_id": (cls.seller, cls.colleague)[number % 2].id,
                }
                for number in range(2 * MANY)
            ]
        )

    def count(self, function, *arguments):
        """Queries of a call with cold caches and nothing pending."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        function(*arguments)
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def compare(self, prepare, function):
        """(queries for few, queries for many), after one call that fills what is kept in memory."""
        function(prepare(FEW))
        return [self.count(function, prepare(size)) for size in (FEW, MANY)]

    def enrol_many(self, size):
        plan = self.create_plan()
        return self.enrol(*self.customers[:size], plan=plan)

    def test_due_steps_cost_less_than_one_query_each(self):
        def process(enrolments):
            with self.at(*NOW):
                enrolments.step_ids._process_due(self.get_now())
                self.assertTrue(all(enrolments.step_ids.mapped("activity_id")))

        few, many = self.compare(self.enrol_many, process)
        self.assertLess(many - few, MANY - FEW)
        self.assertLess(many, MANY)

    def test_stopping_costs_the_same_for_many(self):
        def prepare(size):
            enrolments = self.enrol_many(size)
            with self.at(*NOW):
                enrolments.step_ids._process_due(self.get_now())
            return enrolments

        few, many = self.compare(prepare, lambda enrolments: enrolments._stop("order", self.get_now()))
        self.assertLess(many - few, (MANY - FEW) / 4)

    def test_enrolling_costs_little(self):
        few, many = self.compare(lambda size: size, self.enrol_many)
        self.assertLess(many - few, (MANY - FEW) / 2)

    def test_with_nothing_due_the_tick_asks_once(self):
        self.enrol_many(MANY)
        steps = self.env["sme.enrolment.step"]
        self.count(steps._find_due, self.get_now())
        self.assertLessEqual(self.count(steps._find_due, self.get_now()), 1)
        self.assertLessEqual(self.count(steps._find_overdue, self.get_now()), 1)
        self.assertEqual(getattr(steps, DUE.find)(self.get_now()), [])
