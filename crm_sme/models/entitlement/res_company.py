import pytz

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    sme_warranty_months = fields.Integer(
        prefetch="sme",
        string="Statutory Warranty (Months)",
        default=0,
        help="Covers products without a kind of their own, from the order on. 0: the verdict stays unknown.",
    )

    _sme_warranty_months_positive = models.Constraint(
        "CHECK(sme_warranty_months >= 0)", "A warranty cannot last a negative time."
    )

    def _get_sme_day(self, moment):
        """The day of a UTC moment where the company is."""
        self.ensure_one()
        # sudo: the calendar and the contact of a company are readable whoever asks for the day
        company_sudo = self.sudo()
        zone = company_sudo.partner_id.tz or company_sudo.resource_calendar_id.tz or "UTC"
        return pytz.utc.localize(moment).astimezone(pytz.timezone(zone)).date()
