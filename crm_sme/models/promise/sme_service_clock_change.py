from odoo import fields, models

from ...const import REVIEW_REASONS


class SmeServiceClockChange(models.Model):
    """What another class, priority, type, team or working time made of an open clock. Never edited."""

    _name = "sme.service.clock.change"
    _description = "Change of a Promise"
    _order = "date desc, id desc"
    _rec_name = "clock_id"

    clock_id = fields.Many2one(
        comodel_name="sme.service.clock", required=True, index=True, readonly=True, ondelete="cascade"
    )
    service_id = fields.Many2one(related="clock_id.service_id", string="Record")
    date = fields.Datetime(required=True, readonly=True)
    reason = fields.Selection(selection=REVIEW_REASONS, required=True, readonly=True)
    old_target_id = fields.Many2one(
        comodel_name="sme.service.target",
        string="Promise Before",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    new_target_id = fields.Many2one(
        comodel_name="sme.service.target",
        string="Promise After",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    old_hours = fields.Float(string="Hours Before", readonly=True, aggregator="avg")
    new_hours = fields.Float(string="Hours After", readonly=True, aggregator="avg")
    old_deadline = fields.Datetime(string="Deadline Before", readonly=True)
    new_deadline = fields.Datetime(string="Deadline After", readonly=True)
