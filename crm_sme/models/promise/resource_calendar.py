from datetime import timedelta

import pytz

from odoo import api, models

from ...queries import clocks
from ...rules.clock import WorkingTime

# How far ahead working time is looked for, step by step: a deadline further away than the last is none.
HORIZONS = (10, 45, 180, 720, 1440)
# What of a calendar decides about working time.
HOURS_FIELDS = {
    "attendance_ids",
    "attendance_ids_1st_week",
    "attendance_ids_2nd_week",
    "schedule_type",
    "flexible_hours",
    "two_weeks_calendar",
    "tz",
}


def to_utc(moment):
    """A moment as naive UTC in whole seconds: midnight at the end of a day comes as a millionth of a second before."""
    moment = moment.astimezone(pytz.utc).replace(tzinfo=None)
    return moment.replace(microsecond=0) + timedelta(seconds=bool(moment.microsecond))


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def write(self, values):
        result = super().write(values)
        if HOURS_FIELDS & values.keys():
            self._review_clocks()
        return result

    def _review_clocks(self):
        """The hours changed: the tick plans the open clocks that are counted in them anew."""
        if self:
            self.env["sme.service.clock"]._mark_for_review("hours", clocks.of_calendars(self.ids))

    def _has_fixed_hours(self):
        """Whether deadlines can be counted in the calendar at all."""
        return bool(self) and not self.flexible_hours and bool(self._get_global_attendances())

    @api.model
    def _get_leaves_domain(self, company):
        """The leaves that stop a company's clocks: without a resource, Odoo itself does not ask whose holiday it is."""
        return [("time_type", "=", "leave"), ("company_id", "in", [company.id, False])]

    def _get_working_time(self, company, start, now, seconds):
        """The working time of a company's clocks from a moment (naive UTC) on, with at least so much of it after now.

        Empty where the calendar is missing, empty or flexible: hours around noon that Odoo makes up are no promise.
        """
        # sudo: whoever serves may not read leaves, and everybody's deadlines depend on them
        calendar_sudo = self.sudo()
        if not calendar_sudo._has_fixed_hours():
            return WorkingTime(())
        working = WorkingTime(())
        for days in HORIZONS:
            working = WorkingTime(calendar_sudo._get_working_intervals(company, start, now + timedelta(days=days)))
            if working.elapsed(now, now + timedelta(days=days)) >= seconds:
                break
        return working

    def _get_working_intervals(self, company, start, end):
        intervals = self._work_intervals_batch(
            pytz.utc.localize(start), pytz.utc.localize(end), domain=self._get_leaves_domain(company)
        )[False]
        for interval_start, interval_end, _attendance in intervals:
            pair = to_utc(interval_start), to_utc(interval_end)
            if pair[0] < pair[1]:
                yield pair
