"""Absences: whose rights a stand-in has, from when to when, and no longer."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from tests.orm.responsibility.common import ResponsibilityCase


class TestStandIn(ResponsibilityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dora = cls.create_second_salesman()
        cls.partner = cls.create_classified("Azure", "growth", user_id=cls.dora.id)
        cls.order = cls.create_order(cls.partner, user_id=cls.dora.id)
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Desks", "partner_id": cls.partner.id, "user_id": cls.dora.id, "type": "opportunity"}
        )
        cls.card = cls.env["sme.customer"].search([("partner_id", "=", cls.partner.id)])
        cls.records = [
            cls.card,
            cls.env["sme.customer.override"].search([("partner_id", "=", cls.partner.id)]),
            cls.env["sme.customer.event"].search([("partner_id", "=", cls.partner.id)])[:1],
            cls.order,
            cls.order.order_line,
            cls.lead,
        ]

    @classmethod
    def create_second_salesman(cls):
        return cls.users["salesman"].copy({"login": "dora_on_leave", "name": "Dora", "email": "dora@example.com"})

    def sees(self, user):
        """Whether a user may read all of them, by search and by id; all or none."""
        self.env.invalidate_all()
        verdicts = set()
        for record in self.records:
            self.assertTrue(record)
            as_user = record.with_user(user).with_context(allowed_company_ids=self.company.ids)
            found = bool(as_user.search([("id", "in", record.ids)]))
            self.assertEqual(found, as_user.has_access("read"), record)
            verdicts.add(found)
        self.assertEqual(len(verdicts), 1)
        return verdicts.pop()

    def test_rights_begin_and_end_with_the_days(self):
        self.assertFalse(self.sees(self.anna))
        self.set_away(self.dora, self.anna, "2026-04-01", "2026-04-02")
        self.assertFalse(self.sees(self.anna))
        # midnight passes, and nothing but the time changes
        with freeze_time("2026-04-01 00:00:01"):
            self.assertTrue(self.sees(self.anna))
        with freeze_time("2026-04-02 23:59:59"):
            self.assertTrue(self.sees(self.anna))
        with freeze_time("2026-04-03 00:00:00"):
            self.assertFalse(self.sees(self.anna))

    def test_a_day_is_that_of_the_absent_person(self):
        self.dora.tz = "Asia/Shanghai"
        self.set_away(self.dora, self.anna, "2026-04-01", "2026-04-01")
        with freeze_time("2026-03-31 15:59:59"):
            self.assertFalse(self.sees(self.anna))
        with freeze_time("2026-03-31 16:00:00"):
            self.assertTrue(self.sees(self.anna))
        with freeze_time("2026-04-01 16:00:00"):
            self.assertFalse(self.sees(self.anna))

    def test_rights_end_with_the_absence(self):
        absence = self.set_away(self.dora, self.anna)
        self.assertTrue(self.sees(self.anna))
        absence.stand_in_id = self.carl
        self.assertFalse(self.sees(self.anna))
        absence.stand_in_id = self.anna
        self.assertTrue(self.sees(self.anna))
        absence.unlink()
        self.assertFalse(self.sees(self.anna))

    def test_a_chain_leads_to_whoever_is_there(self):
        self.set_away(self.dora, self.carl)
        self.assertFalse(self.sees(self.anna))
        self.set_away(self.carl, self.anna)
        self.assertTrue(self.sees(self.anna))
        self.assertEqual(self.anna.sme_acting_for_ids, self.carl + self.dora)
        self.assertEqual(self.partner.sme_responsible_id, self.anna)

    def test_people_who_stand_in_for_each_other(self):
        self.set_away(self.dora, self.anna)
        self.set_away(self.anna, self.dora)
        self.assertEqual(self.anna.sme_acting_for_ids, self.dora)
        # neither is there: the desk looks after the customer
        self.assertEqual(self.partner._get_responsible(self.company)[self.partner], (self.carl, "desk"))

    def test_the_newest_of_two_entries_counts(self):
        self.set_away(self.dora, self.carl)
        self.set_away(self.dora, self.anna)
        self.assertTrue(self.sees(self.anna))

    def test_a_stand_in_writes_what_the_absent_person_may_write_and_no_more(self):
        self.set_away(self.dora, self.anna)
        as_anna = self.order.with_user(self.anna)
        as_anna.write({"client_order_ref": "PO 7"})
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            self.card.with_user(self.anna).write({"reasons": []})
        with self.assertRaises(AccessError):
            self.partner.with_user(self.anna).write({"user_id": self.anna.id})
        other = self.create_order(self.create_customer("Other"), user_id=self.carl.id)
        self.assertFalse(other.with_user(self.anna).has_access("read"))

    def test_nobody_makes_himself_a_stand_in(self):
        as_anna = self.env["sme.absence"].with_user(self.anna)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            as_anna.create(
                {
                    "user_id": self.dora.id,
                    "stand_in_id": self.anna.id,
                    "date_from": "2026-03-31",
                    "date_to": "2026-03-31",
                }
            )
        mine = as_anna.create({"stand_in_id": self.dora.id})
        self.assertEqual(mine.user_id, self.anna)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            mine.write({"user_id": self.dora.id, "stand_in_id": self.anna.id})
        self.assertFalse(self.sees(self.anna))

    def test_the_person_of_a_territory_sees_its_customers_and_so_does_the_stand_in(self):
        self.north.user_id = self.anna
        partner = self.create_classified("Hamburg", "standard", country_id=self.germany.id, zip="20095")
        elsewhere = self.create_classified("Munich", "standard", country_id=self.germany.id, zip="80331")
        key = self.create_classified("Key of Hamburg", "key", country_id=self.germany.id, zip="20095")
        customers = self.env["sme.customer"].with_user(self.anna)
        mine = customers.search([]).partner_id
        self.assertIn(partner, mine)
        self.assertNotIn(elsewhere, mine)
        self.assertNotIn(key, mine)
        overrides = self.env["sme.customer.override"].with_user(self.anna).search([]).partner_id
        self.assertIn(partner, overrides)
        self.assertNotIn(key, overrides)
        self.assertNotIn(partner, customers.with_user(self.dora).search([]).partner_id)
        self.set_away(self.anna, self.dora)
        self.assertIn(partner, customers.with_user(self.dora).search([]).partner_id)
        self.north.user_id = self.ben
        self.assertNotIn(partner, customers.search([]).partner_id)

    def test_who_is_away_gets_no_new_records(self):
        present = (self.dora + self.anna)._filter_present(self.company, self.freeze_to)
        self.assertEqual(present, self.dora + self.anna)
        self.set_away(self.dora, self.anna)
        self.assertEqual((self.dora + self.anna)._filter_present(self.company, self.freeze_to), self.anna)


class TestAbsence(ResponsibilityCase):
    def test_status_follows_from_the_days(self):
        absence = self.set_away(self.anna, self.ben, "2026-04-01", "2026-04-02")
        self.assertEqual(absence.state, "planned")
        self.assertEqual(absence.search([("state", "=", "planned")]), absence)
        absence.date_from = "2026-03-31"
        self.assertEqual(absence.state, "running")
        self.assertEqual(absence.search([("state", "=", "running")]), absence)
        absence.write({"date_from": "2026-03-01", "date_to": "2026-03-30"})
        self.assertEqual(absence.state, "over")
        self.assertFalse(absence.search([("state", "!=", "over")]))

    @mute_logger("odoo.sql_db")
    def test_who_may_stand_in(self):
        absence = self.set_away(self.anna)
        with self.assertRaisesRegex(ValidationError, "himself"):
            absence.stand_in_id = self.anna
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.users["employee"]
        stranger.write({"company_id": other.id, "company_ids": [(6, 0, other.ids)]})
        with self.assertRaisesRegex(ValidationError, "does not work"):
            absence.stand_in_id = stranger
