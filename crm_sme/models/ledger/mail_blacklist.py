from odoo import models
from odoo.fields import Domain


class MailBlacklist(models.Model):
    _name = "mail.blacklist"
    _inherit = ["mail.blacklist", "sme.opt.out.mixin"]

    def _get_contact_domain(self):
        return Domain("email_normalized", "in", self.mapped("email"))

    def _get_channel(self):
        return "email"
