"""The addon in a real browser: what a manager, a salesperson, a newcomer and somebody on a phone do."""

from datetime import datetime

from odoo.tests import HttpCase, tagged

from tests.common import SmeCase


class TourCase(SmeCase, HttpCase):
    """Four customers: the best belongs to nobody, the second to the salesperson."""

    freeze_to = datetime.now().replace(microsecond=0)  # a browser does not stand still with the server's clock

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        users = cls.create_users("sales_manager", "salesman")
        cls.manager, cls.salesperson = users["sales_manager"], users["salesman"]
        top = cls.create_customer("Azure Anchors", phone="+32 470 12 34 56")
        second = cls.create_customer("Bolt Brothers", user_id=cls.salesperson.id)
        for days_ago in (100, 70, 40, 10):
            cls.create_order(top, 5000, days_ago=days_ago)
        cls.create_order(second, 6000, days_ago=20)
        cls.create_order(cls.create_customer("Cork & Cable"), 900, days_ago=30)
        cls.create_order(cls.create_customer("Dowel Depot"), 50, days_ago=200)
        cls.create_order(top, 700, confirm=False, user_id=cls.manager.id)
        cls.env["sme.customer"].action_refresh()
        # what the background job, which does not run in tests, would have left behind
        cls.env["sme.refresh"]._get_for_companies(cls.company).write({"state": "idle", "requested_at": False})


@tagged("post_install", "-at_install")
class TestTours(TourCase):
    def test_manager_reads_why_and_sets_a_class_by_hand(self):
        self.start_tour("/odoo/customer-relations", "crm_sme_customer_tour", login=self.manager.login)
        top = self.env["res.partner"].search([("name", "=", "Azure Anchors")])
        self.assertEqual(self.get_scorecard(top).class_id, self.classes["growth"])
        self.assertEqual(self.get_events(top, "override").user_id, self.manager)

    def test_salesperson_sees_figures_of_own_customers_only(self):
        self.start_tour("/odoo/customer-relations", "crm_sme_salesperson_tour", login=self.salesperson.login)

    def test_onboarding(self):
        self.start_tour("/odoo", "crm_sme_tour", login=self.manager.login)


@tagged("post_install", "-at_install")
class TestToursOnPhone(TourCase):
    browser_size = "375x812"
    touch_enabled = True

    def test_why_and_refresh_on_a_phone(self):
        self.start_tour("/odoo/customer-relations", "crm_sme_phone_tour", login=self.manager.login)
