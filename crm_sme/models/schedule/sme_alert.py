from odoo import fields, models
from odoo.tools import format_date


class SmeAlert(models.Model):
    _inherit = "sme.alert"

    def _say_step_overdue(self, due_on):
        day = format_date(self.env, fields.Date.to_date(due_on))
        return self.env._("A step of a follow-up was due on %s, and nobody did it.", day)
