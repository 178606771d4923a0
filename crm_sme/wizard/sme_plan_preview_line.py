from odoo import api, fields, models

from ..const import STOP_REASONS


class SmePlanPreviewLine(models.TransientModel):
    """One thing that a plan would have done: a follow-up begun, a step on a day, the end of one."""

    _name = "sme.plan.preview.line"
    _description = "What a Plan Would Have Done, in Detail"
    _rec_name = "partner_id"
    _order = "date, id"

    preview_id = fields.Many2one(
        comodel_name="sme.plan.preview", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="preview_id.currency_id")
    kind = fields.Selection(
        selection=[
            ("enrolment", "Follow-up Begins"),
            ("step", "Step"),
            ("dropped", "Step Not Done"),
            ("end", "Follow-up Ends"),
        ],
        string="What Happens",
        required=True,
        readonly=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Contact", required=True, readonly=True, ondelete="cascade"
    )
    customer_id = fields.Many2one(comodel_name="res.partner", required=True, readonly=True, ondelete="cascade")
    user_id = fields.Many2one(comodel_name="res.users", string="Person", readonly=True, ondelete="cascade")
    date = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(string="At Stake", readonly=True)
    step_id = fields.Many2one(comodel_name="sme.plan.step", readonly=True, ondelete="cascade")
    step_kind = fields.Selection(string="Kind of Step", related="step_id.kind", store=True, readonly=True)
    reason = fields.Selection(selection=STOP_REASONS, string="Ended By", readonly=True)
    reasons = fields.Json(readonly=True)
    start_reason = fields.Text(string="Why It Starts", compute="_compute_start_reason")
    documents = fields.Json(readonly=True)
    since = fields.Datetime(string="Known From", readonly=True)
    ended = fields.Datetime(string="Ends On", readonly=True)

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_start_reason(self):
        enrolments = self.env["sme.enrolment"]
        for line in self:
            line.start_reason = "\n".join(
                enrolments._get_reason_sentence(code, *values) for code, *values in line.reasons or []
            )

    def action_open_partner(self):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }
