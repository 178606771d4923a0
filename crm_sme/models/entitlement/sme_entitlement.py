from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import mute_logger

from ...const import ENTITLEMENT_KINDS, ENTITLEMENT_STATES, IMMEDIATE_KINDS
from ...queries import entitlement as entitlement_queries
from ...rules.entitlement import (
    CANCELLED,
    EXPIRED,
    EXPIRING,
    RENEWED,
    RUNNING,
    Right,
    last_expiring_day,
    state_of,
)

KINDS = [kind for kind, _label in ENTITLEMENT_KINDS]
SILENT = {"mail_create_nosubscribe": True, "mail_create_nolog": True, "tracking_disable": True}


class SmeEntitlement(models.Model):
    """A right of a customer that ends on a day: a trial, a licence, a warranty, a contract.

    Its state is a function of its dates and of today, never stored. It is born from a confirmed order line, exactly
    once, and has no key with the customer in it, so that it survives the merge of contacts.
    """

    _name = "sme.entitlement"
    _description = "Entitlement"
    _inherit = ["sme.company.guard.mixin", "sme.scorecard.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_end, id"
    _rec_names_search = ["number", "serial", "product_id.name", "partner_id.name"]
    _mail_post_access = "read"
    _check_company_auto = True

    number = fields.Char(required=True, readonly=True, copy=False, default="/", index="trigram")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        ondelete="restrict",
    )
    commercial_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Company of the Customer",
        related="partner_id.commercial_partner_id",
        store=True,
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Account Manager",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who offers what follows this right.",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float(default=1.0, digits="Product Unit", tracking=True)
    kind = fields.Selection(selection=ENTITLEMENT_KINDS, required=True, default="licence", index=True)
    serial = fields.Char(string="Serial Number", index="trigram", tracking=True)
    sale_order_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Order Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
    )
    sale_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Order",
        related="sale_order_line_id.order_id",
        store=True,
        index="btree_not_null",
    )
    line_quantity = fields.Float(
        string="Quantity Last Seen",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="The quantity of the order line when it was last looked at; a change of it changes the right.",
    )
    delivery = fields.Integer(
        required=True,
        default=0,
        readonly=True,
        copy=False,
        help="Goods give a right with each day of delivery: the first of them is number 0.",
    )
    date_start = fields.Date(string="Valid From", required=True, default=fields.Date.context_today, tracking=True)
    date_end = fields.Date(string="Until", index=True, tracking=True, help="The last day. Empty: without end.")
    days_left = fields.Integer(compute="_compute_days_left")
    cancelled = fields.Boolean(readonly=True, copy=False, tracking=True)
    renewed_by_id = fields.Many2one(
        comodel_name="sme.entitlement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        tracking=True,
    )
    renewed_ids = fields.One2many(comodel_name="sme.entitlement", inverse_name="renewed_by_id", string="Renews")
    state = fields.Selection(selection=ENTITLEMENT_STATES, compute="_compute_state", search="_search_state")
    note = fields.Text()
    service_ids = fields.One2many(comodel_name="sme.service", inverse_name="entitlement_id", string="Service Records")
    service_count = fields.Integer(string="Service", compute="_compute_service_count", compute_sudo=False)

    _once_idx = models.UniqueIndex(
        "(sale_order_line_id, kind, (COALESCE(serial, '')), delivery) WHERE sale_order_line_id IS NOT NULL",
        "The order line has given this right already.",
    )
    _open_idx = models.Index("(company_id, date_end) WHERE cancelled IS NOT TRUE AND renewed_by_id IS NULL")
    _dates_ordered = models.Constraint(
        "CHECK(date_end IS NULL OR date_end >= date_start)", "A right cannot end before it begins."
    )

    # ------------------------------------------------------------
    # STATE: one rule, with its twins for search and group
    # ------------------------------------------------------------

    @api.depends("kind", "date_end", "cancelled", "renewed_by_id")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for entitlement in self:
            entitlement.state = entitlement._get_state(today)

    def _get_state(self, as_of):
        self.ensure_one()
        return state_of(Right(self.kind, self.date_end or None, self.cancelled, bool(self.renewed_by_id)), as_of)

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return Domain.OR(self._get_state_domain(state, today) for state in value)

    @api.model
    def _get_state_domain(self, state, as_of):
        """The rights that are in a state on a day: the twin of the rule."""
        if state == CANCELLED:
            return Domain("cancelled", "=", True)
        if state == RENEWED:
            return Domain("cancelled", "=", False) & Domain("renewed_by_id", "!=", False)
        standing = Domain("cancelled", "=", False) & Domain("renewed_by_id", "=", False)
        if state == EXPIRED:
            return standing & Domain("date_end", "<", as_of)
        soon = Domain.OR(
            Domain("kind", "=", kind) & Domain("date_end", "<=", last_expiring_day(kind, as_of)) for kind in KINDS
        )
        if state == EXPIRING:
            return standing & Domain("date_end", ">=", as_of) & soon
        if state == RUNNING:
            later = Domain.OR(
                Domain("kind", "=", kind) & Domain("date_end", ">", last_expiring_day(kind, as_of)) for kind in KINDS
            )
            return standing & (Domain("date_end", "=", False) | later)
        return Domain.FALSE

    @api.model
    def _get_running_domain(self, as_of):
        """The rights that a customer still has on a day: those running and those expiring, whatever their kind."""
        standing = Domain("cancelled", "=", False) & Domain("renewed_by_id", "=", False)
        return standing & (Domain("date_end", "=", False) | Domain("date_end", ">=", as_of))

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "state":
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields["state"], "read")
        columns = {
            name: super(SmeEntitlement, self)._field_to_sql(alias, name, query)
            for name in ("kind", "date_end", "cancelled", "renewed_by_id")
        }
        today = fields.Date.context_today(self)
        return entitlement_queries.state_column(
            columns, today, {kind: last_expiring_day(kind, today) for kind in KINDS}
        )

    def _get_coverage_key(self):
        """What the sentence about a warranty says of this right: values, no words."""
        self.ensure_one()
        order, template = self.sale_order_id, self.product_id.product_tmpl_id
        bought = order and self.company_id._get_sme_day(order.date_order)
        as_sold = template.sme_entitlement_kind == self.kind and self.date_end == template._get_last_day(
            self.date_start
        )
        return {
            "entitlement": self.id,
            "right": self.number,
            "order": order.name,
            "bought": fields.Date.to_string(bought) if bought else False,
            "rule": "right",
            "duration": template.sme_entitlement_duration if as_sold else 0,
            "unit": template.sme_entitlement_unit,
        }

    # ------------------------------------------------------------
    # COMPUTED
    # ------------------------------------------------------------

    @api.depends("date_end")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for entitlement in self:
            entitlement.days_left = (entitlement.date_end - today).days if entitlement.date_end else 0

    @api.depends("service_ids")
    def _compute_service_count(self):
        counts = dict(
            self.env["sme.service"]._read_group([("entitlement_id", "in", self.ids)], ["entitlement_id"], ["__count"])
        )
        for entitlement in self:
            entitlement.service_count = counts.get(entitlement, 0)

    def action_open_services(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_service_action")
        action.update(domain=[("entitlement_id", "=", self.id)], context={})
        return action

    @api.depends("number", "product_id", "serial")
    def _compute_display_name(self):
        for entitlement in self:
            parts = [entitlement.number, entitlement.product_id.display_name, entitlement.serial]
            entitlement.display_name = " · ".join(part for part in parts if part)

    @api.depends("commercial_partner_id", "company_id")
    def _compute_scorecard(self):
        return super()._compute_scorecard()

    # ------------------------------------------------------------
    # LIFE OF A RIGHT
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            if values.get("number", "/") == "/":
                values["number"] = self.env["ir.sequence"].next_by_code("sme.entitlement") or "/"
            if values.get("serial"):
                values["serial"] = values["serial"].strip()
        rights = super().create(vals_list)
        # sudo: a product notes that it gave a right, whoever sells it
        templates_sudo = rights.sudo().sale_order_line_id.product_id.product_tmpl_id
        templates_sudo.filtered(lambda template: not template.sme_gave_right).sme_gave_right = True
        return rights

    def write(self, values):
        if values.get("serial"):
            values = {**values, "serial": values["serial"].strip()}
        return super().write(values)

    @api.constrains("renewed_by_id")
    def _check_renewed_by(self):
        if self._has_cycle("renewed_by_id"):
            raise ValidationError(self.env._("A right cannot be renewed by itself."))

    @api.model
    def _create_once(self, values_list):
        """Create rights of order lines; one that another transaction has created meanwhile is left alone."""
        if not values_list:
            return self.browse()
        rights = self.with_context(**SILENT)
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                born = rights.create(values_list)
        except UniqueViolation:
            born = rights.browse()
            for values in values_list if len(values_list) > 1 else []:
                born |= rights._create_once([values])
            return born
        born._close_renewed()
        return born.with_env(self.env)

    def _follow_line(self, line, now, reopen=False):
        """Make the rights of a line cover what the line sells or has delivered.

        The right without a serial number, or the only one, follows; others keep their quantity. One that was
        cancelled by hand stays cancelled; one that ended with the quantity, or with the order, is given again. Returns
        the rights that are still to be created, as values: goods begin one with each delivery.
        """
        self.line_quantity = line._get_wanted_quantity()
        if not line._is_entitled_at_once():
            return self._follow_deliveries(line, now, reopen)
        following = self if len(self) == 1 else self.filtered(lambda right: not right.serial)[:1]
        others = (self - following).filtered(lambda right: not right.cancelled)
        rest = max(line._get_entitled_quantity() - sum(others.mapped("quantity")), 0)
        given_again = self.filtered(lambda right: reopen and right.cancelled and right.quantity)
        if following and not rest:
            following.quantity = 0
            following._cancel()
        elif following:
            if not following.quantity:
                given_again |= following
            following.quantity = rest
        given_again.filtered("quantity")._reopen(line, now)
        return []

    def _follow_deliveries(self, line, now, reopen):
        """What was delivered since begins rights of its own, what came back is taken from the newest ones."""
        if reopen and (given_again := self.filtered(lambda right: right.cancelled and right.quantity)):
            given_again.cancelled = False
            given_again._close_renewed()
        covered = sum(self.mapped("quantity"))
        missing = line.product_id.uom_id.round(line._get_entitled_quantity() - covered)
        if missing < 0:
            self._take_back(-missing)
        if missing <= 0:
            return []
        born = []
        for values in line._prepare_entitlements(now, covered=covered):
            same_day = self.filtered(
                lambda right, day=values["date_start"]: (
                    right.date_start == day and not right.serial and not (right.cancelled and right.quantity)
                )
            )[:1]
            if same_day:
                same_day.write({"quantity": same_day.quantity + values["quantity"], "cancelled": False})
            else:
                born.append({**values, "delivery": max(self.mapped("delivery")) + 1 + len(born)})
        return born

    def _take_back(self, quantity):
        """Goods came back. Rights with serial numbers stay, unless there is one only: it is not known which of them."""
        following = self if len(self) == 1 else self.filtered(lambda right: not right.serial)
        standing = following.filtered(lambda right: not right.cancelled)
        for right in standing.sorted(lambda right: (right.date_start, right.id), reverse=True):
            taken = min(quantity, right.quantity)
            right.quantity -= taken
            quantity -= taken
            if not right.quantity:
                right._cancel()
            if not quantity:
                break

    def _cancel(self):
        """Take rights back, and give back what they had renewed."""
        self.write({"cancelled": True})
        self.renewed_ids.write({"renewed_by_id": False})

    def _reopen(self, line, now):
        """Give cancelled rights again; they begin anew, as the line does."""
        for right in self:
            start = line._get_entitlement_start(now)
            right.write(
                {
                    "cancelled": False,
                    "date_start": start,
                    "date_end": line.product_id.product_tmpl_id._get_last_day(start),
                }
            )
        self._close_renewed()

    # ------------------------------------------------------------
    # TICK
    # ------------------------------------------------------------

    @api.model
    def _get_lines_to_follow(self, after_id=0, limit=200):
        """Order lines whose rights are not up to date: goods delivered meanwhile, quantities changed."""
        self.env["sale.order.line"].flush_model()
        self.env["sale.order"].flush_model(["state", "date_order"])
        self.env["product.template"].flush_model(["type", "sme_entitlement_kind", "sme_entitlement_from"])
        self.flush_model(["sale_order_line_id", "line_quantity"])
        rows = self.env.execute_query(entitlement_queries.lines_to_follow(IMMEDIATE_KINDS, after_id, limit))
        return self.env["sale.order.line"].browse([line for (line,) in rows])

    @api.model
    def _cron_follow_orders(self, size=200):
        """Give rights for what was delivered since the last time. A line that fails does not stop the others."""
        now, last = fields.Datetime.now(), 0
        while lines := self._get_lines_to_follow(last, size):
            last = lines.ids[-1]
            lines._follow_entitlements_safely(now)
            if not self.env["ir.cron"]._commit_progress(len(lines)):
                break

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Entitlements"),
                "template": "/crm_sme/static/xls/sme_entitlement.xlsx",
            }
        ]
