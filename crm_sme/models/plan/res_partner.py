from odoo import models
from odoo.fields import Domain

from ...const import LIVE_ENROLMENT_STATES


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_running_plans(self):
        """The names of the plans that follow the customer up now, of those follow-ups that the user may see."""
        self.ensure_one()
        enrolments = self.env["sme.enrolment"]
        if not enrolments.has_access("read"):
            return []
        live = enrolments.search(
            Domain("commercial_partner_id", "=", self.commercial_partner_id.id)
            & Domain("state", "in", LIVE_ENROLMENT_STATES)
        )
        # sudo: the plan of a follow-up that one sees is named
        return live.sudo().plan_id.mapped("name")

    def action_open_enrolments(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_enrolment_action")
        action["domain"] = [("commercial_partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {"search_default_live": 1}
        return action
