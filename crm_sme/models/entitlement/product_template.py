from odoo import api, fields, models

from ...const import DURATION_UNITS, ENTITLEMENT_KINDS
from ...rules.entitlement import last_day


class ProductTemplate(models.Model):
    """A product may give whoever buys it a right that lasts for a time."""

    _inherit = "product.template"

    sme_entitlement_kind = fields.Selection(
        selection=[("none", "None"), *ENTITLEMENT_KINDS],
        string="Gives a Right",
        required=True,
        default="none",
        help="What a customer may expect for a time after buying: the right is born by itself from the order.",
    )
    sme_entitlement_duration = fields.Integer(prefetch="sme", string="Lasts", default=12, help="0: without end.")
    sme_entitlement_unit = fields.Selection(
        prefetch="sme", selection=DURATION_UNITS, string="Unit of Duration", required=True, default="months"
    )
    sme_entitlement_from = fields.Date(
        prefetch="sme",
        string="For Orders From",
        compute="_compute_sme_entitlement_from",
        store=True,
        copy=False,
        help="Orders before this day give no right by themselves; create them from past orders with a preview.",
    )

    sme_gave_right = fields.Boolean(
        string="Gave a Right", readonly=True, copy=False, help="Its order lines are followed, whatever it gives today."
    )

    _sme_entitlement_duration_positive = models.Constraint(
        "CHECK(sme_entitlement_duration >= 0)", "A right cannot last a negative time."
    )
    _sme_entitlement_idx = models.Index("(sme_entitlement_kind) WHERE sme_entitlement_kind <> 'none'")

    @api.depends("sme_entitlement_kind")
    def _compute_sme_entitlement_from(self):
        """From the day on which a product gets its kind; earlier orders are left to a preview by hand."""
        for template in self:
            gives = template.sme_entitlement_kind not in (False, "none")
            template.sme_entitlement_from = fields.Date.context_today(self) if gives else False

    def _get_last_day(self, start):
        """The last day of a right that this product gives from a day on; None for one without end."""
        self.ensure_one()
        return last_day(self.sme_entitlement_kind, start, self.sme_entitlement_duration, self.sme_entitlement_unit)

    def action_create_past_entitlements(self):
        """Show which rights the orders of the past would give."""
        self.env["sme.entitlement.wizard"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Entitlements from Past Orders"),
            "res_model": "sme.entitlement.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_product_tmpl_ids": self.ids},
        }
