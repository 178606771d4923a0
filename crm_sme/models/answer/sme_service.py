from odoo import models


class SmeService(models.Model):
    _inherit = "sme.service"

    def _log_call(self, note, reached):
        """Note a call on the record; one that reached the customer counts as an answer. Returns the message."""
        self.ensure_one()
        self.check_access("write")
        message = self.env["res.partner"]._post_call_note(self, note, reached)
        if reached:
            self._handle_agent_reply(message)
        return message
