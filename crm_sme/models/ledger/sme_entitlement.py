from odoo import models


class SmeEntitlement(models.Model):
    _inherit = "sme.entitlement"

    def write(self, values):
        """What follows a right was bought: plans that ask for it have come to their end."""
        renewed = self.filtered(lambda right: not right.renewed_by_id) if values.get("renewed_by_id") else self.browse()
        result = super().write(values)
        self.env["sme.contact"]._note_documents(renewed, "renewal", "order", "in")
        return result
