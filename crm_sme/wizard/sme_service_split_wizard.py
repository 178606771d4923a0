from odoo import api, fields, models
from odoo.exceptions import ValidationError


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
    body = fields.Html(string="Text", compute="_compute_body")
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

    @api.constrains("service_id", "message_id")
    def _check_message(self):
        for wizard in self:
            if not wizard._get_own_message():
                raise ValidationError(
                    self.env._("The message does not belong to %s (any more).", wizard.service_id.display_name)
                )

    def _get_own_message(self):
        """The chosen message; none if it is not of the record, or the reader may not see the record.

        The field takes the number of any message of the database, also in a dialog that is not saved.
        """
        self.ensure_one()
        service = self.service_id._origin
        # sudo: whether it belongs here is the question; the reader's own right is asked for, also while saving
        message_sudo = self.message_id._origin.sudo()
        is_of_record = (message_sudo.model, message_sudo.res_id) == ("sme.service", service.id)
        return message_sudo if is_of_record and service.sudo(False).has_access("read") else message_sudo.browse()

    @api.depends("message_id", "service_id")
    def _compute_body(self):
        for wizard in self:
            wizard.body = wizard._get_own_message().body

    @api.depends("service_id")
    def _compute_message_id(self):
        """What the customer wrote last, which is what people split off most; else the newest that is no note."""
        for wizard in self:
            service = wizard.service_id
            messages = service.message_ids.filtered(lambda message: message.message_type in ("email", "comment"))
            public = messages.filtered(lambda message: not message.is_internal and not message.subtype_id.internal)
            asked = public.filtered(lambda message, service=service: service._get_direction(message) == "in")
            wizard.message_id = (asked or public or messages).sorted("id")[-1:]

    @api.depends("message_id", "service_id")
    def _compute_name(self):
        for wizard in self:
            wizard.name = wizard._get_own_message().subject or wizard.service_id.name

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
