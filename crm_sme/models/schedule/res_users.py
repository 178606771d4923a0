from odoo import models

from ...rules import schedule


class ResUsers(models.Model):
    _inherit = "res.users"

    def _get_step_calendar(self, company):
        """In which working hours a person does the steps of a company: the own ones, else the company's."""
        # sudo: colleagues' working hours decide when their steps come
        user_sudo = self.sudo()
        return (
            user_sudo.resource_ids.filtered(lambda resource: resource.company_id == company).calendar_id[:1]
            or company.resource_calendar_id
        )

    def _plan_day(self, company, base, delay, now):
        """The working day of a person (of the company, for nobody) that comes so many after a day, not before today."""
        calendar = self._get_step_calendar(company)
        today = calendar._get_today(company, now)
        first = min(base, today)
        off = calendar._get_days_off(company, first, schedule.furthest_day(base, delay, today))
        return schedule.plan_day(base, delay, off, today)
