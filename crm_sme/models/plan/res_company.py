from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    sme_plans_paused = fields.Boolean(
        prefetch="sme",
        string="All Follow-ups Paused",
        groups="crm_sme.group_sme_service",
        help="No step of any plan is done, and nobody is enrolled, until this is switched off again.",
    )
    sme_touches_per_week = fields.Integer(
        prefetch="sme",
        string="Touches of a Customer per Week",
        default=2,
        groups="crm_sme.group_sme_manager",
        help="How often, over all plans, a customer is called, written to or visited in one week at the most.",
    )
    sme_steps_per_day = fields.Integer(
        prefetch="sme",
        string="Steps of a Person per Day",
        default=25,
        groups="crm_sme.group_sme_manager",
        help="How many steps of follow-ups one person can do on a full working day, beside other work.",
    )

    _sme_touches_per_week_positive = models.Constraint(
        "CHECK(sme_touches_per_week > 0)", "At least one touch of a customer per week must be allowed."
    )
    _sme_steps_per_day_positive = models.Constraint(
        "CHECK(sme_steps_per_day > 0)", "A person must be able to do at least one step a day."
    )
