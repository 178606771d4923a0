from odoo import api, fields, models
from odoo.fields import Domain


class SmeServiceCause(models.Model):
    _inherit = "sme.service.cause"

    repeat_days = fields.Integer(
        string="Repeated Within (Days)", help="Counts instead of the company's number of days. 0: as the company."
    )
    service_count = fields.Integer(string="Records", compute="_compute_service_count")
    repeat_count = fields.Integer(string="Repeat Faults", compute="_compute_service_count")

    _repeat_days_positive = models.Constraint(
        "CHECK (repeat_days >= 0)", "The days of a repeat fault cannot be negative."
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_service_count(self):
        services = self.env["sme.service"]
        domain = services._get_queue_domain() & Domain("cause_id", "in", self.ids)
        counts = dict(services._read_group(domain, ["cause_id"], ["__count"]))
        repeated = Domain("is_repeat_fault", "=", True)
        repeats = dict(services._read_group(domain & repeated, ["cause_id"], ["__count"]))
        for cause in self:
            cause.service_count = counts.get(cause, 0)
            cause.repeat_count = repeats.get(cause, 0)

    def action_open_services(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_service_action_of_cause")
        action.update(
            name=self.display_name,
            domain=[("cause_id", "=", self.id), ("held_reason", "=", False)],
            context={"default_cause_id": self.id, "default_product_id": self.product_id.id},
        )
        return action
