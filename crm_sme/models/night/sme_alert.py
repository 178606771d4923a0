from odoo import models
from odoo.tools import format_datetime


class SmeAlert(models.Model):
    _inherit = "sme.alert"

    def _say_plan_gap(self, plan_id, start):
        # sudo: the name of a plan, to whom it is told
        plan_sudo = self.env["sme.plan"].sudo().browse(plan_id).exists()
        return self.env._(
            "Nobody looked at the plan “%(plan)s” for days: what happened before %(start)s starts it no more",
            plan=plan_sudo.name or "",
            start=format_datetime(self.env, start, dt_format="short"),
        )
