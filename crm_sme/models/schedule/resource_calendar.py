from datetime import datetime, time, timedelta

import pytz

from odoo import models

from ...rules.schedule import is_weekend


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _get_day_intervals(self, company, first, last):
        """The working time from the morning of a day to the evening of another, as pairs of naive UTC."""
        timezone = pytz.timezone(self.tz or "UTC")
        start, end = (
            timezone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)
            for day in (first, last + timedelta(days=1))
        )
        return self._get_working_intervals(company, start, end)

    def _get_days_off(self, company, first, last):
        """The days, from one to another, on which nobody works in the calendar: weekends and the company's holidays.

        Without fixed hours (no calendar, a flexible one) Saturday and Sunday are off.
        """
        days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
        # sudo: whoever plans may not read leaves, and holidays are everybody's
        calendar_sudo = self.sudo()
        if not calendar_sudo._has_fixed_hours():
            return frozenset(day for day in days if is_weekend(day))
        timezone = pytz.timezone(calendar_sudo.tz or "UTC")
        worked = {
            pytz.utc.localize(moment).astimezone(timezone).date()
            for moment, _end in calendar_sudo._get_day_intervals(company, first, last)
        }
        return frozenset(days) - worked

    def _get_worked(self, company, day):
        """How long somebody works on a day of the calendar; without fixed hours a full day from Monday to Friday."""
        # sudo: see _get_days_off
        calendar_sudo = self.sudo()
        if not calendar_sudo._has_fixed_hours():
            return timedelta() if is_weekend(day) else timedelta(hours=8)
        return sum((end - start for start, end in calendar_sudo._get_day_intervals(company, day, day)), timedelta())

    def _get_noon(self, company, day):
        """The middle of a day where the calendar is kept, as naive UTC."""
        # sudo: see _get_days_off
        timezone = pytz.timezone(self.sudo().tz or company.partner_id.tz or "UTC")
        return timezone.localize(datetime.combine(day, time(12))).astimezone(pytz.utc).replace(tzinfo=None)

    def _is_open(self, company, now):
        """Whether somebody works in the calendar at a moment (naive UTC); without fixed hours from 8 to 18 o'clock."""
        # sudo: see _get_days_off
        calendar_sudo = self.sudo()
        if not calendar_sudo._has_fixed_hours():
            local = pytz.utc.localize(now).astimezone(pytz.timezone(calendar_sudo.tz or company.partner_id.tz or "UTC"))
            return not is_weekend(local.date()) and 8 <= local.hour < 18
        return any(
            start <= now < end
            for start, end in calendar_sudo._get_working_intervals(
                company, now - timedelta(days=1), now + timedelta(days=1)
            )
        )

    def _get_today(self, company, now):
        """The day it is at a moment where the calendar is kept."""
        # sudo: see _get_days_off
        timezone = self.sudo().tz or company.partner_id.tz or "UTC"
        return pytz.utc.localize(now).astimezone(pytz.timezone(timezone)).date()
