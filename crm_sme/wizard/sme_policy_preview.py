from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import METHODS, VALUE_BASIS_CHOICES
from ..models.sme_policy import RULE_FIELDS

SHOWN_MOVERS = 200


class SmePolicyPreview(models.TransientModel):
    """What if the rules were others? Judges by them without writing anything but this preview."""

    _name = "sme.policy.preview"
    _description = "What-If of the Customer Classification"
    _rec_name = "policy_id"

    policy_id = fields.Many2one(
        comodel_name="sme.policy",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self.env["sme.policy"]._get_for_companies(self.env.company),
    )
    currency_id = fields.Many2one(related="policy_id.currency_id")
    method = fields.Selection(
        selection=METHODS, compute="_compute_rules", store=True, readonly=False, precompute=True, required=True
    )
    window_months = fields.Integer(compute="_compute_rules", store=True, readonly=False, precompute=True)
    value_basis = fields.Selection(
        selection=VALUE_BASIS_CHOICES,
        compute="_compute_rules",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    border_percent = fields.Float(compute="_compute_rules", store=True, readonly=False, precompute=True, digits=(5, 2))
    share_key = fields.Float(compute="_compute_rules", store=True, readonly=False, precompute=True, digits=(5, 4))
    share_growth = fields.Float(compute="_compute_rules", store=True, readonly=False, precompute=True, digits=(5, 4))
    share_standard = fields.Float(compute="_compute_rules", store=True, readonly=False, precompute=True, digits=(5, 4))
    amount_key = fields.Monetary(compute="_compute_rules", store=True, readonly=False, precompute=True)
    amount_growth = fields.Monetary(compute="_compute_rules", store=True, readonly=False, precompute=True)
    amount_standard = fields.Monetary(compute="_compute_rules", store=True, readonly=False, precompute=True)
    state = fields.Selection(
        selection=[("draft", "To Compute"), ("done", "Computed")], string="Status", default="draft", readonly=True
    )
    result = fields.Json(readonly=True)
    result_html = fields.Html(compute="_compute_result_html", sanitize=False)
    mover_count = fields.Integer(readonly=True)

    @api.depends("policy_id")
    def _compute_display_name(self):
        for preview in self:
            preview.display_name = self.env._("What-if")

    @api.depends("policy_id")
    def _compute_rules(self):
        """Start from the rules that hold."""
        for preview in self:
            for name in RULE_FIELDS:
                preview[name] = preview.policy_id[name]

    @api.depends_context("lang")
    @api.depends("result")
    def _compute_result_html(self):
        for preview in self:
            preview.result_html = preview.result and self.env["ir.qweb"]._render(
                "crm_sme.policy_preview_result", {"env": self.env, **preview.result}
            )

    def action_compute(self):
        """Judge all customers by these rules on the day of the stored scorecards, and show who would move."""
        self.ensure_one()
        self.policy_id.check_access("write")
        result, movers = self.env["sme.classification"]._preview(self.policy_id, self._get_rules())
        # sudo: names, as a many2one would show them
        names = self.env["res.partner"].sudo().browse(partner for _id, partner, *_rest in movers[:SHOWN_MOVERS])
        names = {partner.id: partner.display_name for partner in names}
        result["movers"] = [
            {
                "customer_id": customer,
                "partner_id": partner,
                "name": names[partner],
                "from": before,
                "to": after,
                "value": value,
            }
            for customer, partner, before, after, value in movers[:SHOWN_MOVERS]
        ]
        result["mover_ids"] = [mover[0] for mover in movers]
        self.write({"result": result, "state": "done", "mover_count": len(movers)})
        return True

    def _get_rules(self):
        return {name: self[name] for name in RULE_FIELDS}

    def action_apply(self):
        """Take over these rules; the ones before can be brought back once."""
        self.ensure_one()
        self.policy_id._apply_rules(self._get_rules())
        return self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_customer_action")

    def action_open_movers(self):
        """The customers that would change class."""
        self.ensure_one()
        if not self.result:
            raise UserError(self.env._("Compute the preview first."))
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_customer_action")
        action["domain"] = [("id", "in", self.result["mover_ids"])]
        action["context"] = {}
        return action
