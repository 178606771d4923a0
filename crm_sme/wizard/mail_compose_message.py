from odoo import models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _compute_subject(self):
        """Answers to one service record carry its number, also where the subject is that of the customer's mail."""
        result = super()._compute_subject()
        for composer in self.filtered(lambda composer: composer.model == "sme.service"):
            ids = composer._evaluate_res_ids()
            if composer.composition_mode == "comment" and not composer.composition_batch and len(ids) == 1:
                composer.subject = self.env["sme.service"].browse(ids)._with_number(composer.subject)
        return result
