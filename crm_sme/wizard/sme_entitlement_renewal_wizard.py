from odoo import api, fields, models


class SmeEntitlementRenewalWizard(models.TransientModel):
    """Asks which product follows a right: the licence after a trial, the contract after a warranty."""

    _name = "sme.entitlement.renewal.wizard"
    _description = "What Follows an Entitlement"

    entitlement_id = fields.Many2one(comodel_name="sme.entitlement", required=True, readonly=True)
    kind = fields.Selection(related="entitlement_id.kind")
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Renewed With",
        required=True,
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('sme_entitlement_kind', 'not in', ('none', 'trial')), ('sale_ok', '=', True)]",
    )

    @api.depends("entitlement_id")
    def _compute_product_id(self):
        """Which product followed rights of this one most often, if any did."""
        for wizard in self:
            followed = self.env["sme.entitlement"]._read_group(
                [
                    ("product_id", "=", wizard.entitlement_id.product_id.id),
                    ("renewed_by_id.product_id", "!=", wizard.entitlement_id.product_id.id),
                    ("renewed_by_id", "!=", False),
                ],
                ["renewed_by_id"],
            )
            products = [right.product_id for (right,) in followed]
            wizard.product_id = max(products, key=products.count) if products else False

    def action_apply(self):
        self.ensure_one()
        self.entitlement_id.check_access("write")
        self.entitlement_id._check_renewable()
        order = self.entitlement_id._create_renewal(self.product_id)
        return self.entitlement_id._get_order_action(order)
