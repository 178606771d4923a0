from odoo import fields, models

from ...const import SERVICE_TYPE_CODES


class SmeServiceType(models.Model):
    """What a service record is about: which fields it shows, and which an employee fills before it is done."""

    _name = "sme.service.type"
    _inherit = ["sme.first.mixin"]
    _description = "Service Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(selection=SERVICE_TYPE_CODES, required=True, default="enquiry")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer(string="Colour")
    show_order = fields.Boolean(string="Shows Order", default=True)
    show_product = fields.Boolean(string="Shows Product", default=True)
    show_warranty = fields.Boolean(string="Shows Serial Number and Warranty")
    show_cause = fields.Boolean(string="Shows Cause")
    require_order = fields.Boolean(string="Order Required", help="An employee fills it before the record is solved.")
    require_product = fields.Boolean(
        string="Product Required", help="An employee fills it before the record is solved."
    )
    require_verdict = fields.Boolean(
        string="Warranty Verdict Required", help="In or out of warranty is known before the record is solved."
    )
    require_cause = fields.Boolean(string="Cause Required", help="An employee fills it before the record is solved.")
    require_resolution = fields.Boolean(
        string="Resolution Required", help="An employee fills it before the record is solved."
    )
