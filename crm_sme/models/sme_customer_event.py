from odoo import api, fields, models

from ..const import LIFECYCLES


class SmeCustomerEvent(models.Model):
    """One change of a customer's class or lifecycle, with its reasons. Append-only.

    Holds the partner, not the scorecard: scorecards come and go, and contacts are merged.
    """

    _name = "sme.customer.event"
    _description = "Customer History"
    _inherit = ["sme.explanation"]
    _rec_name = "partner_id"
    _order = "date desc, id desc"

    company_id = fields.Many2one(comodel_name="res.company", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, readonly=True, default=fields.Date.context_today)
    kind = fields.Selection(
        selection=[
            ("class", "Class changed"),
            ("lifecycle", "Lifecycle changed"),
            ("left", "No longer a customer"),
            ("override", "Class set by hand"),
            ("override_end", "Class by hand ended"),
        ],
        required=True,
        readonly=True,
    )
    cause = fields.Selection(
        selection=[("refresh", "Orders or time"), ("policy", "Changed rules"), ("override", "By hand")],
        required=True,
        readonly=True,
    )
    class_from_id = fields.Many2one(
        comodel_name="sme.customer.class", string="From Class", readonly=True, ondelete="restrict"
    )
    class_to_id = fields.Many2one(
        comodel_name="sme.customer.class", string="To Class", readonly=True, ondelete="restrict"
    )
    lifecycle_from = fields.Selection(selection=LIFECYCLES, string="From Lifecycle", readonly=True)
    lifecycle_to = fields.Selection(selection=LIFECYCLES, string="To Lifecycle", readonly=True)
    value = fields.Monetary(readonly=True)
    reasons = fields.Json(readonly=True)
    explanation = fields.Text(compute="_compute_explanation")
    user_id = fields.Many2one(comodel_name="res.users", string="By", readonly=True, ondelete="set null")
    account_manager_id = fields.Many2one(
        related="partner_id.commercial_partner_id.user_id", string="Account Manager", related_sudo=True
    )

    @api.depends_context("lang")
    @api.depends("reasons")
    def _compute_explanation(self):
        policies = self.env["sme.policy"]._get_for_companies(self.company_id).grouped("company_id")
        for event in self:
            policy = policies.get(event.company_id, self.env["sme.policy"])
            event.explanation = "\n".join(event._get_reason_sentences(event.reasons, policy))

    @api.depends("partner_id", "date")
    def _compute_display_name(self):
        for event in self:
            # sudo: a name, as a many2one would show it
            event.display_name = f"{event.partner_id.sudo().display_name} ({event._date(event.date)})"

    def _get_lines(self):
        """These events as plain values for a short list: {id, date, from, to, cause, user}."""
        causes = dict(self._fields["cause"]._description_selection(self.env))
        stages = dict(self._fields["lifecycle_to"]._description_selection(self.env))
        return [
            {
                "id": event.id,
                "date": event._date(event.date),
                "from": event.class_from_id.name or stages.get(event.lifecycle_from, ""),
                "to": event.class_to_id.name or stages.get(event.lifecycle_to, ""),
                "cause": causes[event.cause],
                "user": event.user_id.name or "",
            }
            for event in self
        ]
