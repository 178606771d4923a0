"""The policy: what it refuses, what a what-if shows and writes, and what can be undone."""

from odoo.exceptions import UserError, ValidationError

from tests.common import SmeCase


class TestPolicy(SmeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = [cls.create_customer(f"Customer {number}") for number in range(10)]
        for number, partner in enumerate(cls.partners):
            cls.create_order(partner, 1000 - 90 * number)
        cls.env["sme.customer"].action_refresh()

    def test_bad_rules_are_refused_with_their_name(self):
        refused = [
            ({"share_key": 0.9, "share_growth": 0.8}, "shares"),
            ({"share_standard": 1.2}, "shares"),
            ({"share_key": 0}, "shares"),
            ({"amount_key": 10, "amount_growth": 20}, "amounts"),
            ({"border_percent": 101}, "border"),
            ({"window_months": 0}, "window"),
            ({"lost_days": -1}, "Lost Days"),
            ({"dormant_days": 400}, "dormant"),
            ({"late_factor": 4}, "factors"),
            ({"rhythm_min_order_days": 1}, "rhythm"),
            ({"cost_known_leave": 0.9}, "known costs"),
        ]
        for values, named in refused:
            with self.subTest(values=values):
                with self.assertRaises(ValidationError) as refusal:
                    self.policy.write(values)
                self.assertIn(named, str(refusal.exception))

    def test_one_policy_a_company_from_the_start(self):
        company = self.env["res.company"].create({"name": "Branch"})
        self.assertEqual(self.env["sme.policy"].search_count([("company_id", "=", company.id)]), 1)
        with self.assertRaises(ValidationError):
            company.sme_policy_id.unlink()

    def test_a_changed_rule_asks_for_a_refresh(self):
        refresh = self.env["sme.refresh"]._get_for_companies(self.company)
        refresh.write({"state": "idle", "requested_at": False})
        self.policy.window_months = 6
        self.assertEqual(refresh.state, "requested")

    def create_preview(self, **values):
        return self.env["sme.policy.preview"].create({"policy_id": self.policy.id, **values})

    def read_state(self):
        self.env.flush_all()
        self.env.invalidate_all()
        customers = self.env["sme.customer"].search([], order="id")
        return (
            customers.read(["class_id", "computed_class_id", "lifecycle", "reasons", "value_rank", "write_date"]),
            self.policy.read(["share_key", "method", "as_of", "rules_key", "facts_key", "refreshed_at"]),
            self.env["sme.customer.event"].search_count([]),
        )

    def test_a_preview_starts_from_the_rules_and_writes_nothing(self):
        before = self.read_state()
        preview = self.create_preview()
        self.assertEqual(preview.share_key, self.policy.share_key)
        preview.share_key = 0.2
        preview.action_compute()
        self.assertEqual(preview.state, "done")
        self.assertEqual(self.read_state(), before)
        result = preview.result
        self.assertEqual(sum(row["count"] for row in result["matrix"]), 10)
        moved = [row for row in result["matrix"] if row["from"] != row["to"]]
        self.assertEqual(sum(row["count"] for row in moved), preview.mover_count)
        self.assertTrue(preview.mover_count)
        self.assertIn("table", preview.result_html)

    def test_the_same_rules_move_nobody(self):
        preview = self.create_preview()
        preview.action_compute()
        self.assertEqual(preview.mover_count, 0)
        for row in preview.result["classes"]:
            self.assertEqual(row["count_before"], row["count_after"])
            self.assertEqual(row["contacts_before"], row["contacts_after"])

    def test_contacts_a_week_follow_the_classes_rhythm(self):
        preview = self.create_preview()
        preview.action_compute()
        key = next(row for row in preview.result["classes"] if row["code"] == "key")
        self.assertAlmostEqual(key["contacts_after"], 7 * key["count_after"] / self.classes["key"].contact_ideal_days)

    def test_applying_moves_exactly_those_shown_and_undo_brings_them_back(self):
        classes = {partner: self.get_scorecard(partner).class_id for partner in self.partners}
        preview = self.create_preview(share_key=0.2)
        preview.action_compute()
        movers = preview.action_open_movers()["domain"][0][2]
        preview.action_apply()
        moved = {partner for partner in self.partners if self.get_scorecard(partner).class_id != classes[partner]}
        self.assertEqual(set(self.env["sme.customer"].browse(movers).partner_id), moved)
        events = self.env["sme.customer.event"].search([("kind", "=", "class")])
        self.assertEqual(set(events.partner_id), moved)
        self.assertEqual(set(events.mapped("cause")), {"policy"})
        self.assertTrue(self.policy.can_undo)
        self.policy.action_undo()
        self.assertEqual({partner: self.get_scorecard(partner).class_id for partner in self.partners}, classes)
        self.assertFalse(self.policy.can_undo)
        with self.assertRaises(UserError):
            self.policy.action_undo()

    def test_a_class_by_hand_does_not_move_in_a_preview(self):
        best = self.partners[0]
        self.env["sme.customer.override"].create(
            {"partner_id": best.id, "class_id": self.classes["occasional"].id, "reason": "leaves us"}
        )
        preview = self.create_preview(share_key=0.01, share_growth=0.02, share_standard=0.03)
        preview.action_compute()
        self.assertNotIn(best.id, [mover["partner_id"] for mover in preview.result["movers"]])

    def test_without_scorecards_there_is_nothing_to_compare(self):
        company = self.env["res.company"].create({"name": "Fresh"})
        preview = self.env["sme.policy.preview"].create({"policy_id": company.sudo().sme_policy_id.id})
        with self.assertRaisesRegex(UserError, "Refresh"):
            preview.action_compute()

    def test_customers_left_out_are_gone_with_a_trace(self):
        partner = self.partners[0]
        self.get_scorecard(partner).action_leave_out()
        self.assertFalse(self.get_scorecard(partner))
        self.assertEqual(self.get_events(partner).kind, "left")
        self.refresh()
        self.assertFalse(self.get_scorecard(partner))
        self.policy.excluded_partner_ids -= partner
        self.refresh()
        self.assertTrue(self.get_scorecard(partner))

    def test_an_archived_customer_that_is_left_out_stays_out(self):
        partner = self.partners[0]
        self.policy.excluded_partner_ids += partner
        partner.active = False
        self.refresh()
        self.assertFalse(self.get_scorecard(partner))

    def test_the_settings_write_the_rules_together(self):
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.sme_share_key, 0.5)
        settings.write({"sme_share_key": 0.85, "sme_share_growth": 0.9, "sme_share_standard": 0.97})
        settings.execute()
        self.assertEqual(self.policy.share_key, 0.85)
        self.assertEqual(self.policy.share_standard, 0.97)

    def test_costs_that_move_between_orders_are_told(self):
        partner = self.create_customer("Mixed")
        unknown = self.create_order(partner, 100, cost=0)
        known = self.create_order(partner, 100, cost=60)
        self.policy.value_basis = "margin"
        self.refresh()
        before = self.get_scorecard(partner).reasons
        self.assertIn(["cost_unknown", 50, None], before)
        unknown.order_line.purchase_price = 30
        known.order_line.purchase_price = 30
        self.refresh()
        self.assertNotIn(["cost_unknown", 50, None], self.get_scorecard(partner).reasons)

    def test_own_companies_are_never_classified(self):
        self.create_order(self.company.partner_id, 50_000)
        self.refresh()
        self.assertFalse(self.get_scorecard(self.company.partner_id))


class TestHints(SmeCase):
    def test_before_the_first_refresh(self):
        self.assertIn("not been computed", self.policy.hint)

    def test_without_orders_the_hint_says_what_is_read(self):
        self.refresh()
        self.assertIn("No customer has a confirmed order", self.policy.hint)
        self.assertIn("confirmed sales orders only", self.env["sme.policy"].get_refresh_state()["hint"])

    def test_unknown_costs_are_told(self):
        self.create_order(self.create_customer("No cost"), 100, cost=0)
        self.refresh()
        self.assertEqual(self.policy.value_basis_used, "revenue")
        self.assertIn("100 %", self.policy.hint)
