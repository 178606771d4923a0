"""Class and lifecycle on contacts, quotations and opportunities: shown, searched, sorted, grouped."""

from odoo.tests import Form

from tests.common import SmeCase


class TestFieldsOfRecords(SmeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.best = cls.create_customer("Best")
        cls.small = cls.create_customer("Small")
        cls.stranger = cls.create_customer("Stranger")
        cls.contact = cls.create_customer("Contact of the best", parent_id=cls.best.id, is_company=False)
        cls.order = cls.create_order(cls.contact, 9000)
        cls.create_order(cls.small, 10)
        cls.lead = cls.env["crm.lead"].create({"name": "Chance", "type": "opportunity", "partner_id": cls.contact.id})
        cls.stray_lead = cls.env["crm.lead"].create({"name": "Nobody", "type": "opportunity"})
        cls.env["sme.customer"].action_refresh()
        cls.everyone = cls.best + cls.small + cls.stranger + cls.contact

    def search(self, *domain, order=None):
        return self.env["res.partner"].search([("id", "in", self.everyone.ids), *domain], order=order)

    def test_a_contact_has_the_class_of_its_firm(self):
        self.assertEqual(self.contact.sme_class_id.code, "key")
        self.assertEqual(self.order.sme_class_id.code, "key")
        self.assertEqual(self.lead.sme_class_id.code, "key")
        self.assertEqual(self.order.sme_lifecycle, "new")
        self.assertFalse(self.stranger.sme_class_id)
        self.assertFalse(self.stray_lead.sme_class_id)

    def test_searching_by_class(self):
        key = self.classes["key"]
        self.assertEqual(self.search(("sme_class_id", "=", key.id)), self.best + self.contact)
        self.assertEqual(self.search(("sme_class_id.code", "=", "key")), self.best + self.contact)
        self.assertEqual(self.search(("sme_class_id", "ilike", "key")), self.best + self.contact)
        self.assertEqual(self.search(("sme_class_id", "!=", key.id)), self.small + self.stranger)
        self.assertEqual(self.search(("sme_class_id", "=", False)), self.stranger)
        self.assertEqual(self.search(("sme_class_id", "!=", False)), self.best + self.contact + self.small)
        self.assertEqual(self.search(("sme_class_id", "in", [key.id, False])), self.best + self.contact + self.stranger)
        self.assertEqual(self.search(("sme_class_id", "not in", [key.id, False])), self.small)

    def test_searching_by_lifecycle(self):
        self.assertEqual(self.search(("sme_lifecycle", "=", "new")), self.best + self.contact + self.small)
        self.assertEqual(self.search(("sme_lifecycle", "=", False)), self.stranger)
        self.assertEqual(self.search(("sme_lifecycle", "not in", ["new"])), self.stranger)

    def test_filtering_in_memory_agrees_with_the_database(self):
        for domain in (
            [("sme_class_id.code", "=", "key")],
            [("sme_lifecycle", "=", "new")],
            [("sme_class_id", "=", False)],
        ):
            self.assertEqual(self.everyone.filtered_domain(domain), self.search(*domain))

    def test_sorting_and_grouping(self):
        self.assertEqual(self.search(order="sme_class_id, id")[:2], self.best + self.contact)
        groups = self.env["res.partner"]._read_group([("id", "in", self.everyone.ids)], ["sme_class_id"], ["__count"])
        self.assertEqual(dict(groups)[self.classes["key"]], 2)
        groups = self.env["sale.order"]._read_group(
            [("company_id", "=", self.company.id)], ["sme_lifecycle"], ["__count"]
        )
        self.assertEqual(groups, [("new", 2)])
        self.assertEqual(self.env["crm.lead"].search([("sme_class_id", "=", self.classes["key"].id)]), self.lead)

    def test_the_class_is_the_one_of_the_records_company(self):
        other = self.env["res.company"].create({"name": "Branch"})
        self.env.user.company_ids += other
        both = self.env(context=dict(self.env.context, allowed_company_ids=[other.id, self.company.id]))
        self.assertFalse(self.contact.with_env(both).sme_class_id)
        order = self.order.with_env(both)
        self.assertEqual(order.sme_class_id.code, "key")
        self.assertIn(order, order.search([("sme_class_id", "=", self.classes["key"].id)]))

    def test_ageing_is_searched_sorted_and_grouped(self):
        customers = self.env["sme.customer"]
        self.assertEqual(customers.search([("days_since_last", "=", 10)]).partner_id, self.best + self.small)
        self.assertFalse(customers.search([("days_since_last", ">", 10)]))
        self.assertFalse(customers.search([("lateness", ">", 0)]))
        self.assertEqual(customers.search([("top_percent", "<=", 50)]).partner_id, self.best)
        self.assertEqual(customers.search([], order="top_percent desc, id")[0].partner_id, self.small)
        groups = customers._read_group([], ["days_since_last"], ["__count"])
        self.assertEqual(groups, [(10, 2)])
        for card in customers.search([]):
            self.assertEqual(card.days_since_last, 10)
            self.assertIn(card, customers.search([("top_percent", "=", card.top_percent)]))

    def test_the_class_stays_while_a_form_is_edited(self):
        with Form(self.best) as form:
            form.name = "Best of all"
            self.assertEqual(form.sme_class_id, self.classes["key"])

    def test_names_of_classes_are_the_readers(self):
        self.classes["key"].name = "Gold"
        self.assertEqual(self.search(("sme_class_id", "ilike", "gold")), self.best + self.contact)
