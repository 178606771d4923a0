from odoo import fields, models
from odoo.tools import format_date


class SmeAlert(models.Model):
    _inherit = "sme.alert"

    def _say_plan_unworked(self, count, oldest):
        return self.env._(
            "%(count)s steps of the plan wait to be done, the oldest since %(day)s, and nobody does any.",
            count=count,
            day=format_date(self.env, fields.Date.to_date(oldest)),
        )
