from odoo import api, fields, models
from odoo.fields import Domain

from ...queries import repeat_faults


class SmeService(models.Model):
    """The same product with the same cause again within some days is one fault, and is shown as such."""

    _inherit = "sme.service"

    repeat_count = fields.Integer(
        string="Same Fault",
        compute="_compute_repeat_count",
        compute_sudo=True,
        help="Other records about the same product with the same cause within the days that count as one fault.",
    )
    is_repeat_fault = fields.Boolean(
        string="Repeat Fault", compute="_compute_repeat_count", compute_sudo=True, search="_search_is_repeat_fault"
    )

    _fault_idx = models.Index(
        "(cause_id, product_id, create_date) WHERE cause_id IS NOT NULL AND product_id IS NOT NULL"
    )

    @api.depends("product_id", "cause_id", "company_id", "active", "held_reason", "parent_id", "cause_id.repeat_days")
    def _compute_repeat_count(self):
        candidates = self.filtered(lambda service: service.product_id and service.cause_id and service._origin.id)
        counts = {}
        if candidates:
            this, other = (self._get_fault_columns(alias) for alias in ("this", "other"))
            self.env["sme.service.cause"].flush_model(["repeat_days"])
            self.env["res.company"].flush_model(["sme_repeat_days"])
            ids = tuple(candidates._origin.ids)
            counts = dict(self.env.execute_query(repeat_faults.count_repeats(this, other, ids)))
        for service in self:
            service.repeat_count = counts.get(service._origin.id, 0)
            service.is_repeat_fault = bool(service.repeat_count)

    def _search_is_repeat_fault(self, operator, value):
        if operator != "in":
            return NotImplemented

        def to_sql(model, alias, query):
            columns = (model._get_fault_columns(alias, query), model._get_fault_columns("other"))
            return repeat_faults.has_repeats(*columns)

        return Domain.custom(to_sql=to_sql, predicate=lambda service: service.is_repeat_fault)

    @api.model
    def _get_fault_columns(self, alias, query=None):
        # sudo: which records are one fault is no secret between teams; their text stays one
        model_sudo = self.env["sme.service"].sudo()
        return {name: model_sudo._field_to_sql(alias, name, query) for name in repeat_faults.COLUMNS}

    def action_open_repeats(self):
        """All records of the fault that this one is a part of."""
        self.ensure_one()
        self.check_access("read")
        action = self.cause_id.action_open_services()
        action["domain"] = [*action["domain"], ("product_id", "=", self.product_id.id)]
        return action
