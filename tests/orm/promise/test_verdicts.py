"""On time, soon, late: one rule for forms, searches and reports, fed with the same cases."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.fields import Domain

from odoo.addons.crm_sme.rules.promise import judge

from tests.orm.promise.common import NOW, PromiseCase
from tests.promise_cases import WORST_FIRST, worst

SECOND = timedelta(seconds=1)
# state, soon from, deadline, verdict at NOW
CASES = [
    ("running", NOW + SECOND, NOW + 2 * SECOND, "on_time"),
    ("running", None, NOW + SECOND, "on_time"),
    ("running", NOW, NOW + SECOND, "soon"),
    ("running", NOW - SECOND, NOW, "soon"),
    ("running", NOW, NOW, "soon"),
    ("running", NOW - 2 * SECOND, NOW - SECOND, "late"),
    ("running", None, NOW - SECOND, "late"),
    ("running", None, None, "none"),
    ("paused", None, None, "paused"),
    ("paused", None, NOW - SECOND, "paused"),
    ("met", None, NOW - SECOND, "kept"),
    ("met", NOW - SECOND, NOW + SECOND, "kept"),
    ("missed", None, NOW - SECOND, "broken"),
    ("merged", None, NOW - SECOND, "none"),
    ("dropped", None, NOW + SECOND, "none"),
]


class TestVerdicts(PromiseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.services = cls.env["sme.service"]
        cls.clocks = cls.env["sme.service.clock"]
        for state, soon_from, deadline, _verdict in CASES:
            service = cls.create_service(cls.azure)
            service.clock_ids.unlink()
            cls.services += service
            cls.clocks += cls.clocks.create(
                {
                    "service_id": service.id,
                    "company_id": cls.company.id,
                    "kind": "resolution",
                    "cycle": 1,
                    "state": state,
                    "date_start": NOW,
                    "soon_from": soon_from,
                    "deadline": deadline,
                }
            )
        cls.services._store_standing()
        cls.expected = [verdict for *_case, verdict in CASES]

    def test_rule_compute_and_domain_agree(self):
        self.assertEqual([judge(*case, NOW) for *case, _verdict in CASES], self.expected)
        self.assertEqual(self.clocks.mapped("promise_state"), self.expected)
        for verdict in (*WORST_FIRST, "none"):
            with self.subTest(verdict=verdict):
                right = self.clocks.filtered(lambda clock, v=verdict: clock.promise_state == v)
                of_these = Domain("id", "in", self.clocks.ids)
                self.assertTrue(right)
                self.assertEqual(self.clocks.search(of_these & Domain("promise_state", "=", verdict)), right)
                self.assertEqual(self.clocks.filtered_domain(Domain("promise_state", "=", verdict)), right)
                self.assertEqual(
                    self.clocks.search(of_these & Domain("promise_state", "!=", verdict)), self.clocks - right
                )

    def test_records_with_one_clock_stand_as_it_does(self):
        self.assertEqual(self.services.mapped("promise_state"), self.expected)
        self.check_search_of_records(self.services)

    def test_records_with_two_clocks_stand_as_the_worse_one(self):
        services = self.env["sme.service"]
        for number, (*_case, verdict) in enumerate(CASES):
            for state, soon_from, deadline, other in CASES[number:]:
                service = self.services[number].copy()
                service.clock_ids.unlink()
                for kind, case in (
                    ("resolution", CASES[number][:3]),
                    ("first_response", (state, soon_from, deadline)),
                ):
                    self.clocks.create(
                        {
                            "service_id": service.id,
                            "company_id": self.company.id,
                            "kind": kind,
                            "cycle": 1,
                            "state": case[0],
                            "date_start": NOW,
                            "soon_from": case[1],
                            "deadline": case[2],
                        }
                    )
                service._store_standing()
                self.assertEqual(service.promise_state, worst([verdict, other]))
                services += service
        self.check_search_of_records(services)

    def check_search_of_records(self, services):
        of_these = Domain("id", "in", services.ids)
        groups = dict(services._read_group(of_these, ["promise_state"], ["id:recordset"]))
        self.assertEqual(
            {name: set(group) for name, group in services.grouped("promise_state").items()},
            {name: set(group) for name, group in groups.items()},
        )
        for verdict in (*WORST_FIRST, "none"):
            with self.subTest(verdict=verdict):
                right = services.filtered(lambda service, v=verdict: service.promise_state == v)
                model = self.env["sme.service"].with_user(self.anna)
                self.assertEqual(
                    set(model.search(of_these & Domain("promise_state", "=", verdict)).ids), set(right.ids)
                )
                self.assertEqual(
                    set(model.search(of_these & Domain("promise_state", "!=", verdict)).ids),
                    set((services - right).ids),
                )
        several = services.filtered(lambda service: service.promise_state in ("late", "soon"))
        self.assertEqual(
            set(self.env["sme.service"].search(of_these & Domain("promise_state", "in", ["late", "soon"])).ids),
            set(several.ids),
        )

    def test_time_alone_makes_a_record_late(self):
        service = self.create_service(self.lumber)
        late = Domain("promise_state", "=", "late") & Domain("id", "=", service.id)
        deadline = fields.Datetime.to_datetime(service.deadline)
        for moment, verdict in (
            (datetime(2026, 4, 1, 8, 59), "on_time"),
            (datetime(2026, 4, 1, 9), "soon"),
            (deadline, "soon"),
            (deadline + SECOND, "late"),
        ):
            with self.at(*moment.timetuple()[1:6]):
                self.assertEqual(service.promise_state, verdict)
                self.assertEqual(bool(self.env["sme.service"].search(late)), verdict == "late")
