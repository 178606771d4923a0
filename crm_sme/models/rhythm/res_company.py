from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    sme_contact_percent = fields.Integer(
        prefetch="sme",
        string="Working Time for Contacts (%)",
        default=20,
        help="Which share of their working hours people have for contacts that the rhythm asks for.",
    )

    _sme_contact_percent_range = models.Constraint(
        "CHECK (sme_contact_percent BETWEEN 0 AND 100)", "The working time for contacts is a share from 0 to 100 %."
    )
