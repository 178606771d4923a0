from odoo import api, fields, models

from ..const import DONE_STATES

LONGEST_SUBJECT = 80


class SmeCallWizard(models.TransientModel):
    """Logs a call with a contact: on a service record, an open or a new one, or as a note on the contact only."""

    _name = "sme.call.wizard"
    _description = "Log a Call"

    partner_id = fields.Many2one(comodel_name="res.partner", string="Contact", required=True, readonly=True)
    commercial_partner_id = fields.Many2one(related="partner_id.commercial_partner_id")
    reached = fields.Selection(
        selection=[("reached", "Reached"), ("not_reached", "Not Reached")],
        string="Result",
        required=True,
        default="reached",
        help="Only a call that reached somebody counts as an answer.",
    )
    note = fields.Text()
    service_id = fields.Many2one(
        comodel_name="sme.service",
        string="Record",
        help="Empty: a new record is made.",
        domain=f"[('commercial_partner_id', '=', commercial_partner_id), ('state', 'not in', {DONE_STATES!r})]",
    )
    name = fields.Char(string="Subject")
    type_id = fields.Many2one(
        comodel_name="sme.service.type",
        default=lambda self: self.env["sme.service.type"].search([], limit=1),
    )

    def action_log_note(self):
        """Keep the call as a note on the contact, or on the chosen record."""
        self.ensure_one()
        self.partner_id.check_access("read")
        self.partner_id._check_answers_customers()
        if self.service_id:
            self.service_id._log_call(self.note, self.reached == "reached")
        else:
            self.partner_id._log_call(self.note, self.reached == "reached")
        return {"type": "ir.actions.act_window_close"}

    def action_log_record(self):
        """Keep the call on the chosen record, or on a new one, and open it."""
        self.ensure_one()
        self.partner_id.check_access("read")
        self.partner_id._check_answers_customers()
        service = self.service_id or self.env["sme.service"].create(self._prepare_service_values())
        service._log_call(self.note, self.reached == "reached")
        if not self.service_id and service.state == "waiting":
            service._move_to("working")  # what the customer called about is still to be done
        return {
            "type": "ir.actions.act_window",
            "res_model": "sme.service",
            "res_id": service.id,
            "views": [(False, "form")],
        }

    def _prepare_service_values(self):
        """The record that a call makes; whoever took the call handles it."""
        return {
            "name": self.name or self._get_first_line() or self.env._("Call of %s", self.partner_id.display_name),
            "partner_id": self.partner_id.id,
            "type_id": self.type_id.id,
            "channel": "phone",
            "user_id": self.env.uid,
        }

    @api.model
    def _get_first_line(self):
        lines = (self.note or "").strip().splitlines()
        return lines[0][:LONGEST_SUBJECT] if lines else ""
