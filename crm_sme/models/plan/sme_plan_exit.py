from odoo import fields, models

from ...const import EXIT_EFFECTS, EXIT_EVENTS


class SmePlanExit(models.Model):
    """What an event with a customer does to a plan that runs for it."""

    _name = "sme.plan.exit"
    _description = "Exit of a Plan"
    _inherit = ["sme.company.guard.mixin"]
    _order = "plan_id, id"
    _rec_name = "event"

    plan_id = fields.Many2one(comodel_name="sme.plan", required=True, index=True, ondelete="cascade")
    event = fields.Selection(selection=EXIT_EVENTS, required=True)
    effect = fields.Selection(selection=EXIT_EFFECTS, required=True, default="ends")

    _event_unique = models.Constraint("UNIQUE(plan_id, event)", "A plan says once what an event does.")
