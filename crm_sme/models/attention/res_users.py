from datetime import timezone
from zoneinfo import ZoneInfo

import pytz

from odoo import models

from ...rules import attention as rule


class ResUsers(models.Model):
    _inherit = "res.users"

    def _get_zone_in(self, company):
        """The time zone of a person's day: the own one, else the company's."""
        self.ensure_one()
        # sudo: the zone of a company is no secret
        company_sudo = company.sudo()
        return ZoneInfo(self.tz or company_sudo.partner_id.tz or company_sudo.resource_calendar_id.tz or "UTC")

    def _get_day_in(self, company, now):
        """The person's day at a moment (naive UTC)."""
        return now.replace(tzinfo=timezone.utc).astimezone(self._get_zone_in(company)).date()

    def _get_quiet_until(self, company, now):
        """{person: until when he or she is not to be disturbed}, naive UTC, for those who are not to be disturbed now.

        The person's working hours in the company count, else the company's, without leaves and holidays; where there
        are no fixed hours, the quiet hours of the company alone.
        """
        # sudo: settings, hours and leaves decide, though the person may not read them
        company_sudo = company.sudo()
        quiet = {}
        for user, work in self._get_work(company, now).items():
            opening = rule.find_opening(
                now, work, company_sudo.sme_quiet_from, company_sudo.sme_quiet_until, user._get_zone_in(company)
            )
            if opening > now:
                quiet[user] = opening
        return quiet

    def _get_work(self, company, now):
        """{person: intervals of work ahead in naive UTC, None where any hour will do}."""
        # sudo: see _get_quiet_until
        company_sudo = company.sudo()
        if not company_sudo.sme_alert_working_hours:
            return dict.fromkeys(self)
        work = dict.fromkeys(self)
        # sudo: see _get_quiet_until
        resources_sudo = {
            user: user.sudo().resource_ids.filtered(lambda resource: resource.company_id == company)[:1]
            for user in self
        }
        calendars = self.grouped(
            lambda user: resources_sudo[user].calendar_id if resources_sudo[user] else company_sudo.resource_calendar_id
        )
        end = now + rule.HORIZON
        for calendar_sudo, users in calendars.items():
            if not calendar_sudo._has_fixed_hours():
                continue
            of_users = self.env["resource.resource"].union(*(resources_sudo[user] for user in users))
            intervals = calendar_sudo._work_intervals_batch(
                pytz.utc.localize(now),
                pytz.utc.localize(end),
                resources=of_users,
                domain=calendar_sudo._get_leaves_domain(company),
            )
            for user in users:
                work[user] = [
                    (self._to_utc(start), self._to_utc(stop))
                    for start, stop, _attendance in intervals[resources_sudo[user].id]
                ]
        return work

    @staticmethod
    def _to_utc(moment):
        return moment.astimezone(pytz.utc).replace(tzinfo=None)
