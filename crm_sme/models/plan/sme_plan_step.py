from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...const import CONDITION_TARGETS, OVERDUE_CHOICES, STEP_KINDS, STEP_PEOPLE, TRIGGER_DOCUMENTS

ACTIVITY_TYPES = {
    "call": "mail.mail_activity_data_call",
    "mail": "mail.mail_activity_data_email",
    "letter": "mail.mail_activity_data_todo",
    "meeting": "mail.mail_activity_data_meeting",
    "visit": "mail.mail_activity_data_meeting",
    "task": "mail.mail_activity_data_todo",
    "quotation_check": "mail.mail_activity_data_todo",
}


class SmePlanStep(models.Model):
    """One thing that a plan has somebody do, so many working days after the step before."""

    _name = "sme.plan.step"
    _description = "Step of a Plan"
    _inherit = ["sme.company.guard.mixin"]
    _order = "plan_id, sequence, id"
    _check_company_auto = True

    plan_id = fields.Many2one(comodel_name="sme.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="What to Do", required=True, translate=True)
    kind = fields.Selection(selection=STEP_KINDS, required=True, default="call")
    delay_days = fields.Integer(
        string="Working Days",
        default=1,
        help="The step comes on this working day after the one before was done, or after what started the plan.",
    )
    who = fields.Selection(selection=STEP_PEOPLE, required=True, default="account_manager")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Person",
        check_company=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    team_id = fields.Many2one(
        comodel_name="crm.team", check_company=True, domain="[('company_id', 'in', [company_id, False])]"
    )
    condition = fields.Char(
        default="[]", help="Checked again when the step is due; a step whose condition is not met is skipped."
    )
    condition_target = fields.Selection(
        selection=CONDITION_TARGETS, string="Condition About", required=True, default="customer"
    )
    condition_model = fields.Char(compute="_compute_condition_model")
    overdue = fields.Selection(selection=OVERDUE_CHOICES, string="When Overdue", required=True, default="wait")
    overdue_days = fields.Integer(
        string="Overdue After (Working Days)", default=3, help="So many working days after the step was due."
    )
    script = fields.Html(
        string="Call Script",
        translate=True,
        sanitize_style=True,
        strip_classes=True,
        help="What to say or to think of; shown with the step.",
    )
    template_id = fields.Many2one(comodel_name="mail.template", ondelete="restrict")
    sends_itself = fields.Boolean(help="The mail is sent without a person looking at it first.")
    activity_type_id = fields.Many2one(
        comodel_name="mail.activity.type",
        domain="[('res_model', 'in', [False, 'sme.enrolment']), ('chaining_type', '=', 'suggest')]",
        ondelete="restrict",
        help="Empty: the usual type for this kind of step.",
    )

    waiting_count = fields.Integer(compute="_compute_counts", string="Waiting", help="Customers whose next step it is.")
    due_count = fields.Integer(compute="_compute_counts", string="To Do")
    done_count = fields.Integer(compute="_compute_counts", string="Done")
    skipped_count = fields.Integer(compute="_compute_counts", string="Skipped")

    _delay_days_not_negative = models.Constraint("CHECK(delay_days >= 0)", "A step cannot come before the last one.")
    _overdue_days_not_negative = models.Constraint(
        "CHECK(overdue_days >= 0)", "The days after which a step is overdue cannot be negative."
    )
    # working days are counted one by one, and dates come to an end
    _days_not_endless = models.Constraint(
        "CHECK(delay_days <= 730 AND overdue_days <= 730)", "A step comes, and is overdue, within 730 working days."
    )

    @api.depends("condition_target", "plan_id.trigger")
    def _compute_condition_model(self):
        for step in self:
            step.condition_model = step._get_condition_model()

    def _compute_counts(self):
        steps = self.env["sme.enrolment.step"]
        domain = [("step_id", "in", self.ids)]
        states = {
            (step, state): count for step, state, count in steps._read_group(domain, ["step_id", "state"], ["__count"])
        }
        todos = dict(
            steps._read_group(
                [*domain, ("state", "=", "planned"), ("activity_id", "!=", False)], ["step_id"], ["__count"]
            )
        )
        for step in self:
            step.due_count = todos.get(step, 0)
            step.waiting_count = states.get((step, "planned"), 0) - step.due_count
            step.done_count = states.get((step, "done"), 0)
            step.skipped_count = states.get((step, "skipped"), 0)

    def _get_condition_model(self):
        if self.condition_target == "document":
            return TRIGGER_DOCUMENTS.get(self.plan_id.trigger, "sme.customer")
        return "sme.customer"

    @api.constrains("who", "user_id", "team_id")
    def _check_people(self):
        for step in self:
            if step.who == "fixed" and not step.user_id:
                raise ValidationError(self.env._("Say which person does the step “%s”.", step.name))
            if step.who == "fixed" and not step.user_id._filter_who_follow_up(step.company_id):
                raise ValidationError(
                    self.env._(
                        "%(person)s cannot open the follow-ups of %(company)s: choose an employee of that company who "
                        "has a right in Customer Relations, or give that right first.",
                        person=step.user_id.name,
                        company=step.company_id.name,
                    )
                )
            if step.who == "team" and not step.team_id:
                raise ValidationError(self.env._("Say whose turn the step “%s” is: a team.", step.name))

    @api.constrains("condition", "condition_target")
    def _check_condition(self):
        for step in self:
            step.plan_id._check_literal_domain(step.condition, step._get_condition_model())

    @api.constrains("activity_type_id")
    def _check_activity_type(self):
        for step in self:
            if step.activity_type_id.chaining_type == "trigger":
                raise ValidationError(
                    self.env._("“%s” plans activities of its own; the plan does that.", step.activity_type_id.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.plan_id._raise_version()
        return steps

    def write(self, values):
        plans = self.plan_id
        result = super().write(values)
        (plans | self.plan_id)._raise_version()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_raises_version(self):
        self.plan_id._raise_version()

    def _get_activity_type(self):
        """The type of the activity that a due step becomes."""
        if self.activity_type_id:
            return self.activity_type_id
        kind = self.env.ref(ACTIVITY_TYPES[self.kind], raise_if_not_found=False)
        return kind or self.env.ref("mail.mail_activity_data_todo")
