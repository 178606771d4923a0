from odoo import models


class SmeService(models.Model):
    _inherit = "sme.service"

    def _get_account_managers(self):
        """While somebody is away, the stand-in gets the records of the customers."""
        managers = super()._get_account_managers()
        users = self.env["res.users"].union(*managers.values())
        stand_ins = users._get_sme_stand_ins(users)
        return {service: stand_ins.get(user, user) for service, user in managers.items()}
