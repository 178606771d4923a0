from odoo import api, fields, models


class SmePlanSwitch(models.TransientModel):
    """Switches a plan on, and asks about the customers who wait for it now."""

    _name = "sme.plan.switch"
    _description = "Switch a Plan On"
    _rec_name = "plan_id"

    plan_id = fields.Many2one(comodel_name="sme.plan", required=True, readonly=True, ondelete="cascade")
    trigger_summary = fields.Char(related="plan_id.trigger_summary")
    waiting_count = fields.Integer(string="Waiting Now", readonly=True)
    takes_waiting = fields.Boolean(
        string="Also those waiting now", help="Every night as many of them as people have time for, the best first."
    )

    @api.model
    def _start(self, plan):
        return self.create({"plan_id": plan.id, "waiting_count": plan._count_waiting(fields.Datetime.now())})

    def action_switch_on(self):
        """Switch the plan on; those waiting now follow only if that was chosen."""
        self.ensure_one()
        self.plan_id.check_access("write")
        self.plan_id.action_switch_on()
        if self.takes_waiting:
            self.plan_id.action_take_waiting()
        return {"type": "ir.actions.act_window_close"}
