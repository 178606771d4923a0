from odoo import api, models


class MailAlias(models.Model):
    _inherit = "mail.alias"

    @api.model_create_multi
    def create(self, vals_list):
        aliases = super().create(vals_list)
        aliases._match_without_domain()
        return aliases

    def write(self, vals):
        result = super().write(vals)
        if "alias_domain_id" in vals:
            self._match_without_domain()
        return result

    def _match_without_domain(self):
        """An address of a service team works before the firm has set a domain: the part before the @ decides then."""
        # sudo: the model of an alias is technical
        for alias_sudo in self.sudo():
            without_domain = not alias_sudo.alias_domain_id
            if alias_sudo.alias_model_id.model == "sme.service" and alias_sudo.alias_incoming_local != without_domain:
                alias_sudo.alias_incoming_local = without_domain
