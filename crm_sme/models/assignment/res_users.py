from odoo import api, models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _filter_present(self, company, now):
        """Of the users those who work for a company and are not away: neither out of office nor on leave.

        The leaves are those of the people; holidays of the company are none of theirs.
        """
        # sudo: colleagues' absences count, though nobody sees why somebody is away
        users_sudo = self.sudo().filtered(
            lambda user: user.active and not user.share and company in user.company_ids and not user.is_out_of_office
        )
        # sudo: employees cannot read colleagues' leaves
        leaves_sudo = self.env["resource.calendar.leaves"].sudo()
        away = leaves_sudo.search(
            [
                ("resource_id.user_id", "in", users_sudo.ids),
                ("date_from", "<=", now),
                ("date_to", ">=", now),
                ("time_type", "=", "leave"),
            ]
        ).resource_id.user_id
        return self & (users_sudo - away)

    @api.model
    def _get_sme_managers(self, company):
        """The managers of customer relations who work for a company."""
        # sudo: whom to warn, whoever brought the record
        return self.sudo().search(
            [
                ("all_group_ids", "in", self.env.ref("crm_sme.group_sme_manager").ids),
                ("company_ids", "in", company.ids),
                ("share", "=", False),
            ]
        )
