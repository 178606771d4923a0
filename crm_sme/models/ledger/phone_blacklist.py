from odoo import models
from odoo.fields import Domain


class PhoneBlacklist(models.Model):
    _name = "phone.blacklist"
    _inherit = ["phone.blacklist", "sme.opt.out.mixin"]

    def _get_contact_domain(self):
        return Domain("phone_sanitized", "in", self.mapped("number"))

    def _get_channel(self):
        return "phone"
