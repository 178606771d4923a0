from odoo import api, models


class SmeContact(models.Model):
    _inherit = "sme.contact"

    @api.model
    def _insert(self, events=(), messages=None, pending=True):
        """A contact makes its customer green again."""
        rows = super()._insert(events, messages, pending)
        if rows:
            self.env["sme.rhythm"]._forget()
        return rows
