"""A service employee in the browser: warranty verdict, past answer, reply."""

from datetime import datetime

from odoo.tests import HttpCase, tagged

from tests.orm.entitlement.common import EntitlementCase


@tagged("post_install", "-at_install")
class TestPastAnswersTour(EntitlementCase, HttpCase):
    freeze_to = datetime.now().replace(microsecond=0)  # a browser does not stand still with the server's clock

    def test_an_employee_uses_a_past_answer(self):
        order = self.sell(self.desk)
        self.deliver(order)
        solution = self.env["sme.solution"].create(
            {
                "question": "The chair sinks",
                "answer": "<p>The gas lift is worn.</p>",
                "state": "published",
                "product_ids": self.desk.ids,
            }
        )
        earlier = self.create_service(self.lumber, product_id=self.desk.id)
        earlier.action_use_solution(solution.id)
        earlier._move_to("solved")
        service = self.create_service(
            self.azure,
            name="Sinks while I sit",
            product_id=self.desk.id,
            user_id=self.anna.id,
            type_id=self.env.ref("crm_sme.sme_service_type_warranty").id,
        )
        self.start_tour(f"/odoo/service-records/{service.id}", "crm_sme_past_answers_tour", login=self.anna.login)
        self.assertEqual((service.solution_id, solution.use_count), (solution, 2))
        self.assertEqual(service.state, "waiting")
