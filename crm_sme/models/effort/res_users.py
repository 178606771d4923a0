from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...rules.effort import find_latest_end


class ResUsers(models.Model):
    _inherit = "res.users"

    sme_hourly_cost = fields.Float(
        prefetch="sme",
        string="Hourly Cost of Service",
        company_dependent=True,
        digits=(16, 2),
        groups="crm_sme.group_sme_manager",
        help="What an hour of this person's work costs the company. 0: the company's hourly cost. "
        "Work already recorded keeps the cost of its day.",
    )

    @api.constrains("sme_hourly_cost")
    def _check_sme_hourly_cost(self):
        if any(user.sme_hourly_cost < 0 for user in self):
            raise ValidationError(self.env._("The hourly cost cannot be negative."))

    def _get_sme_hourly_cost(self, company):
        """What an hour of a person's work costs a company today."""
        self.ensure_one()
        # sudo: the cost is frozen on what people record, also for those who do not see it
        user_sudo, company_sudo = self.sudo().with_company(company), company.sudo()
        return user_sudo.sme_hourly_cost or company_sudo.sme_hourly_cost

    def _get_latest_end_of_work(self, company, start):
        """When a timer that the person started then ends at the latest; both naive, in UTC."""
        self.ensure_one()
        # sudo: working hours are no secret, but not everybody may read them
        calendar_sudo = (
            self.sudo().resource_ids.filtered(lambda resource: resource.company_id == company).calendar_id[:1]
            or company.sudo().resource_calendar_id
        )
        zone = pytz.timezone(calendar_sudo.tz or self.tz or "UTC")
        local_start = pytz.utc.localize(start).astimezone(zone)
        midnight = zone.localize(datetime.combine(local_start.date() + timedelta(days=1), time()))
        work = []
        if calendar_sudo and not calendar_sudo.flexible_hours:
            morning = zone.localize(datetime.combine(local_start.date(), time()))
            hours = calendar_sudo._work_intervals_batch(morning, midnight, compute_leaves=False)[False]
            work = [(begin, end) for begin, end, _attendance in hours]
        return find_latest_end(local_start, work, midnight).astimezone(pytz.utc).replace(tzinfo=None)
