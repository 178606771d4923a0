from datetime import timedelta

from odoo import models

from ...rules import schedule

FULL_DAY = timedelta(hours=8)


class ResUsers(models.Model):
    _inherit = "res.users"

    def _get_step_calendar(self, company):
        """In which working hours a person does the steps of a company: the own ones, else the company's."""
        # sudo: colleagues' working hours decide when their steps come
        resources_sudo = self.sudo().resource_ids.filtered(lambda resource: resource.company_id == company)
        return resources_sudo.calendar_id[:1] or company.resource_calendar_id

    def _filter_working_for(self, company):
        """Those of the users who may switch to a company."""
        # sudo: in which companies somebody works decides, whoever asks
        users_sudo = self.sudo().filtered(lambda user: company in user.company_ids)
        return self.browse(users_sudo.ids)

    def _plan_day(self, company, base, delay, now):
        """The working day of a person (of the company, for nobody) so many after a day, but not before today."""
        calendar = self._get_step_calendar(company)
        today = calendar._get_today(company, now)
        off = calendar._get_days_off(company, min(base, today), schedule.furthest_day(base, delay, today))
        return schedule.plan_day(base, delay, off, today)

    def _get_most_steps(self, company, day):
        """{person: how many steps he or she can do on a day of their working hours}; none on a day off or on leave."""
        # sudo: how much people can do is a setting of managers, and is used for everybody
        full = company.sudo().sme_steps_per_day
        present = self._filter_present(company, company.resource_calendar_id._get_noon(company, day))
        by_calendar = self.grouped(lambda user: user._get_step_calendar(company))
        shares = {}
        for calendar, users in by_calendar.items():
            worked = calendar._get_worked(company, day)
            shares.update(dict.fromkeys(users, min(1, worked / FULL_DAY)))
        return {user: round(full * shares[user]) if user in present else 0 for user in self}

    def _get_people_there(self, company, now):
        """{person: who does their steps at a moment}: they themselves or, while they are away, the stand-in, if any."""
        present = self._filter_present(company, now)
        day = company.resource_calendar_id._get_today(company, now)
        stand_ins = self._get_sme_stand_ins(self - present, day) if self - present else {}
        there = {user: stand_ins.get(user, self.browse())._filter_working_for(company) for user in self - present}
        return {**dict(zip(present, present, strict=True)), **there}
