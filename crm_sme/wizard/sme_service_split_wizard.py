from odoo import api, fields, models


class SmeServiceSplitWizard(models.TransientModel):
    """Makes a message about another thing the beginning of a record of its own."""

    _name = "sme.service.split.wizard"
    _description = "Split a Message Off"

    service_id = fields.Many2one(comodel_name="sme.service", required=True, readonly=True)
    message_id = fields.Many2one(
        comodel_name="mail.message",
        required=True,
        domain="[('model', '=', 'sme.service'), ('res_id', '=', service_id), "
        "('message_type', 'in', ('email', 'comment'))]",
        compute="_compute_message_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    # with the rights of the reader: the field takes the number of any message
    body = fields.Html(related="message_id.body", related_sudo=False, string="Text")
    name = fields.Char(
        string="Subject",
        required=True,
        compute="_compute_name",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    type_id = fields.Many2one(
        comodel_name="sme.service.type",
        required=True,
        compute="_compute_type_id",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("service_id")
    def _compute_message_id(self):
        """The newest message, which is what people split off most."""
        for wizard in self:
            messages = wizard.service_id.message_ids.filtered(
                lambda message: message.message_type in ("email", "comment")
            )
            wizard.message_id = messages.sorted("id")[-1:]

    @api.depends("message_id")
    def _compute_name(self):
        for wizard in self:
            wizard.name = wizard.message_id.subject or wizard.service_id.name

    @api.depends("service_id")
    def _compute_type_id(self):
        for wizard in self:
            wizard.type_id = wizard.service_id.type_id

    def action_apply(self):
        self.ensure_one()
        record = self.service_id._split(self.message_id, {"name": self.name, "type_id": self.type_id.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": "sme.service",
            "res_id": record.id,
            "views": [(False, "form")],
        }
