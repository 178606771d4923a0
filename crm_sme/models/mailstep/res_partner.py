from urllib.parse import quote

from odoo import api, models
from odoo.tools.mail import email_normalize_all
from odoo.tools.misc import hash_sign, verify_hash_signed

UNSUBSCRIBE_SCOPE = "crm_sme.unsubscribe"
UNSUBSCRIBE_HOURS = 24 * 730


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_mail_language(self, company):
        """The language to write to a contact in: its own, where it is in use here, else the company's."""
        installed = dict(self.env["res.lang"].get_installed())
        wanted = (self.lang, company.partner_id.lang, self.env.lang)
        return next((code for code in wanted if code in installed), "en_US")

    def _filter_opted_out(self):
        """The contacts that want no more mails, by themselves or through their company; at any of their addresses, for
        Odoo writes to all of them.
        """
        # sudo: who opted out is looked up by the engine, whoever sends; a computed field may be older than the list
        blacklist_sudo = self.env["mail.blacklist"].sudo()
        emails = {
            partner: set(email_normalize_all(partner.email or "")) for partner in self | self.commercial_partner_id
        }
        refused = set(blacklist_sudo.search([("email", "in", list(set().union(*emails.values())))]).mapped("email"))
        return self.filtered(lambda partner: refused & (emails[partner] | emails[partner.commercial_partner_id]))

    def _get_unsubscribe_url(self, path="/sme/unsubscribe"):
        """A link by which whoever has the mail can end all mails to its address: signed, and good for two years."""
        self.ensure_one()
        # sudo: the secret of the database signs the link
        token = hash_sign(
            self.sudo().env, UNSUBSCRIBE_SCOPE, [self.email_normalized], expiration_hours=UNSUBSCRIBE_HOURS
        )
        return f"{self.get_base_url()}{path}?token={quote(token)}"

    @api.model
    def _read_unsubscribe_token(self, token):
        """The address for which a link was made; None for anything but such a link."""
        if not isinstance(token, str) or len(token) > 2000:
            return None
        try:
            # sudo: the secret of the database proves the link
            values = verify_hash_signed(self.sudo().env, UNSUBSCRIBE_SCOPE, token)
        except (ValueError, TypeError, IndexError):
            return None
        return values[0] if values and values[0] else None

    @api.model
    def _unsubscribe_address(self, email):
        """Put an address on Odoo's list of those who want no mails: plans of its contacts end by their tables."""
        # sudo: whoever has the signed link may opt out without an account
        blacklist_sudo = self.env["mail.blacklist"].sudo()
        blacklist_sudo._add(email, message=self.env._("By the link in a mail."))
