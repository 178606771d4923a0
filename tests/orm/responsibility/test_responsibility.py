"""Who looks after a customer: as a verdict with its reason, and as an expression that says the same."""

import random
from datetime import date

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from tests.orm.responsibility.common import ResponsibilityCase


class TestResponsible(ResponsibilityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        north = {"country_id": cls.germany.id, "zip": "20 095", "user_id": cls.anna.id}
        cls.key = cls.create_classified("Key", "key", **north)
        cls.standard = cls.create_classified("Standard", "standard", **north)
        cls.occasional = cls.create_classified("Occasional", "occasional", **north)
        cls.prospect = cls.create_customer("Prospect")
        cls.clerk = cls.create_customer("Clerk", parent_id=cls.standard.id, is_company=False)

    def test_the_class_says_who_is_asked(self):
        partners = self.key + self.standard + self.occasional + self.prospect + self.clerk
        self.assertEqual(
            partners._get_responsible(self.company),
            {
                self.key: (self.anna, "named"),
                self.standard: (self.ben, "regional"),
                self.clerk: (self.ben, "regional"),
                self.occasional: (self.carl, "desk"),
                self.prospect: (self.carl, "desk"),
            },
        )

    def test_shown_with_its_reason_on_contact_and_scorecard(self):
        as_anna = self.standard.with_user(self.carl)
        self.assertEqual(as_anna.sme_responsible_id, self.ben)
        self.assertEqual(as_anna.sme_territory_id, self.north)
        standing = as_anna.get_standing()
        self.assertEqual((standing["user_id"], standing["user_name"]), (self.ben.id, self.ben.name))
        self.assertEqual((standing["reason"], standing["territory"]), ("Territory North", ""))
        self.assertEqual(self.clerk.sme_responsible_id, self.ben)
        card = self.get_scorecard(self.occasional).with_user(self.carl)
        self.assertEqual(card.responsible_id, self.carl)
        self.assertEqual(card.responsible_reason, "Front desk: Counter")

    def test_nothing_is_rewritten_by_an_absence(self):
        self.set_away(self.anna, self.carl)
        self.assertEqual(self.key._get_responsible(self.company), {self.key: (self.carl, "stand_in")})
        self.assertEqual(self.key.get_standing()["reason"], f"Stands in for {self.anna.name}, who is away")
        self.assertEqual(self.key.user_id, self.anna)
        after = self.key._get_responsible(self.company, date(2026, 4, 4))
        self.assertEqual(after, {self.key: (self.anna, "named")})
        before = self.key._get_responsible(self.company, date(2026, 3, 29))
        self.assertEqual(before, {self.key: (self.anna, "named")})

    def test_three_hundred_customers_of_somebody_on_leave_are_no_heap(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}", "user_id": self.anna.id} for number in range(300)]
        )
        self.set_away(self.anna, self.ben)
        self.assertEqual(set(partners._get_responsible(self.company).values()), {(self.ben, "stand_in")})
        self.env["sme.absence"].search([]).stand_in_id = False
        # nobody stands in: the people of the desk share them
        self.desk.member_ids += self.ben
        shares = [user for user, _reason in partners._get_responsible(self.company).values()]
        self.assertEqual(set(shares), {self.ben, self.carl})
        self.assertLess(abs(shares.count(self.ben) - shares.count(self.carl)), 2)
        self.assertEqual(partners.user_id, self.anna)
        self.assertFalse(self.env["mail.activity"].search([("res_model", "=", "res.partner")]))

    def test_as_many_queries_for_many_as_for_few(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}", "user_id": self.anna.id} for number in range(60)]
        )
        self.env.flush_all()

        def count(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records._get_responsible(self.company)
            return self.env.cr.sql_log_count - before

        count(partners)
        self.assertEqual(count(partners[:5]), count(partners))

    def test_archived_people_look_after_nobody(self):
        self.anna.active = False
        self.assertEqual(self.key._get_responsible(self.company), {self.key: (self.ben, "regional")})
        self.ben.active = False
        self.assertEqual(self.key._get_responsible(self.company), {self.key: (self.carl, "desk")})

    def test_the_expression_says_what_the_rule_says(self):
        chance = random.Random(4)
        bavaria = self.env.ref("base.state_de_by")
        industry = self.env["res.partner.industry"].search([], limit=1)
        self.env["sme.territory"].create(
            [
                {"name": "Germany", "country_ids": [Command.set(self.germany.ids)], "user_id": self.carl.id},
                {"name": "Bavaria", "state_ids": [Command.set(bavaria.ids)], "user_id": self.anna.id},
                {"name": "Fields", "industry_ids": [Command.set(industry.ids)]},
                {
                    "name": "Hamburg",
                    "country_ids": [Command.set(self.germany.ids)],
                    "zip_ids": [Command.create({"zip_from": "200", "zip_to": "20999"})],
                    "user_id": self.anna.id,
                },
            ]
        )
        people = [self.anna.id, self.ben.id, self.carl.id, self.users["employee"].id, False]
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Customer {number}",
                    "is_company": True,
                    "user_id": chance.choice(people),
                    "country_id": chance.choice([self.germany.id, False]),
                    "state_id": chance.choice([bavaria.id, False]),
                    "zip": chance.choice(["20 095", "D-2 1000", "29", "3", "", "2 0"]),
                    "industry_id": chance.choice([industry.id, False]),
                }
                for number in range(40)
            ]
        )
        for partner in partners[:30]:
            self.create_order(partner, chance.choice([10, 100, 5000]))
        self.refresh()
        self.users["employee"].active = False
        partners += self.key + self.standard + self.occasional + self.clerk
        absences = [(), ((self.anna, self.ben),), ((self.anna, None), (self.ben, self.carl)), ((self.carl, None),)]
        for case in absences:
            self.env["sme.absence"].search([]).unlink()
            for away, stand_in in case:
                self.set_away(away, stand_in)
            self.env.invalidate_all()
            with self.subTest(absences=len(case)):
                self.check_expressions(partners)

    def check_expressions(self, partners):
        domain = [("id", "in", partners.ids)]
        for field in ("sme_responsible_id", "sme_territory_id"):
            found = {partner.id: partner[field].id for partner in partners}
            for value in set(found.values()):
                expected = sorted(partner for partner, other in found.items() if other == value)
                self.assertEqual(sorted(partners.search([*domain, (field, "=", value)]).ids), expected, field)
            groups = dict(partners._read_group(domain, [field], ["__count"]))
            self.assertEqual(sum(groups.values()), len(partners))
        cards = self.env["sme.customer"].search([("partner_id", "in", partners.ids)])
        self.assertTrue(cards)
        for card in cards:
            self.assertIn(card, cards.search([("responsible_id", "=", card.responsible_id.id)]))
            self.assertIn(card, cards.search([("territory_id", "=", card.territory_id.id)]))
        by_person = self.env["sme.customer"]._read_group(
            [("id", "in", cards.ids)], ["responsible_id"], ["id:recordset"]
        )
        for person, mine in by_person:
            self.assertEqual(mine.responsible_id, person)

    def test_customers_without_anyone_are_found(self):
        self.assertFalse(self.env["sme.customer"].search([("responsible_id", "=", False)]))
        self.desk.member_ids = False
        self.env["crm.team"].search([]).member_ids = False
        self.env["crm.team"].search([]).user_id = False
        lonely = self.create_customer("Lonely")
        self.create_order(lonely)
        self.refresh()
        self.assertEqual(self.env["sme.customer"].search([("responsible_id", "=", False)]).partner_id, lonely)
        self.assertEqual(lonely._get_responsible(self.company), {lonely: (self.env["res.users"], "nobody")})

    def test_names_find_too(self):
        found = self.env["res.partner"].search([("sme_responsible_id", "ilike", self.ben.name)])
        self.assertIn(self.standard, found)
        self.assertNotIn(self.key, found)
        self.assertIn(self.standard, self.env["res.partner"].search([("sme_territory_id.name", "=", "North")]))

    def test_a_record_of_somebody_on_leave_goes_to_the_stand_in(self):
        team = self.env["sme.service.team"].search([("company_id", "=", self.company.id)])
        team.write({"assign_automatically": True, "member_ids": [Command.set(self.carl.ids)]})
        self.set_away(self.anna, self.ben)
        service = self.env["sme.service"].create({"name": "Late", "partner_id": self.key.id, "team_id": team.id})
        self.assertEqual((service.user_id, service.assignment_reason), (self.ben, "account_manager"))


