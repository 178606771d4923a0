from odoo import fields, models


class SmeServiceTeam(models.Model):
    _inherit = "sme.service.team"

    assign_automatically = fields.Boolean(
        default=True,
        help="New records go to the customer's account manager or usual handler, else to the member with the fewest "
        "open records, else to the leader.",
    )
    nobody_count = fields.Integer(string="Nobody's", compute="_compute_nobody_count")

    def _compute_nobody_count(self):
        services = self.env["sme.service"]
        domain = services._get_open_domain() & services._get_nobody_domain()
        counts = dict(services._read_group([*domain, ("team_id", "in", self.ids)], ["team_id"], ["__count"]))
        for team in self:
            team.nobody_count = counts.get(team, 0)

    def action_open_nobody(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_service_action")
        action["context"] = {"search_default_open": 1, "search_default_nobody": 1, "search_default_team_id": self.id}
        return action
