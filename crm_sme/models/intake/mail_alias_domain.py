from odoo import api, models

from ...mail_outcome import get_outcome


class MailAliasDomain(models.Model):
    _inherit = "mail.alias.domain"

    @api.model
    def _find_aliases(self, email_list):
        """Odoo asks at every step of one mail whether its sender is an address of ours: once is enough."""
        email_list = list(email_list)
        answers = get_outcome(self.env.context).answers
        key = ("aliases", self.env.su, *email_list)
        if key not in answers:
            answers[key] = super()._find_aliases(email_list)
        return list(answers[key])
