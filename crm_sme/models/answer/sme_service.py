from odoo import models


class SmeService(models.Model):
    _inherit = "sme.service"

    def _log_call(self, note, reached):
        """Note a call on the record; one that reached the customer counts as an answer. Returns the message."""
        self.ensure_one()
        self.check_access("write")
        # sudo: the flag of the message is written by this method only
        message_sudo = self.env["res.partner"]._post_call_note(self.sudo(), note, reached)
        message = message_sudo.with_env(self.env)
        if reached:
            self._handle_agent_reply(message)
        return message
