from odoo import api, models


class MailBlacklist(models.Model):
    _inherit = "mail.blacklist"

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries.filtered("active")._note_opt_out()
        return entries

    def write(self, values):
        result = super().write(values)
        if values.get("active"):
            self._note_opt_out()
        return result

    def _note_opt_out(self):
        """Whoever wants no more mail is known to everything that would send some."""
        # sudo: the contacts behind an address, whoever put it on the list
        partners_sudo = self.env["res.partner"].sudo().search([("email_normalized", "in", self.mapped("email"))])
        self.env["sme.contact"]._note_opt_outs(partners_sudo, self, "email")
