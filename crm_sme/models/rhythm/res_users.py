from odoo import models

FULL_TIME_HOURS = 40


class ResUsers(models.Model):
    _inherit = "res.users"

    def _get_sme_contact_hours(self, company):
        """{person: hours a week for contacts that the rhythm asks for}, by the own calendar, else the company's."""
        # sudo: colleagues' working hours decide how much they can promise
        company_sudo, users_sudo = company.sudo(), self.sudo()
        share = company_sudo.sme_contact_percent / 100
        hours = {}
        for user, user_sudo in zip(self, users_sudo, strict=True):
            resource_sudo = user_sudo.resource_ids.filtered(lambda resource: resource.company_id == company)
            calendar_sudo = resource_sudo.calendar_id[:1] or company_sudo.resource_calendar_id
            hours[user] = share * (calendar_sudo.hours_per_week if calendar_sudo else FULL_TIME_HOURS)
        return hours
