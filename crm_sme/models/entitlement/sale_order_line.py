import logging

from odoo import api, fields, models

from ...const import IMMEDIATE_KINDS, SME_GROUPS
from ...rules.entitlement import first_day, share_out

_logger = logging.getLogger(__name__)
# Writing one of these on a confirmed line may change the rights that it gave.
FOLLOWED_FIELDS = {"product_uom_qty", "product_uom_id", "qty_delivered"}


class SaleOrderLine(models.Model):
    """A confirmed line gives one right of a kind, goods one with each day of delivery; they follow its quantity."""

    _inherit = "sale.order.line"

    sme_entitlement_ids = fields.One2many(
        comodel_name="sme.entitlement",
        inverse_name="sale_order_line_id",
        string="Entitlements",
        copy=False,
        groups=SME_GROUPS,
    )
    sme_renews_id = fields.Many2one(
        prefetch="sme",
        comodel_name="sme.entitlement",
        string="Renews",
        copy=False,
        index="btree_not_null",
        check_company=True,
        groups=SME_GROUPS,
        help="The right that ends when the order of this line is confirmed.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.filtered(lambda line: line.state == "sale")._follow_entitlements(fields.Datetime.now())
        return lines

    def write(self, values):
        result = super().write(values)
        if not FOLLOWED_FIELDS.isdisjoint(values):
            self.filtered(lambda line: line.state == "sale")._follow_entitlements(fields.Datetime.now())
        return result

    def _follow_entitlements(self, now, reopen=False):
        """Bring the rights of confirmed lines up to date: born once, quantity as sold or delivered.

        `reopen` gives back what a cancelled order had taken. Lines of products that never gave a right cost nothing.
        """
        if not self:
            return self.env["sme.entitlement"]
        # sudo: rights are born whoever confirms or delivers, a customer who signs the quotation included
        lines_sudo = self.sudo()._filter_entitled()
        values = []
        for line_sudo in lines_sudo:
            line_sudo = line_sudo.with_company(line_sudo.company_id)
            if line_sudo.sme_entitlement_ids:
                values += line_sudo.sme_entitlement_ids._follow_line(line_sudo, now, reopen)
            elif line_sudo._get_wanted_quantity() > 0:
                values += line_sudo._prepare_entitlements(now)
        return lines_sudo.env["sme.entitlement"]._create_once(values)

    def _filter_entitled(self):
        """The lines whose product gives a right, or has given one before."""
        giving = self.product_id.product_tmpl_id.filtered(
            lambda template: template.sme_entitlement_kind not in (False, "none") or template.sme_gave_right
        )
        return self.filtered(lambda line: line.product_id.product_tmpl_id in giving) if giving else self.browse()

    def _is_entitled_at_once(self):
        """Whether the right begins with the order; a warranty on goods begins with their delivery."""
        self.ensure_one()
        return self.product_id.type != "consu" or self.product_id.sme_entitlement_kind in IMMEDIATE_KINDS

    def _get_wanted_quantity(self):
        """The quantity that the right covers, in the unit of the line."""
        self.ensure_one()
        return self.product_uom_qty if self._is_entitled_at_once() else self.qty_delivered

    def _get_entitled_quantity(self):
        """The same in the unit of the product, so that what a customer owns can be added up."""
        self.ensure_one()
        return self.product_uom_id._compute_quantity(self._get_wanted_quantity(), self.product_id.uom_id)

    def _get_entitlement_start(self, now, seen=True):
        """The first day of the right.

        For goods the day of delivery; where no app for stock knows it, the day on which it is `seen`, or the day of
        the order when the past is looked through.
        """
        self.ensure_one()
        company = self.order_id.company_id
        bought = company._get_sme_day(self.order_id.date_order or now)
        if not self._is_entitled_at_once():
            return self.order_id._get_sme_delivery_day() or (company._get_sme_day(now) if seen else bought)
        renewed = self.sme_renews_id
        return first_day(self.product_id.sme_entitlement_kind, bought, renewed.kind, renewed.date_end or None)

    def _get_deliveries(self):
        """[(day, quantity in the unit of the product)] of what the customer got and kept.

        Empty where no app for stock knows it.
        """
        self.ensure_one()
        if "move_ids" not in self._fields:
            return []

        def count(move):
            return move.product_uom._compute_quantity(move.quantity, self.product_id.uom_id)

        done = self.move_ids.filtered(lambda move: move.state == "done")
        deliveries = []
        for move in done.filtered(lambda move: move.location_dest_id.usage == "customer"):
            back = (move.returned_move_ids & done).filtered("to_refund")
            day = self.order_id.company_id._get_sme_day(move.picking_id.date_done or move.date)
            deliveries.append((day, count(move) - sum(count(returned) for returned in back)))
        return deliveries

    def _prepare_entitlements(self, now, seen=True, covered=0.0):
        """The rights that the line gives beyond what is covered, as values: of goods one for each day of delivery."""
        values = self._prepare_entitlement_values(now, seen)
        if self._is_entitled_at_once():
            return [values]
        missing = self.product_id.uom_id.round(values["quantity"] - covered)
        template = self.product_id.product_tmpl_id
        return [
            {
                **values,
                "delivery": number,
                "quantity": quantity,
                "date_start": day,
                "date_end": template._get_last_day(day),
            }
            for number, (day, quantity) in enumerate(share_out(missing, self._get_deliveries(), values["date_start"]))
        ]

    def _prepare_entitlement_values(self, now, seen=True):
        """The right that the line gives if it gives one only, as values."""
        self.ensure_one()
        start = self._get_entitlement_start(now, seen)
        return {
            "partner_id": self.order_id.partner_id.id,
            "product_id": self.product_id.id,
            "sale_order_line_id": self.id,
            "company_id": self.order_id.company_id.id,
            "user_id": self.order_id.user_id.id,
            "kind": self.product_id.sme_entitlement_kind,
            "quantity": self._get_entitled_quantity(),
            "line_quantity": self._get_wanted_quantity(),
            "date_start": start,
            "date_end": self.product_id.product_tmpl_id._get_last_day(start),
        }

    def _follow_entitlements_safely(self, now):
        """The same for lines found by the tick: if one of them fails, the others are done one by one."""
        try:
            with self.env.cr.savepoint():
                self._follow_entitlements(now)
        except Exception:
            if len(self) == 1:
                _logger.exception("The rights of order line %s could not be brought up to date", self.id)
                return
            for line in self:
                line._follow_entitlements_safely(now)
