from odoo import models

FIRM_FIELDS = {"parent_id", "is_company"}


class ResPartner(models.Model):
    """What a contact asked for its firm stays with that firm when the contact goes to another one."""

    _inherit = "res.partner"

    def write(self, vals):
        if FIRM_FIELDS.isdisjoint(vals):
            return super().write(vals)
        # sudo: records stay where they are whoever keeps the contacts, and whatever records that person may see
        services_sudo = self.env["sme.service"].sudo().with_context(active_test=False)
        services_sudo = services_sudo.search([("partner_id", "child_of", self.ids)])
        firms = {contact_sudo: contact_sudo.commercial_partner_id for contact_sudo in services_sudo.partner_id}
        result = super().write(vals)
        for contact, services in services_sudo.grouped("partner_id").items():
            firm = firms[contact]
            # a person without a firm who gets one takes the own records along
            if contact.commercial_partner_id != firm and firm not in self:
                services._stay_with_firm(firm, contact)
        return result
