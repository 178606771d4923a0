"""What the service analysis says about promises: kept, broken, not yet decided, and in how many working hours."""

from tests.orm.promise.common import PromiseCase


class TestPromises(PromiseCase):
    def get_row(self, service):
        # a moment is part of the query, so nothing is remembered between two looks
        self.env.invalidate_all()
        return self.env["sme.service.analysis"].search([("service_id", "=", service.id)])

    def get_averages(self, *services):
        self.env.invalidate_all()
        [averages] = self.env["sme.service.analysis"]._read_group(
            [("service_id", "in", [service.id for service in services])],
            [],
            ["kept_first_response:avg", "kept_next_response:avg", "kept_resolution:avg", "first_response_hours:avg"],
        )
        return averages

    def test_nothing_is_decided_while_time_is_left(self):
        service = self.create_service(self.azure)
        self.assertTrue(all(average is False for average in self.get_averages(service)))
        self.assertRecordValues(self.get_row(service), [{"first_response_late": False, "resolution_late": False}])

    def test_kept_with_the_working_hours_it_took(self):
        service = self.create_service(self.azure)
        with self.at(3, 31, 12, 30):
            self.reply(service)
            service._move_to("solved")
        self.assertRecordValues(
            self.get_row(service),
            [
                {
                    "kept_first_response": 1,
                    "first_response_hours": 0.5,
                    "kept_resolution": 1,
                    "resolution_hours": 0.5,
                    "first_response_late": False,
                    "resolution_late": False,
                }
            ],
        )

    def test_a_promise_is_broken_from_its_deadline_on(self):
        service = self.create_service(self.azure)
        with self.at(4, 1, 12, 30):
            first, *others = self.get_averages(service)
            self.assertIsInstance(first, float)
            self.assertEqual(first, 0)
            self.assertTrue(all(average is False for average in others))
            self.assertEqual(
                self.env["sme.service.analysis"].search(
                    [("service_id", "=", service.id), ("first_response_late", "=", True)]
                ),
                self.get_row(service),
            )
            self.reply(service)
        row = self.get_row(service)
        self.assertRecordValues(row, [{"kept_first_response": 0, "first_response_late": True}])
        self.assertGreater(row.first_response_hours, 8)

    def test_every_next_answer_counts_once(self):
        service = self.create_service(self.azure)
        self.reply(service)
        self.post_of_customer(service)
        self.reply(service)
        self.post_of_customer(service)
        with self.at(4, 6, 10):
            self.reply(service)
        self.assertEqual(self.get_row(service).kept_next_response, 0.5)

    def test_averages_go_over_the_records_with_an_outcome(self):
        answered, late, fresh = (self.create_service(self.azure) for _number in range(3))
        self.reply(answered)
        with self.at(4, 1, 12, 30):
            self.reply(late)
        self.assertEqual(self.get_averages(answered, late, fresh)[0], 0.5)
