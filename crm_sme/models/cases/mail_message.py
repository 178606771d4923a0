from odoo import api, models
from odoo.tools import format_date


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.depends("date", "author_id", "email_from", "body")
    @api.depends_context("sme_message_excerpt", "uid", "lang", "tz")
    def _compute_display_name(self):
        """Where a message is chosen, day, author and first words: most messages have no subject."""
        if not self.env.context.get("sme_message_excerpt"):
            return super()._compute_display_name()
        # sudo: names are read as superuser, and the context is the browser's; here only what the user may read is told
        readable = self.sudo(False)._filtered_access("read")
        hidden = self - readable.sudo(self.env.su)
        super(MailMessage, hidden)._compute_display_name()
        for message in self - hidden:
            # sudo: whoever reads a message sees its author's name beside it
            author_sudo = message.sudo().author_id
            author = author_sudo.name or message.email_from
            day = format_date(self.env, message.date) if message.date else ""
            parts = (day, author, message.preview or message.subject)
            message.display_name = " · ".join(part for part in parts if part)
        return None
