from odoo import fields, models
from odoo.fields import Domain

from ...const import LIVE_ENROLMENT_STATES, SME_GROUPS
from ...queries import enrolment as queries


class ResPartner(models.Model):
    _inherit = "res.partner"

    sme_enrolment_count = fields.Integer(
        string="Running Follow-ups", compute="_compute_sme_enrolment_count", groups=SME_GROUPS
    )

    def _compute_sme_enrolment_count(self):
        enrolments = self.env["sme.enrolment"]
        counts = {}
        if enrolments.has_access("read"):
            enrolments.flush_model(["commercial_partner_id", "state"])
            visible = enrolments._search(Domain.TRUE)  # the conditions as a domain take longer than the query
            counts = dict(
                self.env.execute_query(
                    queries.count_by_customer(visible, self.commercial_partner_id.ids, LIVE_ENROLMENT_STATES)
                )
            )
        for partner in self:
            partner.sme_enrolment_count = counts.get(partner.commercial_partner_id._origin.id, 0)

    def action_open_enrolments(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_enrolment_action")
        action["domain"] = [("commercial_partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {"search_default_live": 1}
        return action
