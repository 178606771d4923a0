from odoo import api, models


class SmeOptOutMixin(models.AbstractModel):
    """A list of addresses or numbers that want to hear nothing more: whoever is put on it is known to the ledger."""

    _name = "sme.opt.out.mixin"
    _description = "List of Opt-Outs"

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries.filtered("active")._note_opt_out()
        return entries

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active"):
            self._note_opt_out()
        return result

    def _get_contact_domain(self):
        """The contacts behind the entries."""
        raise NotImplementedError

    def _get_channel(self):
        """The channel of the ledger on which they want to hear nothing more."""
        raise NotImplementedError

    def _note_opt_out(self):
        # sudo: the contacts behind an entry, whoever put it on the list
        partners_sudo = self.env["res.partner"].sudo().search(self._get_contact_domain())
        self.env["sme.contact"]._note_opt_outs(partners_sudo, self, self._get_channel())
