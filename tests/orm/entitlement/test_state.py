"""The state of a right: one rule, its search and its column in SQL agree on one table of cases."""

from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time

from tests.common import TODAY
from tests.entitlement_cases import STATE_CASES
from tests.orm.entitlement.common import EntitlementCase


class TestState(EntitlementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = fields.Date.to_date(TODAY)
        values = {"partner_id": cls.azure.id, "product_id": cls.licence.id, "date_start": "2020-01-01"}
        successor = cls.env["sme.entitlement"].create({**values, "partner_id": cls.lumber.id})
        cls.rights = cls.env["sme.entitlement"].create(
            [
                {
                    **values,
                    "kind": kind,
                    "date_end": False if days is None else today + timedelta(days=days),
                    "cancelled": cancelled,
                    "renewed_by_id": successor.id if renewed else False,
                }
                for kind, days, cancelled, renewed, _state in STATE_CASES
            ]
        )
        cls.expected = [case[-1] for case in STATE_CASES]
        cls.states = sorted(set(cls.expected))

    def test_the_rule(self):
        self.assertEqual(self.rights.mapped("state"), self.expected)

    def test_the_search_and_its_negation(self):
        mine = [("id", "in", self.rights.ids)]
        for state in self.states:
            found = self.env["sme.entitlement"].search([*mine, ("state", "=", state)])
            wanted = self.rights.filtered(lambda right, state=state: right.state == state)
            self.assertEqual(set(found), set(wanted), state)
            others = self.env["sme.entitlement"].search([*mine, ("state", "!=", state)])
            self.assertEqual(set(others), set(self.rights - wanted), state)
            self.assertEqual(self.rights.filtered_domain([("state", "=", state)]), wanted, state)
        both = self.env["sme.entitlement"].search([*mine, ("state", "in", ["running", "expiring"])])
        self.assertEqual(set(both.mapped("state")), {"running", "expiring"})

    def test_what_a_customer_still_has(self):
        """One domain stands for running and expiring, on every day around the ends."""
        today = fields.Date.to_date(TODAY)
        for days in (-400, -1, 0, 1, 30, 90, 400):
            day = today + timedelta(days=days)
            domain = self.rights._get_running_domain(day)
            wanted = self.rights.filtered(lambda right, day=day: right._get_state(day) in ("running", "expiring"))
            self.assertEqual(self.rights.filtered_domain(domain), wanted, day)

    def test_the_column(self):
        groups = self.env["sme.entitlement"]._read_group([("id", "in", self.rights.ids)], ["state"], ["id:recordset"])
        for state, rights in groups:
            self.assertEqual(set(rights.mapped("state")), {state})
        self.assertEqual(sum(len(rights) for _state, rights in groups), len(self.rights))
        ordered = self.env["sme.entitlement"].search([("id", "in", self.rights.ids)], order="state, id")
        self.assertEqual(ordered.mapped("state"), sorted(self.expected))

    def test_a_state_changes_because_a_day_passes(self):
        right = self.rights[1]
        self.assertEqual(right.state, "running")
        with freeze_time(TODAY + timedelta(days=340)):
            right.invalidate_recordset()
            self.assertEqual(right.state, "expiring")
            self.assertIn(right, right.search([("state", "=", "expiring")]))
        with freeze_time(TODAY + timedelta(days=366)):
            right.invalidate_recordset()
            self.assertEqual(right.state, "expired")

    def test_only_what_people_decide_is_stored(self):
        self.assertFalse(self.env["sme.entitlement"]._fields["state"].store)
        self.assertFalse(self.env["sme.entitlement"]._fields["days_left"].store)
