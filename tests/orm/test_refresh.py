"""When scorecards are refreshed: at night by each company's clock, on request, and what a failure leaves."""

from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.crm_sme.exceptions import RefreshRunningError

from tests.common import SmeCase

CLASSIFICATION = "odoo.addons.crm_sme.models.sme_classification.SmeClassification"


class TestRefresh(SmeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.row = cls.env["sme.refresh"]._get_for_companies(cls.company)
        cls.cron = cls.env.ref("crm_sme.ir_cron_sme_nightly")
        cls.partner = cls.create_customer("Customer")
        cls.create_order(cls.partner)

    def run_cron(self, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.cron.method_direct_trigger()

    def test_the_night_comes_by_the_clock_of_the_company(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self.row.nightly_date = "2026-03-31"
        self.assertFalse(self.row._is_night_due(datetime(2026, 3, 31, 17, 59)))
        self.assertTrue(self.row._is_night_due(datetime(2026, 3, 31, 18, 0)))
        self.assertEqual(self.row._get_next_night(datetime(2026, 3, 31, 17, 59)), datetime(2026, 3, 31, 18, 0))
        self.assertEqual(self.row._get_next_night(datetime(2026, 3, 31, 18, 0)), datetime(2026, 4, 1, 18, 0))

    def test_the_cron_refreshes_who_asked_and_goes_quiet(self):
        self.env["sme.refresh"]._request(self.company)
        self.assertEqual(self.row.state, "requested")
        self.run_cron("2026-03-31 12:30:00")
        self.row.invalidate_recordset()
        self.assertEqual(self.row.state, "idle")
        self.assertFalse(self.row.requested_at)
        self.assertTrue(self.get_scorecard(self.partner))
        self.assertTrue(self.policy.refreshed_at)

    def test_the_same_night_is_not_repeated(self):
        self.run_cron("2026-04-01 02:05:00")
        refreshed = self.policy.refreshed_at
        self.assertTrue(refreshed)
        self.run_cron("2026-04-01 09:00:00")
        self.policy.invalidate_recordset()
        self.assertEqual(self.policy.refreshed_at, refreshed)

    def test_the_next_nights_are_scheduled(self):
        self.run_cron("2026-03-31 12:30:00")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])
        self.assertIn(datetime(2026, 4, 1, 2, 0), triggers.mapped("call_at"))

    @mute_logger("odoo.addons.crm_sme.models.sme_refresh")
    def test_a_company_that_fails_says_why_and_stops_nobody(self):
        other = self.env["res.company"].create({"name": "Healthy"})
        self.env["sme.refresh"]._request(self.company + other)
        sick = self.company

        def collect(engine, policy, *args, original=None, **kwargs):
            if policy.company_id == sick:
                raise UserError("the moon is wrong")
            return original(engine, policy, *args, **kwargs)

        from odoo.addons.crm_sme.models.sme_classification import SmeClassification

        original = SmeClassification._collect
        with patch.object(
            SmeClassification,
            "_collect",
            lambda engine, policy, *args, **kw: collect(engine, policy, *args, original=original, **kw),
        ):
            self.run_cron("2026-03-31 12:30:00")
        self.env.invalidate_all()
        self.assertEqual((self.row.state, self.row.message), ("failed", "the moon is wrong"))
        self.assertFalse(self.policy.as_of)
        self.assertTrue(self.env["sme.policy"]._get_for_companies(other).as_of)

    def test_the_status_line_tells_where_it_stands(self):
        self.env["sme.policy"].action_request_refresh()
        state = self.env["sme.policy"].get_refresh_state()
        self.assertEqual((state["state"], state["company"]), ("requested", "Paper & Desk"))
        self.assertTrue(state["can_refresh"])
        self.assertEqual(state["next_refresh_at"], "2026-04-01 02:00:00")

    def test_bad_days_are_refused_with_what_is_wrong(self):
        with self.assertRaisesRegex(UserError, "2026-13-45"):
            self.refresh("2026-13-45")
        with self.assertRaisesRegex(UserError, "not come yet"):
            self.refresh("2027-01-01")
        self.refresh([])
        self.assertTrue(self.get_scorecard(self.partner))

    def test_a_refusal_waits_for_its_turn(self):
        refused = RefreshRunningError("being refreshed already")
        self.row._start("1/1")
        self.assertTrue(self.row._finish(refused))
        self.assertEqual((self.row.state, self.row.message), ("requested", False))
        self.refresh()
        self.assertEqual(self.row.state, "idle")

    def test_a_technical_error_is_not_told_in_detail(self):
        self.row._start("1/1")
        self.row._finish(ValueError("SELECT secret FROM somewhere"))
        self.assertEqual(self.row.state, "failed")
        self.assertNotIn("secret", self.row.message)

    def test_an_override_that_is_archived_or_moved_is_judged_again(self):
        other = self.create_customer("Other")
        self.create_order(other, 5000)
        self.refresh()
        computed = {partner: self.get_scorecard(partner).class_id for partner in (self.partner, other)}
        override = self.env["sme.customer.override"].create(
            {"partner_id": self.partner.id, "class_id": self.classes["growth"].id, "reason": "promised"}
        )
        self.assertEqual(self.partner.sme_class_id, self.classes["growth"])
        override.partner_id = other
        self.assertEqual(self.partner.sme_class_id, computed[self.partner])
        self.assertEqual(other.sme_class_id, self.classes["growth"])
        override.active = False
        self.assertEqual(other.sme_class_id, computed[other])
        self.assertEqual(self.get_events(other).mapped("kind"), ["override", "override_end"])
