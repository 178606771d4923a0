from odoo import models
from odoo.exceptions import UserError
from odoo.tools import email_normalize


class SmeService(models.Model):
    """One click takes spam out of the queue, and its sender is never answered again; one click brings it back."""

    _inherit = "sme.service"

    def action_mark_spam(self):
        self.check_access("write")
        self._check_no_spam_of_customers()
        senders = self.env["sme.blocked.sender"]
        for service in self.filtered(lambda service: email_normalize(service.email_from or "")):
            if not senders._is_blocked(service.email_from, service.company_id):
                # sudo: who serves may block a sender, the list itself is kept by managers
                senders.sudo().create(
                    {
                        "email_from": service.email_from,
                        "company_id": service.company_id.id,
                        "user_id": self.env.uid,
                    }
                )
        # sudo: only this button writes why a record is held; spam ends without what its type demands
        spam_sudo = self.sudo()
        spam_sudo.write({"held_reason": "spam"})
        spam_sudo._move_to("cancelled")
        self.activity_ids.unlink()

    def action_unmark_spam(self):
        self.check_access("write")
        spam = self.filtered(lambda service: service.held_reason == "spam")
        for service in spam.filtered("email_from"):
            # sudo: see action_mark_spam
            self.env["sme.blocked.sender"].sudo().search(
                [
                    ("email_from", "=", email_normalize(service.email_from) or ""),
                    ("company_id", "=", service.company_id.id),
                ]
            ).unlink()
        # sudo: only the buttons change what is held
        spam_sudo = spam.sudo()
        spam_sudo.write({"held_reason": False})
        spam._move_to("new")

    def _check_no_spam_of_customers(self):
        """Colleagues and customers with orders are not blocked by a slip of the hand."""
        for service in self:
            # sudo: whether somebody works here, or ordered, is the question
            partner_sudo = service.partner_id.sudo()
            if partner_sudo.user_ids.filtered(lambda user: not user.share):
                raise UserError(self.env._("%s works here and cannot be blocked.", partner_sudo.display_name))
            if service.sme_lifecycle and service.sme_lifecycle != "prospect":
                raise UserError(
                    self.env._(
                        "%s is a customer with orders. Close or cancel the record instead.", partner_sudo.display_name
                    )
                )

    def _is_blocked_sender(self, email):
        companies = self.company_id or self.env.company
        return self.env["sme.blocked.sender"]._is_blocked(email, companies) or super()._is_blocked_sender(email)
