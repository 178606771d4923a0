"""Clocks cost the same number of queries for many records as for few."""

from odoo.tests import freeze_time

from tests.orm.promise.common import NOW, PromiseCase

FEW, MANY = 10, 100
SLACK = 3


class TestPromiseQueries(PromiseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Customer {number}", "is_company": True} for number in range(MANY)]
        )

    def prepare_values(self, count):
        return [
            {
                "name": f"Question {number}",
                "number": f"T{count}-{number}",
                "team_id": self.team.id,
                "partner_id": self.customers[number].id,
                "priority": str(number % 3),
            }
            for number in range(count)
        ]

    def count(self, function, *arguments):
        """Queries of a call with cold caches and nothing pending; returns (count, result)."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        result = function(*arguments)
        self.env.flush_all()
        return self.cr.sql_log_count - before, result

    def compare(self, function, prepare):
        """Few and many cost the same, give or take a few."""
        counts = [self.count(function, prepare(size))[0] for size in (FEW, FEW, MANY)]
        self.assertLessEqual(counts[2], counts[1] + SLACK)
        return counts[2]

    def create_held(self, size):
        values = self.prepare_values(size)
        for row in values:
            row.update(number="/", held_reason="flood")
        return self.env["sme.service"].create(values)

    def create_running(self, size):
        values = self.prepare_values(size)
        for row in values:
            row.update(number="/")
        return self.env["sme.service"].create(values)

    def test_clocks_of_new_records(self):
        """What creation adds: the clocks of records that are let into the queue."""
        queries = self.compare(lambda services: services.write({"held_reason": False}), self.create_held)
        self.assertLessEqual(queries, 40)

    def test_pause_resume_and_end(self):
        def move(services):
            for state in ("waiting", "working", "solved"):
                services._move_to(state)

        self.compare(move, self.create_running)

    def test_review(self):
        def change(services):
            services._review_clocks("priority")

        def prepare(size):
            services = self.create_running(size)
            services.team_id.calendar_id = self.calendar
            return services

        self.compare(change, prepare)

    def test_reading_lists_and_forms(self):
        def read(services):
            for service in services:
                self.assertTrue(service.promise_state)
                self.assertTrue(service.clock_summary)
                self.assertTrue(service.target_id.display_name)

        self.assertLessEqual(self.compare(read, self.create_running), 5)

    def test_searching_by_promise(self):
        services = self.create_running(FEW)
        for state in ("late", "soon", "on_time", "paused", "none"):
            search = [("promise_state", "=", state), ("id", "in", services.ids)]
            self.count(self.env["sme.service"].search, search)
            queries, _found = self.count(self.env["sme.service"].search, search)
            self.assertLessEqual(queries, 2)

    def test_a_tick_with_nothing_to_do(self):
        self.create_running(MANY)
        with freeze_time(NOW):
            self.tick()
            queries, _nothing = self.count(self.tick)
        self.assertLessEqual(queries, 10)
