from odoo import api, fields, models


class SmeEnrolWizard(models.TransientModel):
    """Has customers of a list followed up by a plan."""

    _name = "sme.enrol.wizard"
    _description = "Follow Customers Up"

    plan_id = fields.Many2one(
        comodel_name="sme.plan", required=True, domain="[('company_id', 'in', allowed_company_ids)]", ondelete="cascade"
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Customers",
        required=True,
        default=lambda self: self._get_default_partners(),
    )
    partner_count = fields.Integer(compute="_compute_counts", string="Number of Customers")
    running_count = fields.Integer(
        compute="_compute_counts",
        string="Followed Up Already",
        help="As far as you may see. They are not enrolled a second time.",
    )

    @api.model
    def _get_default_partners(self):
        """The contacts, or the customers of the scorecards, that are selected in the list."""
        model = self.env.context.get("active_model")
        if model not in ("res.partner", "sme.customer"):
            return self.env["res.partner"]
        records = self.env[model].browse(self.env.context.get("active_ids", ()))
        return records if model == "res.partner" else records.exists().partner_id

    @api.depends("partner_ids", "plan_id")
    def _compute_counts(self):
        enrolments = self.env["sme.enrolment"]
        may_read = enrolments.has_access("read")
        for wizard in self:
            keys = [wizard.plan_id._get_running_key(customer) for customer in wizard.partner_ids.commercial_partner_id]
            wizard.partner_count = len(keys)
            # who follows up which customer of a colleague is told to nobody, not even as a number
            wizard.running_count = enrolments.search_count([("running_key", "in", keys)]) if may_read and keys else 0

    def action_enrol(self):
        self.ensure_one()
        enrolments = self.plan_id.action_enrol(self.partner_ids.ids)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_enrolment_action")
        action["domain"] = [("id", "in", enrolments.ids)]
        action["context"] = {}
        return action
