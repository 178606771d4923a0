from odoo import api, fields, models


class SmeServiceLeadWizard(models.TransientModel):
    """Passes a chance to sell on to sales, as a new opportunity or to one that is known."""

    _name = "sme.service.lead.wizard"
    _description = "Chance to Sell"

    service_id = fields.Many2one(comodel_name="sme.service", required=True, readonly=True)
    commercial_partner_id = fields.Many2one(related="service_id.commercial_partner_id")
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Known Opportunity",
        domain="[('partner_id', 'child_of', commercial_partner_id), ('type', '=', 'opportunity')]",
        groups="sales_team.group_sale_salesman",
        help="Empty: a new one.",
    )
    name = fields.Char(
        string="Opportunity", compute="_compute_defaults", store=True, readonly=False, precompute=True, required=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        compute="_compute_defaults",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('share', '=', False)]",
    )
    note = fields.Text(string="What Was Said")

    @api.depends("service_id")
    def _compute_defaults(self):
        for wizard in self:
            wizard.name = wizard.service_id.name
            wizard.user_id = wizard.service_id._get_default_salesperson()

    def action_apply(self):
        self.ensure_one()
        sells = self.env["crm.lead"].has_access("write")
        if sells and self.lead_id:
            lead = self.lead_id
            self.service_id._link_lead(lead)
        else:
            lead = self.service_id._create_lead(self.name, self.user_id, self.note)
        if sells and lead.has_access("read"):
            return self.service_id._open_documents("crm.lead", lead, lead.display_name)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The chance was passed on to sales."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
