from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

MOST_LINES = 200


class SmeAssignmentWizard(models.TransientModel):
    """Proposes an account manager for each customer that should have one and has none, with the reason and what it
    means for everybody's week. Nothing is written until a manager applies it.
    """

    _name = "sme.assignment.wizard"
    _description = "Assign Account Managers"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    class_ids = fields.Many2many(
        comodel_name="sme.customer.class",
        string="Classes",
        domain=[("account_model", "=", "named")],
        default=lambda self: self.env["sme.customer.class"].search([("account_model", "=", "named")]),
    )
    user_ids = fields.Many2many(
        comodel_name="res.users",
        string="Among",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        default=lambda self: self.env["sme.assignment"]._get_candidates(self.env.company),
    )
    line_ids = fields.One2many(comodel_name="sme.assignment.wizard.line", inverse_name="wizard_id", string="Proposals")
    load_ids = fields.One2many(comodel_name="sme.assignment.wizard.load", inverse_name="wizard_id")
    left_count = fields.Integer(readonly=True)
    chosen_count = fields.Integer(compute="_compute_chosen_count")
    summary = fields.Char(compute="_compute_chosen_count")

    @api.depends("line_ids.chosen", "line_ids.user_id", "left_count")
    def _compute_chosen_count(self):
        for wizard in self:
            chosen = wizard.line_ids.filtered(lambda line: line.chosen and line.user_id)
            wizard.chosen_count = len(chosen)
            wizard.summary = (
                self.env._(
                    "%(count)s customers get an account manager. %(left)s more have none, and are worth less.",
                    count=len(chosen),
                    left=wizard.left_count,
                )
                if wizard.left_count
                else self.env._("%s customers get an account manager.", len(chosen))
            )

    @api.model
    def action_open(self):
        """Open the dialog with the proposals for the current company; managers only."""
        self.check_access("create")
        wizard = self.create({})
        wizard._propose()
        return wizard._get_action()

    def action_propose(self):
        """Propose anew, for the classes and people chosen."""
        self.ensure_one()
        self.check_access("write")
        self._propose()
        return self._get_action()

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Assign Account Managers"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _check_people(self, users):
        """Only employees of the company are proposed and chosen, and only for a company that is switched on."""
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("You do not work for %s now.", self.company_id.display_name))
        # sudo: in which companies people work is for the check only
        for user_sudo in users.sudo():
            if user_sudo.share or not user_sudo.active or self.company_id not in user_sudo.company_ids:
                raise UserError(
                    self.env._(
                        "%(person)s does not work for %(company)s.",
                        person=user_sudo.name,
                        company=self.company_id.name,
                    )
                )

    def _propose(self):
        self._check_people(self.user_ids)
        assignment = self.env["sme.assignment"]
        domain = assignment._get_domain(self.company_id, self.class_ids)
        customers = self.env["sme.customer"].search(domain, order="value_rank, id", limit=MOST_LINES)
        proposals = assignment._propose(self.company_id, self.user_ids, customers, fields.Datetime.now())
        hours = self.user_ids._get_sme_contact_hours(self.company_id)
        loads = assignment._get_loads(self.company_id, self.user_ids, customers)
        self.write(
            {
                "left_count": self.env["sme.customer"].search_count(domain) - len(customers),
                "line_ids": [
                    Command.clear(),
                    *(
                        Command.create({"customer_id": customer.id, "user_id": user.id, "reason": reason})
                        for customer, user, reason in proposals
                    ),
                ],
                "load_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "user_id": user.id,
                                "customers_before": count,
                                "contacts_before": contacts,
                                "hours_before": taken,
                                "hours_available": hours[user],
                            }
                        )
                        for user, (count, contacts, taken) in loads.items()
                    ),
                ],
            }
        )

    def action_apply(self):
        """Make the people chosen account managers; managers only."""
        self.ensure_one()
        self.check_access("write")
        chosen = self.line_ids.filtered(
            lambda line: line.chosen and line.user_id and line.customer_id.class_id.account_model == "named"
        )
        if not chosen:
            raise UserError(self.env._("Choose at least one customer and who is to look after it."))
        self._check_people(chosen.user_id)
        self.env["sme.assignment"]._assign(
            {user: lines.customer_id.partner_id for user, lines in chosen.grouped("user_id").items()}
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s customers have an account manager now.", len(chosen)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