class TestTerritory(ResponsibilityCase):
    def test_zips_need_a_country(self):
        with self.assertRaisesRegex(ValidationError, "country"):
            self.north.country_ids = False

    @mute_logger("odoo.sql_db")
    def test_zips_do_not_run_backwards(self):
        with self.assertRaisesRegex(ValidationError, "backwards"):
            self.env["sme.territory.zip"].create({"territory_id": self.north.id, "zip_from": "30", "zip_to": "20"})
        with self.assertRaisesRegex(ValidationError, "no zip"):
            self.env["sme.territory.zip"].create({"territory_id": self.north.id, "zip_from": "--"})

    def test_it_counts_and_opens_its_customers(self):
        customer = self.create_classified("Hamburg", "standard", country_id=self.germany.id, zip="20095")
        self.assertEqual(self.north.customer_count, 1)
        action = self.north.with_user(self.carl).action_open_customers()
        self.assertEqual(self.env["sme.customer"].search(action["domain"]).partner_id, customer)

    def test_another_company_has_territories_of_its_own(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        customer = self.create_classified("Hamburg", "standard", country_id=self.germany.id, zip="20095")
        self.assertFalse(customer.with_company(other).sme_territory_id)
        self.assertEqual(customer._get_responsible(other)[customer][1], "nobody")
