from odoo import api, fields, models
from odoo.fields import Domain


class SmeServiceTeam(models.Model):
    _inherit = "sme.service.team"

    assign_automatically = fields.Boolean(
        default=True,
        help="New records go to the customer's account manager or usual handler, else to the member with the fewest "
        "open records, else to the leader.",
    )
    open_count = fields.Integer(string="Open", compute="_compute_open_count")
    nobody_count = fields.Integer(string="Nobody's", compute="_compute_open_count")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_open_count(self):
        services = self.env["sme.service"]
        of_teams = services._get_open_domain() & Domain("team_id", "in", self.ids)
        counts = dict(services._read_group(of_teams, ["team_id"], ["__count"]))
        nobodys = dict(services._read_group(of_teams & services._get_nobody_domain(), ["team_id"], ["__count"]))
        for team in self:
            team.open_count = counts.get(team, 0)
            team.nobody_count = nobodys.get(team, 0)

    def action_open_nobody(self):
        self.ensure_one()
        self.check_access("read")
        return self._open_services({"search_default_open": 1, "search_default_nobody": 1})

    def action_open_services(self):
        self.ensure_one()
        self.check_access("read")
        return self._open_services({"search_default_open": 1})

    def _open_services(self, context):
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_service_action")
        action["context"] = {**context, "search_default_team_id": self.id, "default_team_id": self.id}
        return action
