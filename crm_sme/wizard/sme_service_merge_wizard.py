from odoo import fields, models


class SmeServiceMergeWizard(models.TransientModel):
    """Makes one record of several about the same thing."""

    _name = "sme.service.merge.wizard"
    _description = "Merge Service Records"

    service_ids = fields.Many2many(comodel_name="sme.service", string="Records", required=True)
    original_id = fields.Many2one(
        comodel_name="sme.service",
        string="Keep",
        required=True,
        domain="[('id', 'in', service_ids)]",
        help="Messages, activities, files and minutes of the others move here; replies to them will arrive here.",
    )

    def action_apply(self):
        self.ensure_one()
        self.original_id._merge(self.service_ids - self.original_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "sme.service",
            "res_id": self.original_id.id,
            "views": [(False, "form")],
        }
