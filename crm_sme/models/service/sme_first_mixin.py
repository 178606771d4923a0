from odoo import api, models, tools


class SmeFirstMixin(models.AbstractModel):
    """Settings that are few and seldom change, the first of which is asked for with every new record."""

    _name = "sme.first.mixin"
    _description = "First of a Few"

    @api.model
    def _get_first(self, name=None, value=None):
        """The first in order; of those with a value in a field, if one is named."""
        return self.browse(self._find_first_id(name, value))

    @tools.ormcache("name", "value")
    def _find_first_id(self, name, value):
        # sudo: which settings there are is no secret
        every_sudo = self.sudo().with_context(active_test=True)
        return every_sudo.search([(name, "=", value)] if name else [], limit=1).id

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, values):
        result = super().write(values)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
