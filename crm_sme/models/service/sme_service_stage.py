from odoo import fields, models

from ...const import SERVICE_STATES


class SmeServiceStage(models.Model):
    """A column of the queue. What the addon does by itself goes by the state, not by the stage."""

    _name = "sme.service.stage"
    _inherit = ["sme.first.mixin"]
    _description = "Service Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    state = fields.Selection(selection=SERVICE_STATES, required=True, default="working")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    fold = fields.Boolean(string="Folded in Kanban")
    rotting_threshold_days = fields.Integer(
        string="Days to Rot", help="After so many days without a move, records of this stage are marked. 0: never."
    )
