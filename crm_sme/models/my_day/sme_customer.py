from odoo import models


class SmeCustomer(models.Model):
    _inherit = "sme.customer"

    _silent_idx = models.Index("(company_id) WHERE lifecycle IN ('late', 'dormant')")
