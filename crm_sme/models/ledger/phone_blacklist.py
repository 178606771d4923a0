from odoo import api, models


class PhoneBlacklist(models.Model):
    _inherit = "phone.blacklist"

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
        """Whoever wants no more calls is known to everything that would ask for some."""
        # sudo: the contacts behind a number, whoever put it on the list
        partners_sudo = self.env["res.partner"].sudo().search([("phone_sanitized", "in", self.mapped("number"))])
        self.env["sme.contact"]._note_opt_outs(partners_sudo, self, "phone")
