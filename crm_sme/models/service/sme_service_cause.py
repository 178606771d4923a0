from odoo import fields, models


class SmeServiceCause(models.Model):
    """Why things went wrong: records with the same product and cause are one repeated fault."""

    _name = "sme.service.cause"
    _description = "Cause of Service Records"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(comodel_name="res.company", index=True, help="Empty: for all companies.")
    product_id = fields.Many2one(
        comodel_name="product.product", check_company=True, help="Empty: a cause that any product may have."
    )
    note = fields.Text()
