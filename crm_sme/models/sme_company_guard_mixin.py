from odoo import models

# What says to which company a record belongs, by itself or by what it is part of.
OWNERS = {"company_id", "plan_id", "territory_id"}


class SmeCompanyGuardMixin(models.AbstractModel):
    """Records that nobody moves to where he or she may not write.

    Odoo asks for the right to write a record as it was, and not as it is afterwards: by itself it would let a manager
    hand a plan of one company over to another, where it would run.
    """

    _name = "sme.company.guard.mixin"
    _description = "Record of a Company"

    def write(self, vals):
        result = super().write(vals)
        if not OWNERS.isdisjoint(vals):
            self.check_access("write")
        return result
