from odoo import fields, models


class SmeCustomerOverrideWizard(models.TransientModel):
    """Sets the class of one or several customers by hand."""

    _name = "sme.customer.override.wizard"
    _description = "Set Customer Class by Hand"

    customer_ids = fields.Many2many(comodel_name="sme.customer", string="Customers", required=True)
    class_id = fields.Many2one(comodel_name="sme.customer.class", required=True)
    reason = fields.Char(required=True)
    date_end = fields.Date(string="Last Day", help="Empty: until somebody ends it.")

    def action_apply(self):
        self.ensure_one()
        self.customer_ids.check_access("read")
        self.env["sme.customer.override"].create(
            [
                {
                    "company_id": customer.company_id.id,
                    "partner_id": customer.partner_id.id,
                    "class_id": self.class_id.id,
                    "reason": self.reason,
                    "date_end": self.date_end,
                }
                for customer in self.customer_ids
            ]
        )
        return {"type": "ir.actions.act_window_close"}
