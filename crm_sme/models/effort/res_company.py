from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    sme_hourly_cost = fields.Monetary(
        prefetch="sme",
        string="Hourly Cost of Service",
        groups="crm_sme.group_sme_manager",
        help="What an hour of work on service records costs, for people without an hourly cost of their own. "
        "Work already recorded keeps the cost of its day.",
    )

    _sme_hourly_cost_not_negative = models.Constraint(
        "CHECK(sme_hourly_cost >= 0)", "The hourly cost cannot be negative."
    )
