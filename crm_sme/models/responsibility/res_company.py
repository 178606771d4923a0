from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    sme_desk_team_id = fields.Many2one(
        prefetch="sme",
        comodel_name="crm.team",
        string="Front Desk",
        ondelete="set null",
        check_company=True,
        help="The sales team whose people look after customers without an account manager or territory. "
        "Empty: the first team with people.",
    )

    def _get_sme_desk(self):
        """(sales team, its people who work here) that looks after whoever has nobody else."""
        self.ensure_one()
        # sudo: who sits at the front desk does not depend on who asks
        teams_sudo = self.env["crm.team"].sudo()
        own_company = [("company_id", "in", [self.id, False])]
        for team_sudo in self.sudo().sme_desk_team_id or teams_sudo.search(own_company):
            people_sudo = team_sudo.member_ids | team_sudo.user_id
            people = people_sudo.filtered(lambda user: user.active and not user.share and self in user.company_ids)
            if people:
                return team_sudo, people.sorted("id")
        return teams_sudo, self.env["res.users"]
