from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class SmeHandoverWizard(models.TransientModel):
    """Gives what somebody who leaves, or is away for long, still has to do to somebody else."""

    _name = "sme.handover.wizard"
    _description = "Hand Over Work"

    company_id = fields.Many2one(comodel_name="res.company", required=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Hand Over From",
        required=True,
        domain="[('share', '=', False)]",
        context={"active_test": False},
    )
    new_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Hand Over To",
        domain="[('share', '=', False), ('company_ids', 'in', company_id), ('id', '!=', user_id)]",
    )
    with_steps = fields.Boolean(string="Steps of Follow-ups", default=True)
    with_todos = fields.Boolean(string="Other To-dos", default=True)
    with_records = fields.Boolean(string="Open Service Records", default=True)
    with_customers = fields.Boolean(
        string="Customers", help="The new person becomes the account manager of the customers, for all companies."
    )
    step_count = fields.Integer(string="Steps", compute="_compute_counts")
    todo_count = fields.Integer(string="To-dos", compute="_compute_counts")
    record_count = fields.Integer(string="Records", compute="_compute_counts")
    customer_count = fields.Integer(string="Number of Customers", compute="_compute_counts")
    plan_names = fields.Char(string="Plans That Name the Person", compute="_compute_counts")

    @api.depends("user_id", "company_id")
    def _compute_counts(self):
        for wizard in self:
            wizard.step_count = wizard._count_of("sme.enrolment.step", wizard._get_steps_domain())
            wizard.todo_count = wizard._count_of("mail.activity", wizard._get_todos_domain())
            wizard.record_count = wizard._count_of("sme.service", wizard._get_records_domain())
            wizard.customer_count = wizard._count_of("res.partner", wizard._get_customers_domain())
            # sudo: which plans would give new steps to the person
            plan_steps_sudo = self.env["sme.plan.step"].sudo()
            named_sudo = plan_steps_sudo.search(
                [("user_id", "=", wizard.user_id.id or False), ("plan_id.company_id", "=", wizard.company_id.id)]
            )
            known = wizard.user_id and wizard.company_id in self.env.companies
            wizard.plan_names = ", ".join(named_sudo.plan_id.mapped("name")) if known else False

    def _count_of(self, model, domain):
        if not self.user_id or self.company_id not in self.env.companies:
            return 0
        return self._in_company(model).search_count(domain)

    def _in_company(self, model):
        """Records that the manager may open for this company: to-dos say nothing of theirs, their documents do."""
        return self.env[model].with_context(allowed_company_ids=self.company_id.ids)

    def _get_steps_domain(self):
        return (
            Domain("user_id", "=", self.user_id.id)
            & Domain("state", "=", "planned")
            & Domain("company_id", "=", self.company_id.id)
        )

    def _get_todos_domain(self):
        return Domain("user_id", "=", self.user_id.id) & Domain("res_model", "!=", "sme.enrolment")

    def _get_records_domain(self):
        return (
            Domain("user_id", "=", self.user_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & self.env["sme.service"]._get_open_domain()
        )

    def _get_customers_domain(self):
        of_person = Domain("user_id", "=", self.user_id.id) & Domain("parent_id", "=", False)
        return of_person & Domain("company_id", "in", [False, self.company_id.id])

    def action_apply(self):
        """Hand over what was chosen, and say what it was."""
        self.ensure_one()
        if not self.env.user.has_group("crm_sme.group_sme_manager"):
            raise AccessError(self.env._("Only managers hand work over."))
        self._check_new_user()
        done = []
        if self.with_steps:
            steps = self._in_company("sme.enrolment.step").search(self._get_steps_domain())
            steps._hand_over(self.new_user_id)
            done.append(self.env._("%s steps", len(steps)))
        if self.with_todos:
            done.append(self.env._("%s to-dos", self._hand_over_todos()))
        if self.with_records:
            records = self._in_company("sme.service").search(self._get_records_domain())
            records.write({"user_id": self.new_user_id.id})
            done.append(self.env._("%s records", len(records)))
        if self.with_customers:
            customers = self._in_company("res.partner").search(self._get_customers_domain())
            customers.write({"user_id": self.new_user_id.id})
            done.append(self.env._("%s customers", len(customers)))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Handed over to %(person)s: %(what)s.", person=self.new_user_id.name, what=", ".join(done)
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_new_user(self):
        # sudo: in which companies somebody works
        new_user_sudo = self.new_user_id.sudo()
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("You do not work for %s now.", self.company_id.display_name))
        if not new_user_sudo or new_user_sudo == self.user_id:
            raise UserError(self.env._("Please choose to whom the work goes."))
        if not new_user_sudo.active or new_user_sudo.share or self.company_id not in new_user_sudo.company_ids:
            raise UserError(
                self.env._(
                    "%(person)s does not work for %(company)s.",
                    person=new_user_sudo.name,
                    company=self.company_id.name,
                )
            )

    def _hand_over_todos(self):
        """To-dos on documents that the manager may open; the number of them."""
        todos = self._in_company("mail.activity").search(self._get_todos_domain())
        todos.with_context(mail_activity_quick_update=True).write({"user_id": self.new_user_id.id})
        return len(todos)
