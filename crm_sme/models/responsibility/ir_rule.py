from odoo import models


class IrRule(models.Model):
    """Record rules may name the people for whom a user acts today (`sme_user_ids`: the user, and whoever he or she
    stands in for) and their territories (`sme_territory_ids`).

    Odoo keeps evaluated rules in memory by user and companies; what changes with absences and with midnight is made a
    part of the key, so that no rule outlives the day.
    """

    _inherit = "ir.rule"

    def _eval_context(self):
        users, territories = self._get_sme_scope()
        return super()._eval_context() | {"sme_user_ids": list(users), "sme_territory_ids": list(territories)}

    def _compute_domain_context_values(self):
        yield from super()._compute_domain_context_values()
        yield self._get_sme_scope()

    def _get_sme_scope(self):
        if self.env.su or not self.env.uid:
            return (self.env.uid,), ()
        return self.env["res.users"].browse(self.env.uid)._get_sme_scope()
