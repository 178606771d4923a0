"""Raising alerts, withdrawing them, and what people do with them."""

from odoo import fields
from odoo.exceptions import AccessError

from tests.orm.attention.common import AttentionCase


class TestRaise(AttentionCase):
    def test_an_alert_is_raised_once(self):
        first = self.alert(key="once", importance=9, is_critical=True, reasons=["late", ["gap", 3]])
        self.assertFalse(self.alert(key="once"))
        self.assertRecordValues(
            first,
            [
                {
                    "partner_id": self.azure.id,
                    "user_id": self.anna.id,
                    "state": "pending",
                    "importance": 5,
                    "is_critical": True,
                    "reasons": [["late"], ["gap", 3]],
                    "date": fields.Datetime.now(),
                    "acted_date": False,
                    "fail_count": 0,
                }
            ],
        )

    def test_many_at_once_and_one_of_them_known(self):
        self.alert(key="known")
        values = {"user_id": self.anna.id, "company_id": self.company.id, "kind": "plan"}
        created = self.alerts._raise([{**values, "key": key} for key in ("known", "new", "newer")])
        self.assertEqual(created.mapped("key"), ["new", "newer"])
        self.assertFalse(self.alerts._raise([]))

    def test_the_customer_is_the_firm_of_the_contact(self):
        contact = self.env["res.partner"].create({"name": "Paul", "parent_id": self.azure.id})
        self.assertEqual(self.alert(contact).partner_id, self.azure)

    def test_a_merge_of_contacts_keeps_alerts(self):
        alert = self.alert(self.lumber)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.azure | self.lumber).ids, self.azure)
        self.assertEqual(alert.partner_id, self.azure)

    def test_in_words_of_the_reader(self):
        alert = self.alert(kind="promise", reasons=[["promise", "SR1", "resolution", "2026-04-01 10:00:00", "UTC"]])
        self.assertIn("SR1: Resolution due", alert.text)
        self.assertEqual(self.alert(kind="customer", reasons=[["unheard_of", 1]]).text, "Customer at Stake")

    def test_withdrawn_before_it_is_shown(self):
        alert = self.alert()
        self.alerts._withdraw([alert.key, "never raised"], fields.Datetime.now())
        self.assertEqual((alert.state, alert.drop_reason), ("dropped", "handled"))
        self.assertFalse(alert.acted_date)
        self.assertTrue(alert.explanation)


class TestRights(AttentionCase):
    def test_people_see_their_own_and_managers_all(self):
        mine, bens = self.alert(), self.alert(user=self.ben)
        self.assertEqual(self.alerts.with_user(self.anna).search([]), mine)
        self.assertEqual(self.alerts.with_user(self.leader).search([("id", "in", (mine | bens).ids)]), mine | bens)
        with self.assertRaises(AccessError):
            bens.with_user(self.anna).read(["text"])
        with self.assertRaises(AccessError):
            bens.with_user(self.anna).action_act()
        with self.assertRaises(AccessError):
            mine.with_user(self.anna).write({"acted_date": fields.Datetime.now()})

    def test_what_it_is_about_is_opened(self):
        about, alone = self.alert(), self.alert(res_model=False, res_id=False)
        action = about.with_user(self.anna).action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", self.azure.id))
        self.assertEqual(alone.with_user(self.anna).action_open_document()["res_model"], "sme.alert")
        secret = self.alert(res_model="sme.policy", res_id=self.policy.id)
        with self.assertRaises(AccessError):
            secret.with_user(self.anna).action_open_document()

    def test_only_managers_forgive(self):
        alert = self.alert()
        with self.assertRaises(AccessError):
            alert.with_user(self.anna).action_forgive()
        with self.assertRaises(AccessError):
            alert.with_user(self.anna).action_retry()

    def test_another_company_is_out_of_reach(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        alert = self.alert(company_id=other.id)
        self.assertFalse(alert.with_user(self.anna).has_access("read"))
        self.assertFalse(alert.with_user(self.leader).has_access("read"))
