"""The warranty verdict: as of the day of the report, with its reason, stored, changed only by what it rests on."""

from datetime import date, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import Form, freeze_time

from tests.common import TODAY
from tests.orm.entitlement.common import EntitlementCase


class TestWarranty(EntitlementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.sell(cls.desk, quantity=2, name="S00042")
        cls.deliver(cls.order)
        cls.right = cls.rights_of(cls.order)
        cls.right.write({"date_start": "2025-03-03", "date_end": "2027-03-03"})
        cls.order.date_order = "2025-03-03 09:00:00"

    def test_by_order_line_with_days_and_reason(self):
        service = self.create_service(self.azure, sale_order_line_id=self.order.order_line.id)
        self.assertEqual(service.warranty_state, "in")
        self.assertEqual(service.warranty_days_left, 337)
        self.assertEqual(service.entitlement_id, self.right)
        self.assertEqual(service.warranty_reason["found_by"], "line")
        sentence = service.with_context(lang="en_US").warranty_explanation
        for part in ("IN warranty, 337 days left", "Mar 3, 2025", "S00042", "24 months"):
            self.assertIn(part, sentence)

    def test_by_order_and_product(self):
        service = self.create_service(self.azure, sale_order_id=self.order.id, product_id=self.desk.id)
        self.assertEqual((service.warranty_state, service.warranty_reason["found_by"]), ("in", "line"))

    def test_by_serial_number_whatever_its_case(self):
        self.right.serial = "SN_100"
        service = self.create_service(serial=" sn_100 ")
        self.assertEqual((service.warranty_state, service.warranty_reason["found_by"]), ("in", "serial"))
        self.assertEqual(self.create_service(serial="SNX100").warranty_state, "unknown")

    def test_by_product_and_customer_also_of_the_same_firm(self):
        contact = self.create_customer("Anna", parent_id=self.azure.id, is_company=False)
        for partner, state in ((self.azure, "in"), (contact, "in"), (self.lumber, "unknown")):
            service = self.create_service(partner, product_id=self.desk.id)
            self.assertEqual(service.warranty_state, state)

    def test_as_of_the_day_of_the_report_not_of_today(self):
        service = self.create_service(self.azure, product_id=self.desk.id, date_reported="2027-03-03")
        self.assertEqual((service.warranty_state, service.warranty_days_left), ("in", 0))
        service.date_reported = "2027-03-04"
        self.assertEqual((service.warranty_state, service.warranty_days_left), ("out", -1))
        self.assertIn("OUT of warranty since", service.warranty_explanation)
        service.date_reported = "2025-03-02"
        self.assertEqual((service.warranty_state, service.warranty_reason["reason"]), ("unknown", "not_begun"))

    def test_the_verdict_does_not_age(self):
        service = self.create_service(self.azure, product_id=self.desk.id)
        with freeze_time(TODAY + timedelta(days=1000)):
            service.write({"name": "Still broken", "description": "since then"})
            service.invalidate_recordset()
            self.assertEqual((service.warranty_state, service.warranty_days_left), ("in", 337))

    def test_recomputed_with_what_it_rests_on_only(self):
        service = self.create_service(self.azure, product_id=self.desk.id)
        self.assertEqual(service.warranty_state, "in")
        self.right.date_end = "2026-01-01"
        self.assertEqual(service.warranty_state, "in")
        service.serial = "SN-2"
        self.assertEqual(service.warranty_state, "out")
        service.partner_id = self.lumber
        self.assertEqual(service.warranty_state, "unknown")

    def test_decided_by_hand_survives_a_new_finding(self):
        service = self.create_service(self.azure, product_id=self.desk.id, date_reported="2028-01-01")
        self.assertEqual(service.warranty_state, "out")
        service.with_user(self.anna).write({"warranty_override": "in", "warranty_override_reason": "goodwill"})
        self.assertEqual(service.warranty_state, "in")
        service.date_reported = "2028-02-01"
        service.partner_id = self.lumber
        self.assertEqual(service.warranty_state, "in")
        self.assertIn("decided by hand: goodwill", service.warranty_explanation)
        service.with_user(self.anna).warranty_override = False
        self.assertEqual(service.warranty_state, "unknown")

    def test_by_hand_only_with_a_reason(self):
        service = self.create_service(self.azure, product_id=self.desk.id, user_id=self.anna.id)
        for values in ({"warranty_override": "out"}, {"warranty_state": "out"}):
            with self.assertRaises(ValidationError):
                service.with_user(self.anna).write(values)
        service.with_user(self.anna).write({"warranty_state": "out", "warranty_override_reason": "water damage"})
        self.assertEqual(service.warranty_override, "out")
        self.create_service(self.azure, warranty_state="in")

    def test_writing_the_verdict_is_deciding_it_by_hand(self):
        service = self.create_service(self.azure, warranty_state="in", warranty_override_reason="seen the invoice")
        self.assertEqual((service.warranty_state, service.warranty_override), ("in", "in"))
        service.write({"product_id": self.desk.id, "partner_id": self.lumber.id})
        self.assertEqual(service.warranty_state, "in")

    def test_a_merged_case_counts_from_its_first_report(self):
        first = self.create_service(self.azure, product_id=self.desk.id, date_reported="2026-01-05")
        kept = self.create_service(self.azure, product_id=self.desk.id, date_reported="2027-04-01")
        self.assertEqual(kept.warranty_state, "out")
        kept._merge(first)
        self.assertEqual((kept.date_reported, kept.warranty_state), (date(2026, 1, 5), "in"))
        decided = self.create_service(self.azure, warranty_override="out", warranty_override_reason="water damage")
        kept._merge(decided)
        self.assertEqual((kept.warranty_state, kept.warranty_override_reason), ("out", "water damage"))

    def test_a_renewal_covers_what_the_old_right_covered(self):
        care = self.create_product("Care", "contract", type="service")
        follower = self.env["sme.entitlement"].create(
            {
                "partner_id": self.azure.id,
                "product_id": care.id,
                "kind": "contract",
                "date_start": "2027-03-04",
                "date_end": "2028-03-03",
            }
        )
        self.right.renewed_by_id = follower
        values = {"sale_order_line_id": self.order.order_line.id, "date_reported": "2027-06-01"}
        service = self.create_service(self.azure, **values)
        self.assertEqual((service.warranty_state, service.entitlement_id), ("in", follower))

    def test_cancelled_rights_cover_nothing(self):
        self.right.action_cancel()
        service = self.create_service(self.azure, product_id=self.desk.id)
        self.assertEqual((service.warranty_state, service.warranty_reason["reason"]), ("unknown", "right_cancelled"))

    def test_a_product_without_kind_follows_the_rule_of_the_company(self):
        order = self.create_order(self.azure, days_ago=100)
        service = self.create_service(self.azure, product_id=self.plain.id)
        self.assertEqual((service.warranty_state, service.warranty_reason["reason"]), ("unknown", "no_period"))
        self.company.sme_warranty_months = 24
        service = self.create_service(self.azure, product_id=self.plain.id)
        self.assertEqual(service.warranty_state, "in")
        self.assertEqual(service.warranty_reason["rule"], "statutory")
        self.assertIn(order.name, service.warranty_explanation)
        self.assertIn("24 months by law", service.with_context(lang="en_US").warranty_explanation)
        service.date_reported = "2029-01-01"
        self.assertEqual(service.warranty_state, "out")
        foreign = self.create_service(self.lumber, product_id=self.plain.id)
        self.assertEqual((foreign.warranty_state, foreign.warranty_reason["reason"]), ("unknown", "nothing_sold"))

    def test_an_order_of_another_company_covers_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere", "sme_warranty_months": 24})
        self.env.user.company_ids += other
        team = self.env["sme.service.team"].search([("company_id", "=", other.id)])
        self.create_order(self.azure, days_ago=100)
        elsewhere = self.env(context=dict(self.env.context, allowed_company_ids=[other.id]))
        service = elsewhere["sme.service"].create(
            {
                "name": "Broken",
                "partner_id": self.azure.id,
                "product_id": self.plain.id,
                "company_id": other.id,
                "team_id": team.id,
            }
        )
        self.assertEqual(service.warranty_reason["reason"], "nothing_sold")

    def test_many_records_cost_what_one_costs(self):
        counts = []
        for number in (1, 1, 30):
            self.env.flush_all()
            self.env.invalidate_all()
            services = self.create_service(self.azure)
            for _turn in range(number - 1):
                services |= self.create_service(self.azure)
            self.env.flush_all()
            services.mapped("company_id")
            before = self.cr.sql_log_count
            services._find_coverages()
            self.assertEqual(self.cr.sql_log_count, before)
            services.write({"product_id": self.desk.id})
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[2] - counts[1], 3)

    def test_an_employee_sees_and_overrides_it_on_the_form(self):
        warranty = self.env.ref("crm_sme.sme_service_type_warranty")
        service = self.create_service(self.azure, product_id=self.desk.id, type_id=warranty.id, user_id=self.anna.id)
        with Form(service.with_user(self.anna)) as form:
            self.assertEqual(form.warranty_state, "in")
            form.warranty_override = "out"
            form.warranty_override_reason = "water damage"
        self.assertEqual(service.warranty_state, "out")
        self.assertEqual(self.right.service_count, 1)
        self.assertEqual(date(2027, 3, 3), self.right.date_end)
