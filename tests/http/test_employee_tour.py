"""A day's work in the browser: a mail arrives, is answered by what helped before, and is solved."""

from datetime import datetime

from odoo.tests import HttpCase, tagged

from tests.orm.intake.common import IntakeCase


@tagged("post_install", "-at_install")
class TestEmployeeTour(IntakeCase, HttpCase):
    freeze_to = datetime.now().replace(microsecond=0)  # a browser does not stand still with the server's clock

    def test_from_the_mail_to_the_solution(self):
        self.create_order(self.azure, days_ago=3)
        self.azure.user_id = self.anna
        solution = self.env["sme.solution"].create(
            {"question": "Printer beeps", "answer": "<p>Open the lid once.</p>", "state": "published"}
        )
        service = self.receive(subject="Printer beeps", body="It beeps three times.")
        self.assertRecordValues(
            service, [{"partner_id": self.azure.id, "channel": "email", "state": "new", "user_id": self.anna.id}]
        )
        self.start_tour("/odoo/service-records", "crm_sme_employee_tour", login=self.anna.login)
        service.invalidate_recordset()
        self.assertEqual((service.state, service.solution_id), ("solved", solution))
        first = service.clock_ids.filtered(lambda clock: clock.kind == "first_response")
        self.assertEqual(first.state, "met")
