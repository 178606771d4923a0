from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, parse_contact_from_email

from ...rules.sender import find_domain, find_last_digits, find_numbers

SUGGESTION_REASONS = [
    ("order", "An order of theirs is named in the subject"),
    ("record", "A record of theirs is named in the subject"),
    ("address", "Several customers have this address"),
    ("domain", "Same domain of the address"),
    ("phone", "Same phone number"),
]
CALLING_CHANNELS = ("phone", "portal")


class SmeService(models.Model):
    """Whose case it is. Only an exact address, or an order of the sender's own firm, links by itself.

    All else is a suggestion, computed when somebody looks, and becomes true by a click: a link shows the case to
    everybody of that firm in the portal.
    """

    _inherit = "sme.service"

    suggested_partner_id = fields.Many2one(
        comodel_name="res.partner", compute="_compute_suggestion", compute_sudo=True, string="Perhaps"
    )
    suggestion_reason = fields.Selection(
        selection=SUGGESTION_REASONS, compute="_compute_suggestion", compute_sudo=True, string="Suggested Because"
    )
    suggested_order_id = fields.Many2one(
        comodel_name="sale.order", compute="_compute_suggestion", compute_sudo=True, string="Perhaps About Order"
    )
    suggested_service_id = fields.Many2one(
        comodel_name="sme.service", compute="_compute_suggestion", compute_sudo=True, string="Perhaps Belongs To"
    )

    @api.depends("partner_id", "email_from", "phone", "channel", "name", "sale_order_id", "company_id")
    def _compute_suggestion(self):
        for service in self:
            numbers = find_numbers(service.name or "") if service.channel == "email" else []
            order = self._find_order(numbers, service.company_id) if not service.sale_order_id else None
            record = self._find_named_record(numbers, service)
            partner, reason = service._suggest_partner(order, record) if not service.partner_id else (None, None)
            service.suggested_order_id = order
            service.suggested_service_id = record
            service.suggested_partner_id = partner
            service.suggestion_reason = reason

    def _suggest_partner(self, order, record):
        """(contact, reason) of who it may be, (None, None) if nobody comes to mind."""
        address = email_normalize(self.email_from or "", strict=False)
        partners = self._find_partners(address, self.company_id)
        candidates = [
            (partners[:1], "address"),
            (self._find_partner_of_domain(address), "domain"),
            (order and order.partner_id, "order"),
            (record and record.partner_id, "record"),
            (self._find_partner_of_phone() if self.channel in CALLING_CHANNELS else None, "phone"),
        ]
        return next(((partner, reason) for partner, reason in candidates if partner), (None, None))

    # ------------------------------------------------------------
    # FINDING
    # ------------------------------------------------------------

    @api.model
    def _find_links(self, address, subject, company):
        """What a mail links by itself: its customer, and the order of that customer that the subject names."""
        partners = self._find_partners(email_normalize(address, strict=False), company)
        if len(partners.commercial_partner_id) != 1:
            return {}
        order = self._find_order(find_numbers(subject), company)
        own = order.partner_id.commercial_partner_id == partners.commercial_partner_id
        return {"partner_id": partners[0].id, "sale_order_id": order.id if own else False}

    @api.model
    def _find_partners(self, address, company):
        """The contacts with exactly an address that a company may use; colleagues are no customers.

        Those with an account for the portal first, then those of this company.
        """
        # sudo: the gateway asks on behalf of whoever wrote
        partners_sudo = self.env["res.partner"].sudo()
        if not address:
            return partners_sudo
        found = partners_sudo.search(
            [("email_normalized", "=", address), ("company_id", "in", (False, company.id))], order="id", limit=50
        )
        found -= found.filtered(lambda partner: any(not user.share for user in partner.user_ids))
        return found.sorted(lambda partner: (not partner.user_ids, partner.company_id != company, partner.id))

    @api.model
    def _find_order(self, numbers, company):
        """The one order of a company that a subject names."""
        # sudo: the gateway asks on behalf of whoever wrote
        orders_sudo = self.env["sale.order"].sudo()
        if not numbers:
            return orders_sudo
        found = orders_sudo.search([("name", "in", numbers), ("company_id", "=", company.id)], limit=2)
        return found if len(found) == 1 else orders_sudo

    @api.model
    def _find_named_record(self, numbers, service):
        if not numbers:
            return self.browse()
        named = self.search(
            Domain("number", "in", numbers)
            & Domain("company_id", "=", service.company_id.id)
            & Domain("id", "!=", service._origin.id)
            & self._get_queue_domain(),
            limit=2,
        )
        return named if len(named) == 1 else self.browse()

    def _find_partner_of_domain(self, address):
        """The only firm with addresses at a domain; nobody where several have one, or anybody can."""
        domain = find_domain(address or "")
        partners = self.env["res.partner"]
        if not domain:
            return partners
        firms = [
            firm
            for (firm,) in partners._read_group(
                Domain("email_normalized", "=like", "%@" + domain.replace("_", r"\_"))
                & Domain("company_id", "in", (False, self.company_id.id))
                & Domain("partner_share", "=", True),
                ["commercial_partner_id"],
                limit=2,
            )
        ]
        return firms[0] if len(firms) == 1 else partners

    def _find_partner_of_phone(self):
        """The only customer with a phone number."""
        digits = find_last_digits(self.phone or "")
        partners = self.env["res.partner"]
        if not digits:
            return partners
        try:
            found = partners.search(
                [("phone_mobile_search", "=like", f"%{digits}"), ("company_id", "in", (False, self.company_id.id))],
                limit=20,
            )
        except UserError:
            return partners
        found = found.filtered("partner_share")
        return found[:1] if len(found.commercial_partner_id) == 1 else partners

    # ------------------------------------------------------------
    # WHO IS THIS?
    # ------------------------------------------------------------

    def action_confirm_suggestion(self):
        """It is the suggested customer: of a firm, the sender becomes its contact."""
        self.ensure_one()
        self.check_access("write")
        partner = self.suggested_partner_id
        if not partner:
            raise UserError(self.env._("Nobody is suggested any more. Choose the customer by hand."))
        if self.suggestion_reason == "domain":
            partner = self._create_contact(partner)
        self._link_partner(partner)

    def action_confirm_order(self):
        """It is about the suggested order."""
        self.ensure_one()
        self.check_access("write")
        if self.partner_id.commercial_partner_id != self.suggested_order_id.partner_id.commercial_partner_id:
            raise UserError(self.env._("The order belongs to somebody else. Say first who the customer is."))
        self.sale_order_id = self.suggested_order_id

    def action_create_contact(self):
        """Nobody known: the sender becomes a contact."""
        self.ensure_one()
        self.check_access("write")
        self._link_partner(self._create_contact())

    def action_choose_partner(self):
        """Somebody else: choose among the contacts."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who is this?"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("crm_sme.sme_service_view_form_partner").id, "form")],
            "target": "new",
        }

    def _create_contact(self, firm=None):
        """The contact of the sender, the one there is or a new one; its address is all that is known."""
        name, address = parse_contact_from_email(self.email_from or "")
        if not address and not self.phone:
            raise UserError(self.env._("There is neither an address nor a phone number to make a contact of."))
        if known := self._find_partners(email_normalize(address or "", strict=False), self.company_id)[:1]:
            return known
        # sudo: who serves a customer may note who that is, with nothing but what the customer told
        return (
            self.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": name or address or self.phone,
                    "email": address or False,
                    "phone": self.phone,
                    "parent_id": firm.id if firm else False,
                    "company_id": firm.company_id.id if firm else False,
                    "is_company": False,
                }
            )
        )

    def _handle_agent_reply(self, message):
        """An answer to a contact with exactly the sender's address says who the sender is."""
        result = super()._handle_agent_reply(message)
        for service in self.filtered(lambda service: not service.partner_id and service.email_normalized):
            known = service._find_partners(service.email_normalized, service.company_id)
            if answered := message.partner_ids.filtered(lambda partner, known=known: partner in known)[:1]:
                service._link_partner(answered)
        return result

    def _link_partner(self, partner):
        """Link a customer; the address and number that were written from stay."""
        if partner.company_id and partner.company_id != self.company_id:
            raise AccessError(self.env._("%s belongs to another company.", partner.display_name))
        self.write({"partner_id": partner.id, "email_from": self.email_from, "phone": self.phone})
        address = self.email_normalized
        # sudo: who wrote these mails is known now, whoever reads them
        mails_sudo = self.message_ids.sudo().filtered(
            lambda message: not message.author_id and email_normalize(message.email_from or "") == address
        )
        if address and address == partner.email_normalized:
            mails_sudo.author_id = partner
