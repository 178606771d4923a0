from odoo import models

from ...queries import clocks


class SmeServiceTeam(models.Model):
    _inherit = "sme.service.team"

    def write(self, values):
        result = super().write(values)
        if "calendar_id" in values:
            self.env["sme.service.clock"]._mark_for_review("hours", clocks.of_teams(self.ids))
        return result

    def _get_calendar(self):
        """The calendar whose hours the team's deadlines are counted in; perhaps none."""
        return self.calendar_id or self.company_id.resource_calendar_id

    def _get_hours_problem(self):
        """Why deadlines cannot be counted in the team's hours; False where they can."""
        calendar = self._get_calendar()
        if not calendar:
            return self.env._("Team %s has no working hours: nothing can be promised.", self.name)
        if calendar.flexible_hours:
            return self.env._("“%s” are flexible hours: no deadline can be counted in them.", calendar.name)
        if not calendar._has_fixed_hours():
            return self.env._("“%s” has no working time: no deadline can be counted in it.", calendar.name)
        return self.env._("“%s” has no working time in the years to come: no deadline can be counted.", calendar.name)
