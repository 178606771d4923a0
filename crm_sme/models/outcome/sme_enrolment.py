from odoo import models
from odoo.exceptions import UserError


class SmeEnrolment(models.Model):
    _inherit = "sme.enrolment"

    def action_next_step(self):
        """Open the dialog in which the outcome of the planned step is given."""
        self.ensure_one()
        self.check_access("read")
        if not self.next_step_id:
            raise UserError(self.env._("No step is planned."))
        return self.next_step_id.action_open_outcome()
