import ipaddress
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import email_normalize
from odoo.tools.misc import hmac

from ...const import OPEN_STATES, PORTAL_LIMITS
from ...exceptions import TooManyRequestsError
from ...rules.upload import MOST_FILES

MOST_CHARACTERS = 50000
# What a customer decides about a message; Odoo's own controllers, which ask as superuser, also name the author.
CUSTOMER_PARAMETERS = {"body", "attachment_ids", "rating_id"}
CONTROLLER_PARAMETERS = CUSTOMER_PARAMETERS | {"author_id", "scheduled_date"}
# Odoo's route for messages takes a context from the browser; what a customer has no business with is left behind.
CUSTOMER_CONTEXT = (
    "lang",
    "tz",
    "guest",
    "message_post_store",
    "mail_post_autofollow",
    "mail_post_autofollow_author_skip",
)


class SmeService(models.Model):
    """What a customer may do with the records of the own company, and how often."""

    _inherit = "sme.service"

    form_key = fields.Char(
        string="Key of the Form",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_system",
        help="One form makes one record, however often it is sent.",
    )

    # ------------------------------------------------------------
    # LIMITS
    # ------------------------------------------------------------

    def _is_asked_by_customer(self):
        """Whether somebody without the rights of an employee asks, through the web or an API.

        The mail gateway works as the author of a mail, but with limits of its own.
        """
        if not self.env.user.share:
            return False
        return not self.env.su or bool(request and request.env.user.share)

    def _spend_portal_limit(self, action, person=None):
        """Count one action of a customer; raises TooManyRequestsError where the hour's share is used.

        `person` is the contact that a public visitor was recognised as.
        """
        now = fields.Datetime.now()
        scopes = {"person": person and f"contact {person}", "address": self._get_visitor_key()}
        if not self.env.user._is_public():
            scopes["person"] = f"user {self.env.uid}"
        if len(self) == 1:
            scopes["record"] = str(self.id)
        for scope, most in PORTAL_LIMITS[action].items():
            if not scopes.get(scope):
                continue
            key = f"portal {action} {scope} {scopes[scope]} {now:%Y-%m-%d %H}"
            if not self.env["sme.quota"]._spend(key, most, now.date() + timedelta(days=1)):
                raise TooManyRequestsError(
                    self.env._("That was a little much in a short time. Please try again in an hour.")
                )

    @api.model
    def _get_visitor_key(self):
        """The address that a request comes from, unreadable; None outside of requests."""
        if not request:
            return None
        try:
            address = ipaddress.ip_address(request.httprequest.remote_addr or "")
        except ValueError:
            return None
        if address.version == 6:
            # one household or firm has a whole network of these
            address = ipaddress.ip_network(f"{address}/64", strict=False).network_address
        # sudo: the database's secret keeps addresses from being guessed back
        return hmac(self.env(su=True), "crm_sme visitor", str(address))[:32]

    # ------------------------------------------------------------
    # WHO MAY COME BACK WITH A LINK
    # ------------------------------------------------------------

    def write(self, values):
        if "partner_id" not in values:
            return super().write(values)
        before = {service: (service.commercial_partner_id, service.email_from, service.phone) for service in self}
        result = super().write(values)
        for service in self:
            customer, address, phone = before[service]
            if service.commercial_partner_id != customer:
                service._cut_off(customer, address)
                service._forget_addresses(customer, {"email_from": address, "phone": phone}.keys() - values.keys())
        return result

    def _stay_with_firm(self, firm, contact):
        """The records that a contact leaves behind with the firm it belonged to; its own links and mails end here."""
        self.write({"partner_id": firm.id})
        for service in self:
            service._message_log(
                body=self.env._(
                    "%(contact)s left %(firm)s. The record stays there.",
                    contact=contact.display_name,
                    firm=firm.display_name,
                )
            )

    def _forget_addresses(self, customer, names):
        """What belongs to the former customer, and no one else, leads nobody there any more."""
        # sudo: addresses of contacts out of reach count too
        contacts_sudo = self.env["res.partner"].sudo().with_context(active_test=False)
        contacts_sudo = contacts_sudo.search([("commercial_partner_id", "in", customer.ids)]) - self.partner_id
        known = {
            "email_from": {contact.email_normalized for contact in contacts_sudo if contact.email_normalized},
            "phone": {contact.phone for contact in contacts_sudo if contact.phone},
        }
        found = {"email_from": email_normalize(self.email_from or ""), "phone": self.phone}
        theirs = {name: False for name in names if found[name] in known[name]}
        if theirs:
            self.write(theirs)

    def _cut_off(self, customer, address):
        """After a change of the customer: links sent before, and followers of the former one, lead here no more.

        The sender of a record without a customer who turns out to be the contact with that address keeps the link.
        """
        self.ensure_one()
        addresses = {email_normalize(address or ""), email_normalize(self.partner_id.email or "")}
        if not customer and len(addresses) == 1 and all(addresses):
            return
        # sudo: the link is the record's, whoever changes the customer
        self.sudo().access_token = False
        former = self.message_partner_ids.filtered(
            lambda partner: partner.partner_share and partner.commercial_partner_id == customer
        )
        if former:
            self.message_unsubscribe(former.ids)

    # ------------------------------------------------------------
    # WHAT A CUSTOMER DOES
    # ------------------------------------------------------------

    @api.model
    def _get_portal_domain(self):
        """The records that a customer sees as those of the own company."""
        return Domain("partner_id", "child_of", self.env.user.partner_id.commercial_partner_id.ids)

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        """Records that are asked for without an order come by priority, which customers cannot read."""
        if order == self._order and not self.env.su and self._is_read_by_share():
            order = "id desc"
        return super()._search(domain, offset=offset, limit=limit, order=order, **kwargs)

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_asked_by_customer():
            for _values in vals_list:
                self.browse()._spend_portal_limit("record")
        return super().create(vals_list)

    @api.model
    def _create_for_customer(self, values, form_key, attachment_ids=()):
        """Create the record of a portal form, once; what the customer may not decide is not in `values`.

        Returns the record that the form made, also when it is sent again.
        """
        user = self.env.user
        key = f"{user.id} {form_key}"
        today = fields.Date.context_today(self)
        if not self.env["sme.quota"]._spend(f"portal form {key}", 1, today + timedelta(days=2)):
            return self.search([("form_key", "=", key)], limit=1)
        service = self.create({**values, "partner_id": user.partner_id.id, "channel": "portal", "form_key": key})
        service.message_subscribe(partner_ids=user.partner_id.ids)
        if attachment_ids:
            service.message_post(attachment_ids=list(attachment_ids))
        service._acknowledge()
        return service

    def _close_for_customer(self, partner):
        """The customer declares the record solved, whatever its type still wants from employees."""
        self.ensure_one()
        if self.state not in OPEN_STATES:
            return
        self._spend_portal_limit("message", partner.id)
        self._move_to("solved")
        self._message_log(
            body=self.env._("Declared solved in the portal by %s", partner.name or self.email_from or ""),
            author_id=partner.id or None,
        )

    def _reopen_for_customer(self, partner, text):
        """What is still wrong opens the record again, or after long a new one; returns the one that is open now."""
        self.ensure_one()
        if not text:
            raise UserError(self.env._("Please say what is still wrong."))
        self._spend_portal_limit("reopen", partner.id)
        message = self.message_post(body=text, author_id=partner.id or None)
        return self.browse(message.res_id)

    def _get_told_clocks(self):
        """The promises that the customer was told and that still wait to be kept."""
        # sudo: clocks are kept by the addon; what was told is no secret
        clocks_sudo = self.sudo().clock_ids
        told_sudo = clocks_sudo.filtered(lambda clock: clock.state == "running" and clock.told_deadline)
        return told_sudo.sorted("told_deadline")

    def _get_reply_kind(self):
        """Where a customer's next message goes: "here", "reopen" (this record), "follow" (a new one), None."""
        self.ensure_one()
        if self.parent_id or self.state == "cancelled":
            return None
        if self.state == "solved":
            return "reopen"
        if self.state != "closed":
            return "here"
        latest = fields.Datetime.now() - timedelta(days=self.team_id.reopen_days)
        return "reopen" if self.date_closed and self.date_closed >= latest else "follow"

    # ------------------------------------------------------------
    # MESSAGES OF CUSTOMERS
    # ------------------------------------------------------------

    def message_post(self, **kwargs):
        """Messages of people without the rights of an employee are plain comments, limited in number and size.

        They come here from the portal's chatter, from links in mails and from the API.
        """
        if not self.env.user.share:
            return super().message_post(**kwargs)
        self.ensure_one()
        self.check_access("read")
        # sudo: a message may move the record, open a closed one again or begin one that follows; access was checked
        record_sudo = self.with_env(self.env(su=True, context=self._get_customer_context()))
        if not kwargs.get("rating_id"):
            record_sudo = record_sudo._get_record_for_reply()
        parameters = self._prepare_customer_message(kwargs)
        record_sudo._spend_portal_limit("message", parameters.get("author_id"))
        return super(SmeService, record_sudo).message_post(**parameters)

    def _get_customer_context(self):
        return {name: value for name, value in self.env.context.items() if name in CUSTOMER_CONTEXT}

    def _prepare_customer_message(self, parameters):
        """What is left of the parameters of a message when a customer posts it."""
        names = CONTROLLER_PARAMETERS if self.env.su else CUSTOMER_PARAMETERS
        kept = {name: value for name, value in parameters.items() if name in names}
        self._check_customer_content(kept.get("body"), kept.get("attachment_ids"))
        if self.env.su and kept.get("rating_id") and "message_type" not in parameters:
            # from a rating page, not from a conversation
            return {**kept, "subtype_id": self._rating_apply_get_default_subtype_id()}
        kept.update(message_type="comment", subtype_xmlid="mail.mt_comment")
        if self.env.user._is_public() and not kept.get("author_id"):
            # who has the link of a record without a customer is whoever wrote the first mail
            kept.update(author_id=False, email_from=self.email_from or False)
        return kept

    def _check_customer_content(self, body, attachment_ids):
        if attachment_ids and not (
            isinstance(attachment_ids, list | tuple) and all(type(number) is int for number in attachment_ids)
        ):
            raise UserError(self.env._("These files cannot be read."))
        if len(attachment_ids or ()) > MOST_FILES:
            raise UserError(self.env._("Please send at most %s files at once.", MOST_FILES))
        if not isinstance(body or "", str):
            raise UserError(self.env._("This text cannot be read."))
        if len(body or "") > MOST_CHARACTERS:
            raise UserError(self.env._("This text is too long. Please send it as a file."))

    def _message_update_content(self, message, /, *, body, attachment_ids=None, **kwargs):
        if self.env.user.share:
            self._check_customer_content(body, attachment_ids)
            self._spend_portal_limit("message", message.author_id.id)
            kwargs.pop("partner_ids", None)
        return super()._message_update_content(message, body=body, attachment_ids=attachment_ids, **kwargs)
