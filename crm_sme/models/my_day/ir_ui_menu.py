from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """My Day comes first for the front line; managers find it behind their customers."""
        is_manager = self.env.user.has_group("crm_sme.group_sme_manager")
        hidden = "crm_sme.sme_my_day_menu" if is_manager else "crm_sme.sme_my_day_menu_manager"
        menu = self.env.ref(hidden, raise_if_not_found=False)
        return super()._load_menus_blacklist() + (menu.ids if menu else [])
