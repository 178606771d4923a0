from odoo import api, fields, models

from ..const import PRIORITIES


class SmeServiceBulkWizard(models.TransientModel):
    """Gives many records to somebody, sorts them anew, or ends them, in one go. What is left empty stays as it is."""

    _name = "sme.service.bulk.wizard"
    _description = "Assign or Close Service Records"

    service_ids = fields.Many2many(comodel_name="sme.service", string="Records", required=True)
    service_count = fields.Integer(compute="_compute_service_count", string="Number of Records")
    assign = fields.Selection(
        selection=[("person", "To One Person"), ("rule", "By the Rule of the Team"), ("nobody", "To Nobody")],
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Person", domain="[('share', '=', False), ('company_ids', 'in', company_ids)]"
    )
    company_ids = fields.Many2many(comodel_name="res.company", compute="_compute_service_count")
    type_id = fields.Many2one(comodel_name="sme.service.type")
    priority = fields.Selection(selection=PRIORITIES)
    cause_id = fields.Many2one(comodel_name="sme.service.cause", string="Root Cause")
    resolution = fields.Html(
        sanitize_style=True, strip_classes=True, help="Written to the records that have no resolution yet."
    )
    finish = fields.Selection(
        selection=[("solve", "Solve"), ("close", "Close"), ("cancel", "Cancel"), ("reopen", "Reopen")], string="Move"
    )
    incomplete = fields.Text(
        compute="_compute_incomplete", string="Not Complete", help="What the types of these records demand is missing."
    )

    @api.depends("service_ids")
    def _compute_service_count(self):
        for wizard in self:
            wizard.service_count = len(wizard.service_ids)
            wizard.company_ids = wizard.service_ids.company_id

    @api.depends("service_ids", "finish", "cause_id", "resolution", "type_id")
    def _compute_incomplete(self):
        for wizard in self:
            wizard.incomplete = False
            if wizard.finish in ("solve", "close") and not (wizard.cause_id or wizard.resolution or wizard.type_id):
                missing = wizard.service_ids.filtered("missing_fields")
                wizard.incomplete = "\n".join(
                    self.env._("%(record)s: %(fields)s", record=service.display_name, fields=service.missing_fields)
                    for service in missing
                )

    def action_apply(self):
        self.ensure_one()
        services = self.service_ids
        services.check_access("write")
        values = {name: self[name].id for name in ("type_id", "cause_id") if self[name]}
        if self.priority:
            values["priority"] = self.priority
        if self.assign in ("person", "nobody"):
            values["user_id"] = self.user_id.id if self.assign == "person" else False
        if values:
            services.write(values)
        if self.resolution:
            services.filtered(lambda service: service._is_undecided("resolution")).write(
                {"resolution": self.resolution}
            )
        if self.assign == "rule":
            services.action_assign()
        if self.finish:
            getattr(services, f"action_{self.finish}")()
        return {"type": "ir.actions.act_window_close"}
