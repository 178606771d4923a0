from odoo import fields, models


class SmeAssignmentWizardLine(models.TransientModel):
    """One customer, who is proposed for it, and why."""

    _name = "sme.assignment.wizard.line"
    _description = "Proposed Account Manager"
    _order = "id"

    wizard_id = fields.Many2one(comodel_name="sme.assignment.wizard", required=True, ondelete="cascade", index=True)
    chosen = fields.Boolean(string="Assign", default=True)
    customer_id = fields.Many2one(comodel_name="sme.customer", required=True, readonly=True, ondelete="cascade")
    # with the reader's rights: the line takes the number of any scorecard
    class_id = fields.Many2one(related="customer_id.class_id", related_sudo=False)
    currency_id = fields.Many2one(related="customer_id.currency_id", related_sudo=False)
    value = fields.Monetary(related="customer_id.value", related_sudo=False)
    user_id = fields.Many2one(comodel_name="res.users", string="Account Manager", domain=[("share", "=", False)])
    reason = fields.Char(string="Because", readonly=True)
