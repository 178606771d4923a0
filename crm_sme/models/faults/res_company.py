from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    sme_repeat_days = fields.Integer(
        prefetch="sme",
        string="Repeat Faults Within (Days)",
        default=90,
        help="Records about the same product with the same cause within so many days are one repeated fault.",
    )

    _sme_repeat_days_positive = models.Constraint(
        "CHECK (sme_repeat_days >= 0)", "The days of a repeat fault cannot be negative."
    )
