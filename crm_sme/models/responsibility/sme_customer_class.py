from odoo import fields, models

ACCOUNT_MODELS = [
    ("named", "One Account Manager (one-to-one)"),
    ("regional", "The Person of the Territory (one-to-many)"),
    ("desk", "The Front Desk"),
]


class SmeCustomerClass(models.Model):
    _inherit = "sme.customer.class"

    account_model = fields.Selection(
        selection=ACCOUNT_MODELS,
        required=True,
        default="named",
        help="One-to-one: the account manager on the contact. One-to-many: the person of the territory. "
        "Front desk: the people of the sales team that the settings name. Where there is none, the next one is asked. "
        "Same for all companies.",
    )
