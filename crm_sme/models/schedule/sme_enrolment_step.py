from odoo import models


class SmeEnrolmentStep(models.Model):
    _inherit = "sme.enrolment.step"

    def _move_to_future(self, now):
        """Steps whose day has passed come on the next working day of whose they are."""
        for (company, user, planned), steps in self.grouped(
            lambda step: (step.company_id, step.user_id, step.date_planned)
        ).items():
            day = user._plan_day(company, planned, 0, now)
            if day != planned:
                steps.write({"date_planned": day})
                steps.enrolment_id.write({"next_date": day})
