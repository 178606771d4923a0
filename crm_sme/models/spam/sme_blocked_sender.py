from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize


class SmeBlockedSender(models.Model):
    """An address whose mails are held as spam and never acknowledged."""

    _name = "sme.blocked.sender"
    _description = "Blocked Sender"
    _rec_name = "email_from"
    _order = "id desc"

    email_from = fields.Char(string="Email", required=True, index=True, help="One address, without a name.")
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="cascade", default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Blocked By",
        readonly=True,
        ondelete="set null",
        default=lambda self: self.env.user,
    )
    blocked_on = fields.Datetime(readonly=True, default=fields.Datetime.now)

    _email_unique = models.Constraint("UNIQUE(email_from, company_id)", "This sender is blocked already.")

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            values["email_from"] = self._normalize(values.get("email_from"))
        return super().create(vals_list)

    def write(self, values):
        if "email_from" in values:
            values = {**values, "email_from": self._normalize(values["email_from"])}
        return super().write(values)

    @api.model
    def _normalize(self, address):
        normalized = email_normalize(address or "")
        if not normalized:
            raise ValidationError(self.env._("“%s” is no email address that could be blocked.", address or ""))
        return normalized

    @api.model
    def _is_blocked(self, address, companies):
        """Whether mails of an address are spam to any of the companies."""
        normalized = email_normalize(address or "")
        if not normalized:
            return False
        # sudo: the gateway asks on behalf of whoever wrote
        blocked_sudo = self.sudo()
        return bool(
            blocked_sudo.search_count(
                Domain("email_from", "=", normalized) & Domain("company_id", "in", companies.ids), limit=1
            )
        )
