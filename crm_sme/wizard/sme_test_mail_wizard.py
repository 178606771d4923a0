from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..const import DOCUMENT_FIELDS


class SmeTestMailWizard(models.TransientModel):
    """Sends the mail of a step to oneself, as it would be for a customer."""

    _name = "sme.test.mail.wizard"
    _description = "Test of a Mail"

    step_id = fields.Many2one(comodel_name="sme.plan.step", required=True, readonly=True)
    partner_id = fields.Many2one(comodel_name="res.partner", string="As Customer", required=True)
    email = fields.Char(string="Send To", required=True, default=lambda self: self.env.user.email)
    subject = fields.Char(compute="_compute_mail")
    body = fields.Html(string="Text", compute="_compute_mail", sanitize_style=True, strip_classes=True)
    is_incomplete = fields.Boolean(compute="_compute_mail", string="A Placeholder Is Empty")

    @api.depends("step_id", "partner_id")
    def _compute_mail(self):
        for wizard in self:
            subject, text, language = wizard._render()
            wizard.subject, wizard.body = subject, text
            wizard.is_incomplete = bool(text) and wizard.step_id.template_id._is_incomplete(subject, text, language)

    def _render(self):
        """(subject, text, language) for the customer; empty where there is nothing that the template is about."""
        template = self.step_id.template_id
        language = self.partner_id._get_mail_language(self.env.company)
        document = self._get_document() if template and self.partner_id else None
        if not document:
            return False, False, language
        return *template._render_marked(document, language)[document.id], language

    def _get_document(self):
        """The customer, or the newest document of the customer that the person who tests may read."""
        model = self.step_id.template_id.model
        if model == "res.partner":
            return self.partner_id
        if model not in DOCUMENT_FIELDS:
            return None
        domain = [("partner_id", "child_of", self.partner_id.commercial_partner_id.id)]
        return self.env[model].search(domain, order="id desc", limit=1)

    def action_send(self):
        self.ensure_one()
        self.step_id.check_access("write")
        self.partner_id.check_access("read")
        if not self.body:
            raise UserError(self.env._("This customer has nothing that the mail could be about."))
        email = self._get_recipient()
        # sudo: a mail of the system to whoever tests
        mail_sudo = self.env["mail.mail"].sudo()
        mail_sudo.create(
            {
                "subject": self.env._("[Test] %s", self.subject),
                "body_html": self.body,
                "email_to": email,
                "email_from": self.env.user.email_formatted,
                "author_id": self.env.user.partner_id.id,
                "auto_delete": True,
            }
        ).send()
        return {"type": "ir.actions.act_window_close"}

    def _get_recipient(self):
        """The one address of who tests; a test is no way to write to many, or to whoever opted out."""
        email = email_normalize(self.email)
        if not email:
            raise UserError(self.env._("“%s” is not one address.", self.email))
        # sudo: who opted out is looked up, whoever tests
        if self.env["mail.blacklist"].sudo().search_count([("email", "=", email)], limit=1):
            raise UserError(self.env._("%s is on the list of those who want no mails.", email))
        return email
