from odoo import api, fields, models

from ...const import ENROLMENT_STEP_STATES, OUTCOMES, SKIP_REASONS, STEP_KINDS


class SmeEnrolmentStep(models.Model):
    """One step of one follow-up: when it is planned, whose it is, and what came of it.

    At most one step of a follow-up is planned at a time. On its day it becomes an activity.
    """

    _name = "sme.enrolment.step"
    _description = "Step of a Follow-up"
    _order = "enrolment_id, id"

    enrolment_id = fields.Many2one(
        comodel_name="sme.enrolment", string="Follow-up", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="enrolment_id.company_id", store=True)
    plan_id = fields.Many2one(related="enrolment_id.plan_id", store=True, index=True)
    partner_id = fields.Many2one(related="enrolment_id.partner_id", store=True, index=True)
    commercial_partner_id = fields.Many2one(related="enrolment_id.commercial_partner_id")
    enrolment_state = fields.Selection(related="enrolment_id.state", string="State of the Follow-up")
    step_id = fields.Many2one(
        comodel_name="sme.plan.step",
        string="Step of the Plan",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    sequence = fields.Integer(readonly=True)
    name = fields.Char(
        string="Name When Planned", required=True, readonly=True, help="Shown once the step has left the plan."
    )
    title = fields.Char(compute="_compute_title", string="What to Do")
    kind = fields.Selection(selection=STEP_KINDS, required=True, readonly=True)
    attempt = fields.Integer(default=1, readonly=True, help="How often the step was planned for this customer.")
    state = fields.Selection(selection=ENROLMENT_STEP_STATES, required=True, readonly=True, default="planned")
    date_planned = fields.Date(string="Planned For", required=True, readonly=True)
    waits_since = fields.Date(
        readonly=True,
        help="The day on which it was due first; since then it has waited for a free hour, or for the customer.",
    )
    due_on = fields.Date(readonly=True, help="The day on which it became a to-do.")
    activity_id = fields.Many2one(
        comodel_name="mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Who", readonly=True, index="btree_not_null", ondelete="set null"
    )
    is_handed_over = fields.Boolean(readonly=True, help="Somebody chose the person; the plan does not choose again.")
    outcome = fields.Selection(selection=OUTCOMES, readonly=True)
    note = fields.Text(readonly=True)
    skip_reason = fields.Selection(selection=SKIP_REASONS, readonly=True)
    date_done = fields.Datetime(string="Done or Skipped On", readonly=True)
    done_by_id = fields.Many2one(
        comodel_name="res.users", string="Done or Skipped By", readonly=True, ondelete="set null"
    )
    escalated_on = fields.Datetime(readonly=True)
    result = fields.Char(compute="_compute_result", string="What Came of It")
    fail_count = fields.Integer(readonly=True)
    last_error = fields.Char(readonly=True)

    _planned_unique = models.UniqueIndex(
        "(enrolment_id) WHERE state = 'planned'", "One step of a follow-up is planned at a time."
    )
    _due_idx = models.Index("(date_planned) WHERE state = 'planned' AND activity_id IS NULL")
    _open_idx = models.Index("(due_on) WHERE state = 'planned' AND activity_id IS NOT NULL")

    @api.depends("name", "step_id.name")
    @api.depends_context("lang")
    def _compute_title(self):
        """What the step is called, in the reader's language; what left the plan as it was called then."""
        # sudo: what a step is called is read by all who see it
        for step, step_sudo in zip(self, self.sudo(), strict=True):
            step.title = step_sudo.step_id.name or step.name

    @api.depends("title")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for step in self:
            step.display_name = step.title

    @api.depends("state", "outcome", "skip_reason", "done_by_id")
    @api.depends_context("lang")
    def _compute_result(self):
        reasons = dict(self._fields["skip_reason"]._description_selection(self.env))
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        # sudo: who did it is no secret of the user's
        for step, step_sudo in zip(self, self.sudo(), strict=True):
            if step.state == "done":
                step.result = outcomes.get(step.outcome, self.env._("Done, outcome not given"))
            elif step.skip_reason == "removed" and step.done_by_id:
                step.result = self.env._("Removed by %s", step_sudo.done_by_id.name)
            else:
                step.result = reasons.get(step.skip_reason, False)

    def _skip(self, reason_code, now):
        """Steps that will not be done, for this reason; their to-dos disappear."""
        planned_sudo, activities_sudo = self._part_from_activities()
        planned_sudo.write({"state": "skipped", "skip_reason": reason_code, "date_done": now})
        activities_sudo._discard()

    def _withdraw(self):
        """Steps that are to be done, but not now: their to-dos disappear."""
        due_sudo, activities_sudo = self.filtered("due_on")._part_from_activities()
        due_sudo.write({"due_on": False})
        activities_sudo._discard()

    def _part_from_activities(self):
        """Of the steps those still planned, and the activities they had; whoever deletes these removes no step."""
        # sudo: steps and their to-dos are written by the engine, whoever has them at the moment
        planned_sudo = self.sudo().filtered(lambda step: step.state == "planned")
        # by their ids: what is read of the first one is read of all at once, though the steps let go of them
        activities_sudo = planned_sudo.env["mail.activity"].browse(planned_sudo.activity_id.ids)
        planned_sudo.filtered("activity_id").write({"activity_id": False})
        return planned_sudo, activities_sudo
