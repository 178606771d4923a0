from odoo import fields, models

from ...const import SME_GROUPS


class SmeServiceOriginMixin(models.AbstractModel):
    """What came out of a service record, and leads back to it."""

    _name = "sme.service.origin.mixin"
    _description = "Result of a Service Record"

    sme_service_id = fields.Many2one(
        comodel_name="sme.service",
        string="Service Record",
        prefetch="sme",
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
        groups=SME_GROUPS,
        help="The service record that this came out of.",
    )

    def action_open_sme_service(self):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "sme.service",
            "res_id": self.sme_service_id.id,
            "views": [(False, "form")],
        }
