"""A manager previews a plan in the browser, switches it on and stops it."""

from datetime import datetime, timedelta

from odoo.tests import HttpCase, freeze_time, tagged

from tests.orm.trigger.common import TriggerCase

NOW = datetime.now().replace(microsecond=0)


@tagged("post_install", "-at_install")
class TestPlanTour(TriggerCase, HttpCase):
    freeze_to = NOW  # a browser does not stand still with the server's clock

    def test_preview_switch_on_and_stop(self):
        manager = self.users["sales_manager"]
        self.env["sme.plan"].with_context(active_test=False).search([("company_id", "=", self.company.id)]).unlink()
        plan = self.create_plan("order_confirmed", active=False, name="Thank-You for an Order", is_selling=False)
        with freeze_time(NOW - timedelta(days=15)):
            self.create_order(self.azure, confirm=False).action_confirm()
            self.env.cr.flush()
        self.start_tour("/odoo/follow-up-plans", "crm_sme_plan_tour", login=manager.login)
        plan.invalidate_recordset()
        self.assertTrue(plan.switched_on)
        self.assertFalse(plan.active or plan.takes_waiting)
        self.assertFalse(self.env["sme.enrolment"].search([("plan_id", "=", plan.id)]))
