from odoo import models


class MailBlacklist(models.Model):
    _inherit = "mail.blacklist"

    def _note_opt_out(self):
        """What plans have queued for whoever opts out is not sent any more, also where the plan has come to its end."""
        result = super()._note_opt_out()
        # sudo: follow-ups and the queue are the engine's, whoever opts out
        partners_sudo = self.env["res.partner"].sudo().search(self._get_contact_domain())
        enrolments_sudo = self.env["sme.enrolment"].sudo()
        enrolments_sudo.search(
            ["|", ("partner_id", "in", partners_sudo.ids), ("commercial_partner_id", "in", partners_sudo.ids)]
        )._cancel_waiting_mails("opt_out")
        return result
