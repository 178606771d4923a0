from datetime import timedelta

from odoo import fields, models

from ...rules.schedule import week_of

PATIENCE = timedelta(days=14)
MANY_STEPS = 3


class SmePlan(models.Model):
    """A plan that nobody works says so, once a week, to who answers for it: better switched off than ignored."""

    _inherit = "sme.plan"

    def _process_night(self, now):
        result = super()._process_night(now)
        self.filtered("active")._tell_unworked(now)
        return result

    def _tell_unworked(self, now):
        """Alert the responsible of plans whose to-dos have been waiting for two weeks in which none was done."""
        steps = self.env["sme.enrolment.step"]
        waiting = steps._read_group(
            [
                ("plan_id", "in", self.ids),
                ("state", "=", "planned"),
                ("activity_id", "!=", False),
                ("due_on", "<=", (now - PATIENCE).date()),
            ],
            ["plan_id"],
            ["__count", "due_on:min"],
            having=[("__count", ">=", MANY_STEPS)],
        )
        if not waiting:
            return
        worked = steps._read_group(
            [("plan_id", "in", self.ids), ("state", "=", "done"), ("date_done", ">", now - PATIENCE)], ["plan_id"]
        )
        worked_plans = self.browse(plan.id for (plan,) in worked)
        self.env["sme.alert"]._raise(
            [
                {
                    "user_id": user.id,
                    "company_id": plan.company_id.id,
                    "kind": "plan",
                    "reasons": [["plan_unworked", count, fields.Date.to_string(oldest)]],
                    "res_model": self._name,
                    "res_id": plan.id,
                    "key": f"{self._name},{plan.id},unworked,{week_of(now.date())}",
                }
                for plan, count, oldest in waiting
                if plan not in worked_plans
                for user in plan._get_responsible_user(plan.company_id)
            ]
        )
