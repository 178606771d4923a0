from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _filter_who_follow_up(self, company):
        """Those who can open the follow-ups of a company, and so can be given their steps."""
        # sudo: what colleagues may do decides whose the steps are, whoever plans them
        able_sudo = self.sudo().filtered(
            lambda user: (
                user.active
                and not user.share
                and company in user.company_ids
                and user.has_group("crm_sme.group_sme_service")
            )
        )
        return self.browse(able_sudo.ids)
