"""Which promise a record gets, and what is shipped."""

from odoo.exceptions import ValidationError
from odoo.fields import Command

from tests.orm.promise.common import PromiseCase


class TestTargets(PromiseCase):
    def test_every_company_has_promises_by_class_from_the_start(self):
        hours = {
            code: (target.first_response_hours, target.next_response_hours, target.resolution_hours)
            for code, target in self.target_of.items()
        }
        self.assertEqual(
            hours,
            {
                "key": (2, 4, 8),
                "growth": (4, 8, 16),
                "standard": (8, 8, 24),
                "occasional": (16, 16, 40),
                "other": (8, 8, 24),
            },
        )
        later = self.env["res.company"].create({"name": "Later"})
        targets = self.env["sme.service.target"].search([("company_id", "=", later.id)])
        self.assertEqual(len(targets), 5)

    def test_what_a_manager_took_away_does_not_come_back(self):
        targets = self.env["sme.service.target"]
        (self.target_of["key"] + self.target_of["growth"]).unlink()
        self.assertFalse(targets._ensure_for_companies(self.company))
        targets.search([("company_id", "=", self.company.id)]).active = False
        self.assertFalse(targets._ensure_for_companies(self.company))

    def test_the_class_of_the_customer_decides_also_for_its_contacts(self):
        self.set_class(self.azure, "key")
        contact = self.env["res.partner"].create({"name": "Lea", "parent_id": self.azure.id})
        for partner in (self.azure, contact):
            service = self.create_service(partner)
            self.assertEqual(service.target_id, self.target_of["key"])
            self.assertEqual(service.clock_ids.class_id, self.classes["key"])
        self.assertEqual(self.create_service(self.lumber).target_id, self.target_of["other"])
        self.assertEqual(self.create_service().target_id, self.target_of["other"])

    def test_the_most_specific_wins_and_the_record_says_which(self):
        self.set_class(self.azure, "key")
        urgent = self.env["sme.service.target"].create({"priority": "2", "resolution_hours": 3})
        both = self.env["sme.service.target"].create(
            {"class_id": self.classes["key"].id, "team_id": self.team.id, "resolution_hours": 6}
        )
        other_team = self.env["sme.service.team"].create({"name": "Field Service"})
        self.assertEqual(self.create_service(self.azure).target_id, both)
        self.assertEqual(self.create_service(self.azure, team_id=other_team.id).target_id, self.target_of["key"])
        self.assertEqual(self.create_service(self.lumber, priority="2").target_id, urgent)
        self.assertEqual(
            self.create_service(self.azure, priority="2", team_id=other_team.id).target_id,
            urgent,
            "priority counts before class",
        )

    def test_a_promise_has_a_name_that_says_for_whom(self):
        target = self.env["sme.service.target"].create(
            {
                "class_id": self.classes["key"].id,
                "type_id": self.env.ref("crm_sme.sme_service_type_complaint").id,
                "priority": "2",
            }
        )
        self.assertEqual(target.display_name, "Key, Complaint, Urgent")
        self.assertEqual(self.target_of["other"].display_name, "Everybody else")

    def test_two_promises_for_the_same_are_refused(self):
        with self.assertRaises(ValidationError):
            self.env["sme.service.target"].create({"class_id": self.classes["key"].id, "resolution_hours": 1})
        self.target_of["key"].active = False
        self.env["sme.service.target"].create({"class_id": self.classes["key"].id, "resolution_hours": 1})

    def test_promises_of_another_company_do_not_count(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids += other
        self.env["sme.service.target"].create({"company_id": other.id, "priority": "2", "resolution_hours": 1})
        service = self.create_service(self.azure, priority="2")
        self.assertEqual(service.target_id, self.target_of["other"])
        elsewhere = self.env["sme.service"].create(
            {"name": "There", "company_id": other.id, "priority": "2", "partner_id": self.azure.id}
        )
        self.assertEqual(elsewhere.target_id.company_id, other)

    def test_managers_make_promises_and_others_read_them(self):
        target = self.target_of["key"].with_user(self.leader)
        target.first_response_hours = 1
        self.assertFalse(target.with_user(self.anna).has_access("write"))
        self.assertEqual(target.with_user(self.anna).first_response_hours, 1)


class TestTypesThatGo(PromiseCase):
    def test_a_team_takes_its_promises_along_and_clocks_stay(self):
        team = self.env["sme.service.team"].create(
            {"name": "For a while", "member_ids": [Command.set(self.anna.ids)], "assign_automatically": False}
        )
        target = self.env["sme.service.target"].create({"team_id": team.id, "resolution_hours": 5})
        service = self.create_service(self.azure, team_id=team.id)
        self.assertEqual(service.target_id, target)
        service.team_id = self.team
        team.unlink()
        self.assertFalse(target.exists())
        self.assertEqual(len(service.clock_ids), 2)
