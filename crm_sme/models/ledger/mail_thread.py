from odoo import models

from ...const import MODELS_WITHOUT_CUSTOMERS

NOTED_TYPES = ("email", "comment")


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _message_post_after_hook(self, message, msg_values):
        """Note what may be a contact with a customer; whether it is one is found out for all at once, later."""
        result = super()._message_post_after_hook(message, msg_values)
        if msg_values.get("message_type") in NOTED_TYPES and self._name not in MODELS_WITHOUT_CUSTOMERS:
            unknown = not msg_values.get("author_id")
            # sudo: the customer of the document that somebody outside wrote to
            customer_sudo = self.sudo()._mail_get_customer() if unknown and len(self) == 1 else None
            for one in message:
                self.env["sme.contact"]._note(
                    message_id=one.id, customer_id=customer_sudo.id if customer_sudo else None
                )
        return result

    def _routing_handle_bounce(self, email_message, message_dict):
        result = super()._routing_handle_bounce(email_message, message_dict)
        bounced, partner = message_dict.get("bounced_message"), message_dict.get("bounced_partner")
        if partner and bounced:
            events = [
                self.env["sme.contact"]._prepare_bounce_event(contact, bounced, message_dict) for contact in partner
            ]
            self.env["sme.contact"]._note(events)
        return result
