from odoo import fields, models
from odoo.fields import Domain

from ...const import SME_GROUPS
from ...queries import entitlement as entitlement_queries

# An end that is farther away is no news on the contact.
SOON_DAYS = 90


class ResPartner(models.Model):
    _inherit = "res.partner"

    sme_entitlement_count = fields.Integer(
        string="Entitlements", compute="_compute_sme_entitlement", groups=SME_GROUPS, compute_sudo=False
    )
    sme_entitlement_hint = fields.Char(
        string="Next End", compute="_compute_sme_entitlement", groups=SME_GROUPS, compute_sudo=False
    )

    def _compute_sme_entitlement(self):
        """The rights that run, of the whole firm of a contact, and when the first of them ends."""
        entitlements = self.env["sme.entitlement"]
        today = fields.Date.context_today(self)
        running = {}
        if entitlements.has_access("read"):
            entitlements.flush_model(["commercial_partner_id", "cancelled", "renewed_by_id", "date_end"])
            visible = entitlements._search(Domain.TRUE)  # the conditions as a domain take longer than the query
            rows = self.env.execute_query(
                entitlement_queries.count_by_customer(visible, self.commercial_partner_id.ids, today)
            )
            running = {customer: (count, end) for customer, count, end in rows}
        for partner in self:
            count, end = running.get(partner.commercial_partner_id.id, (0, False))
            partner.sme_entitlement_count = count
            days = (end - today).days if end else None
            soon = days is not None and days <= SOON_DAYS
            partner.sme_entitlement_hint = self.env._("next end in %s days", days) if soon else False

    def action_open_sme_entitlements(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_entitlement_action")
        action.update(
            domain=[("commercial_partner_id", "=", self.commercial_partner_id.id)],
            context={"default_partner_id": self.id},
        )
        return action
