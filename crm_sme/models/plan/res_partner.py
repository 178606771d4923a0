from odoo import fields, models

from ...const import LIVE_ENROLMENT_STATES, SME_GROUPS


class ResPartner(models.Model):
    _inherit = "res.partner"

    sme_enrolment_count = fields.Integer(
        string="Running Follow-ups", compute="_compute_sme_enrolment_count", groups=SME_GROUPS
    )

    def _compute_sme_enrolment_count(self):
        counts = dict(
            self.env["sme.enrolment"]._read_group(
                [
                    ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                    ("state", "in", LIVE_ENROLMENT_STATES),
                ],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.sme_enrolment_count = counts.get(partner.commercial_partner_id, 0)

    def action_open_enrolments(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_enrolment_action")
        action["domain"] = [("commercial_partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {"search_default_live": 1}
        return action
