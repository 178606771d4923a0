from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ..const import IMMEDIATE_KINDS
from ..queries import entitlement as entitlement_queries

BATCH = 500
# More than so many lines are created in several goes, so that no request runs too long.
MOST_LINES = 5000
SHOWN_LINES = 40


class SmeEntitlementWizard(models.TransientModel):
    """Gives the rights of orders that were confirmed before their product gave any, after a preview.

    A right that is over already is created as expired. Reminders look at the day on which a right was created, so
    that nothing that ended before is ever told.
    """

    _name = "sme.entitlement.wizard"
    _description = "Entitlements from Past Orders"

    product_tmpl_ids = fields.Many2many(
        comodel_name="product.template",
        string="Products",
        required=True,
        domain="[('sme_entitlement_kind', '!=', 'none')]",
    )
    date_from = fields.Date(string="Orders From", help="Empty: all orders.")
    line_count = fields.Integer(string="Order Lines", compute="_compute_preview")
    running_count = fields.Integer(string="Running", compute="_compute_preview")
    past_count = fields.Integer(string="Over Already", compute="_compute_preview")
    partner_count = fields.Integer(string="Customers", compute="_compute_preview")
    summary = fields.Char(compute="_compute_preview")
    line_ids = fields.Many2many(
        comodel_name="sale.order.line",
        string="The Latest of Them",
        compute="_compute_preview",
        groups="sales_team.group_sale_salesman_all_leads",
    )

    @api.depends("product_tmpl_ids", "date_from")
    def _compute_preview(self):
        now, today = fields.Datetime.now(), fields.Date.context_today(self)
        for wizard in self:
            lines = wizard._get_lines()
            # sudo: who manages the rights sees how many the orders of colleagues would give
            lines_sudo = lines.sudo()
            past = [line for line in lines_sudo if wizard._is_past(line._prepare_entitlements(now, seen=False), today)]
            wizard.line_count = len(lines)
            wizard.past_count = len(past)
            wizard.running_count = wizard.line_count - wizard.past_count
            wizard.partner_count = len(lines_sudo.order_id.partner_id.commercial_partner_id)
            wizard.summary = wizard._get_summary()
            wizard.line_ids = lines[-SHOWN_LINES:][::-1]

    def _is_past(self, rights, today):
        return all(values["date_end"] and values["date_end"] < today for values in rights)

    def _get_summary(self):
        """What would be created, in one sentence."""
        self.ensure_one()
        return self.env._(
            "%(lines)s order lines of %(customers)s customers would give a right: %(running)s still run, %(past)s are "
            "over already. Nobody is told about those that are over.",
            lines=self.line_count,
            customers=self.partner_count,
            running=self.running_count,
            past=self.past_count,
        )

    def _get_lines(self):
        """The order lines without a right, oldest first, in the companies of the user."""
        self.ensure_one()
        self.env["sale.order.line"].flush_model()
        self.env["sale.order"].flush_model(["state", "date_order", "company_id"])
        self.env["product.template"].flush_model(["type", "sme_entitlement_kind"])
        self.env["sme.entitlement"].flush_model(["sale_order_line_id"])
        query = entitlement_queries.past_lines(
            self.product_tmpl_ids.ids, self.env.companies.ids, IMMEDIATE_KINDS, self.date_from or None
        )
        return self.env["sale.order.line"].browse([line for (line,) in self.env.execute_query(query)])

    def action_apply(self):
        """Create the rights in batches; the products give rights for these orders from now on."""
        self.ensure_one()
        self.env["sme.entitlement"].check_access("create")
        self.check_access("write")
        if not self.product_tmpl_ids:
            raise UserError(self.env._("Choose at least one product."))
        lines = self._get_lines()
        now = fields.Datetime.now()
        # sudo: also for orders of colleagues, which a manager of products need not read
        entitlements_sudo = self.env["sme.entitlement"].sudo()
        for batch in split_every(BATCH, lines[:MOST_LINES].ids, self.env["sale.order.line"].sudo().browse):
            entitlements_sudo |= entitlements_sudo._create_once(
                [values for line in batch for values in line._prepare_entitlements(now, seen=False)]
            )
        if len(lines) > MOST_LINES:
            return self._get_own_action()
        self._give_from_first_day()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_entitlement_action")
        action.update(domain=[("id", "in", entitlements_sudo.ids)], context={})
        return action

    def _give_from_first_day(self):
        """What is delivered later of these orders gives its right by the tick."""
        # sudo: the first order of all, also if it is a colleague's
        orders_sudo = self.env["sale.order"].sudo()
        oldest = orders_sudo.search([("state", "=", "sale")], order="date_order, id", limit=1).date_order
        first = self.date_from or (oldest and oldest.date()) or fields.Date.context_today(self)
        # sudo: who manages rights need not be allowed to change products
        for template in self.product_tmpl_ids.sudo():
            if not template.sme_entitlement_from or first < template.sme_entitlement_from:
                template.sme_entitlement_from = first

    def _get_own_action(self):
        """The dialog again, with what is left."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Entitlements from Past Orders"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
