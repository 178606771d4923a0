"""What each audience of the answer card is told, asked as the web client or a stranger would ask."""

import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from tests.orm.answer.common import AnswerCase

# What only employees are told.
INTERNAL = {"header", "last_contact", "products", "entitlements", "preferences", "figures"}


class TestAudiences(AnswerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.order_of(cls.azure, (cls.product, 5), user=cls.ben)
        cls.colleagues = cls.order_of(cls.azure, (cls.chair, 3), days_ago=3)
        cls.invoice = cls.invoice_of(cls.colleagues)
        cls.azure.sme_preferences = "Pays late, be firm"
        cls.create_service(cls.azure)
        cls.env["sme.customer"].action_refresh()

    def test_the_service_is_told_quantities_and_dues_but_no_amounts_of_sales(self):
        card = self.card("service")
        self.assertEqual(card["audience"], "service")
        self.assertNotIn("figures", card)
        rows = {row["id"]: row for row in card["orders"]["rows"]}
        self.assertEqual(set(rows), {self.own.id, self.colleagues.id})
        self.assertNotIn("amount", rows[self.own.id])
        self.assertIn("2,331", rows[self.colleagues.id]["amount_due"])
        self.assertEqual(rows[self.colleagues.id]["invoices"], [{"id": False, "name": self.invoice.name}])
        text = json.dumps(card)
        self.assertNotIn("3,885", text)  # what the order of the colleague that is not invoiced amounts to
        for word in ("margin", "revenue", "value"):
            self.assertNotIn(word, text)
        self.assertTrue(card["header"]["class"]["name"])

    def test_a_salesperson_is_told_own_orders_and_how_many_colleagues_have(self):
        card = self.card("salesman")
        self.assertEqual(card["audience"], "salesperson")
        section = card["orders"]
        self.assertEqual([row["id"] for row in section["rows"]], [self.own.id])
        self.assertEqual(section["colleagues"], 1)
        text = json.dumps(card)
        for hidden in (self.colleagues.name, "Chair", self.invoice.name, "2,331"):
            self.assertNotIn(hidden, text)
        self.assertFalse(card["figures"])
        self.assertTrue(card["header"]["class"]["name"])

    def test_a_salespersons_figures_are_those_of_own_customers(self):
        self.azure.user_id = self.ben
        card = self.card("salesman")
        self.assertTrue(card["figures"]["rows"])
        self.assertEqual(len(card["orders"]["rows"]), 1)

    def test_managers_are_told_all(self):
        for role in ("sales_manager", "salesman_all"):
            card = self.card(role)
            self.assertEqual(len(card["orders"]["rows"]), 2)
            self.assertEqual(card["orders"]["colleagues"], 0)
            self.assertTrue(card["figures"]["rows"])
            self.assertIn("3,885", card["orders"]["rows"][1]["amount"])

    def test_who_manages_customer_relations_only_is_told_no_order_amounts(self):
        self.anna.group_ids += self.env.ref("crm_sme.group_sme_manager")
        card = self.card("service")
        self.assertEqual(card["audience"], "manager")
        self.assertEqual(len(card["orders"]["rows"]), 2)
        self.assertNotIn("amount", card["orders"]["rows"][0])

    def test_the_customer_is_told_little(self):
        self.colleagues.message_subscribe(self.azure.ids)
        self.invoice.message_subscribe(self.azure.ids)
        card = self.card("portal")
        self.assertEqual(card["audience"], "portal")
        self.assertFalse(INTERNAL & set(card))
        self.assertEqual(len(card["orders"]["rows"]), 2)
        self.assertNotIn("colleagues", card["orders"])
        self.assertEqual(len(card["services"]["open"]), 1)
        text = json.dumps(card)
        for hidden in ("be firm", "Key", "class", "margin", "lifecycle", self.anna.name, self.ben.name):
            self.assertNotIn(hidden, text)

    def test_the_customer_is_not_told_invoices_of_another_payer(self):
        order = self.order_of(self.azure, (self.product, 1))
        order.partner_invoice_id = self.lumber
        invoice = self.invoice_of(order)
        rows = {row["id"]: row for row in self.card("portal")["orders"]["rows"]}
        self.assertEqual(rows[order.id]["invoices"], [])
        rows = {row["id"]: row for row in self.card("service")["orders"]["rows"]}
        self.assertEqual(rows[order.id]["invoices"], [{"id": False, "name": invoice.name}])

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_others_are_told_nothing(self):
        for role in ("employee", "contact_manager", "accountant", "system"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.card(role)
        with self.assertRaises(AccessError):
            self.card("portal", self.lumber)
        with self.assertRaises(AccessError):
            self.azure.with_user(self.env.ref("base.public_user")).get_answer_card()

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_neither_context_nor_all_rights_widen_it(self):
        portal = self.azure.with_user(self.users["portal"])
        card = portal.with_context(audience="manager", uid=1, sme_audience="manager").get_answer_card()
        self.assertEqual(card["audience"], "portal")
        self.assertEqual(portal.sudo().get_answer_card()["audience"], "portal")
        with self.assertRaises(AccessError):
            self.lumber.with_user(self.users["portal"]).sudo().get_answer_card()
        salesman = self.azure.with_user(self.ben).sudo().get_answer_card()
        self.assertEqual([row["id"] for row in salesman["orders"]["rows"]], [self.own.id])

    def test_no_contact_several_and_a_deleted_one(self):
        partners = self.env["res.partner"].with_user(self.anna)
        gone = self.create_customer("Gone")
        gone.unlink()
        for several in (partners, partners.concat(self.azure, self.lumber), partners.browse(gone.id)):
            with self.assertRaises(UserError):
                several.with_env(partners.env).get_answer_card()

    def test_a_contact_out_of_reach(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.lumber.company_id = other
        with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(AccessError):
            self.card("service", self.lumber)

    # ------------------------------------------------------------
    # PREFERENCES AND CALLS
    # ------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.orm.models")
    def test_preferences_are_for_employees_who_answer(self):
        for role in ("portal", "employee", "contact_manager"):
            partner = self.azure.with_user(self.users[role])
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    partner.action_save_preferences("mine")
                with self.assertRaises(AccessError):
                    partner.read(["sme_preferences"])
                with self.assertRaises(AccessError):
                    partner.search([("sme_preferences", "ilike", "firm")])
                with self.assertRaises(AccessError):
                    partner.action_log_call()
        anna = self.azure.with_user(self.anna)
        for bad in (None, 5, ["x"], {}, "x" * 2001):
            with self.assertRaises(UserError):
                anna.action_save_preferences(bad)
        self.assertEqual(self.azure.sme_preferences, "Pays late, be firm")

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_finding_is_for_employees_who_answer(self):
        for role in ("portal", "employee", "contact_manager"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env["sme.customer.lookup"].with_user(self.users[role]).get_matches("Azure")


@tagged("post_install", "-at_install")
class TestRemoteCalls(AnswerCase, HttpCase):
    """A portal user who calls the method by hand."""

    def call(self, partner):
        response = self.url_open(
            "/web/dataset/call_kw/res.partner/get_answer_card",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "method": "call",
                    "params": {
                        "model": "res.partner",
                        "method": "get_answer_card",
                        "args": [partner.ids],
                        "kwargs": {"context": {"audience": "manager"}},
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    def test_own_firm_and_a_foreign_one(self):
        order = self.order_of(self.azure, (self.product, 5))
        self.order_of(self.lumber, (self.product, 5))
        self.users["portal"].password = "portal portal"
        self.authenticate(self.users["portal"].login, "portal portal")
        card = self.call(self.azure)["result"]
        self.assertEqual(card["audience"], "portal")
        self.assertEqual([row["id"] for row in card["orders"]["rows"]], [order.id])
        self.assertFalse(INTERNAL & set(card))
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            answer = self.call(self.lumber)
        self.assertNotIn("result", answer)
        self.assertEqual(answer["error"]["data"]["name"], "odoo.exceptions.AccessError")

    def test_the_sheet_of_the_own_firm(self):
        order = self.order_of(self.azure, (self.product, 5))
        foreign = self.order_of(self.lumber, (self.product, 5))
        self.azure.sme_preferences = "Pays late, be firm"
        self.users["portal"].password = "portal portal"
        self.authenticate(self.users["portal"].login, "portal portal")
        reports = type(self.env["ir.actions.report"])
        with patch.object(reports, "get_wkhtmltopdf_state", lambda self: "install"):
            response = self.url_open("/my/customer-sheet")
        self.assertEqual(response.status_code, 200)
        self.assertIn("text/html", response.headers["Content-Type"])
        self.assertIn(order.name, response.text)
        for hidden in (foreign.name, "be firm", "Lumber", "Customer Class"):
            self.assertNotIn(hidden, response.text)

    def test_the_sheet_is_no_way_to_a_foreign_firm(self):
        self.users["portal"].password = "portal portal"
        self.authenticate(self.users["portal"].login, "portal portal")
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_qweb"):
            response = self.url_open(f"/report/html/crm_sme.customer_sheet/{self.lumber.id}")
        self.assertNotEqual(response.status_code, 200)
        self.assertNotIn("Lumber", response.text)

    def test_strangers_are_asked_to_log_in(self):
        response = self.url_open("/my/customer-sheet", allow_redirects=False)
        self.assertEqual(response.status_code, 303)


class TestCustomerSheet(AnswerCase):
    def render(self, role, partner):
        reports = self.env["ir.actions.report"].with_user(self.users[role])
        reports = reports.with_context(allowed_company_ids=self.company.ids)
        return reports._render_qweb_html("crm_sme.customer_sheet", partner.ids)[0].decode()

    def test_it_shows_what_its_reader_may_know(self):
        own = self.order_of(self.azure, (self.product, 5), user=self.ben)
        colleagues = self.order_of(self.azure, (self.chair, 3))
        self.create_service(self.azure)
        self.azure.sme_preferences = "<b>Likes mornings</b>"
        self.env["sme.customer"].action_refresh()
        page = self.render("sales_manager", self.azure)
        for shown in (own.name, colleagues.name, "Printer does not start", "&lt;b&gt;Likes mornings", "Figures"):
            self.assertIn(shown, page)
        page = self.render("salesman", self.azure)
        self.assertIn(own.name, page)
        self.assertNotIn(colleagues.name, page)
        self.assertNotIn("Figures", page)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_qweb")
    def test_it_is_not_for_others(self):
        with self.assertRaises(Exception) as caught:
            self.render("employee", self.azure)
        self.assertIn("You may not see what is known", str(caught.exception))
