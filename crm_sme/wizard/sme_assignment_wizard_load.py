from odoo import api, fields, models


class SmeAssignmentWizardLoad(models.TransientModel):
    """What the contacts of their customers ask of somebody's week, before and after the proposals."""

    _name = "sme.assignment.wizard.load"
    _description = "Load of an Account Manager"
    _order = "id"

    wizard_id = fields.Many2one(comodel_name="sme.assignment.wizard", required=True, ondelete="cascade", index=True)
    user_id = fields.Many2one(comodel_name="res.users", string="Person", required=True, readonly=True)
    customers_before = fields.Integer(readonly=True)
    contacts_before = fields.Float(readonly=True)
    hours_before = fields.Float(readonly=True)
    hours_available = fields.Float(readonly=True, digits=(16, 1), help="Hours a week for contacts with customers.")
    customers_after = fields.Integer(string="Customers", compute="_compute_after")
    customers_added = fields.Integer(string="New Customers", compute="_compute_after")
    contacts_after = fields.Float(string="Contacts a Week", compute="_compute_after", digits=(16, 1))
    hours_after = fields.Float(string="Hours Asked", compute="_compute_after", digits=(16, 1))
    is_overloaded = fields.Boolean(compute="_compute_after")

    @api.depends("wizard_id.line_ids.chosen", "wizard_id.line_ids.user_id", "customers_before")
    def _compute_after(self):
        for load in self:
            lines = load.wizard_id.line_ids.filtered(
                lambda line, load=load: line.chosen and line.user_id == load.user_id
            )
            load.customers_added = len(lines)
            load.customers_after = load.customers_before + len(lines)
            load.contacts_after = load.contacts_before + sum(line.class_id._contacts_per_week(1) for line in lines)
            load.hours_after = load.hours_before + sum(line.class_id._get_contact_hours(1) for line in lines)
            load.is_overloaded = load.hours_after > load.hours_available
