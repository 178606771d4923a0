from odoo import api, models


class ResourceCalendarAttendance(models.Model):
    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        attendances = super().create(vals_list)
        attendances.calendar_id._review_clocks()
        return attendances

    def write(self, values):
        before = self.calendar_id
        result = super().write(values)
        (before | self.calendar_id)._review_clocks()
        return result

    def unlink(self):
        before = self.calendar_id
        result = super().unlink()
        before._review_clocks()
        return result
