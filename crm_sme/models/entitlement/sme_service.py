from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import escape_psql, format_date

from ...const import COVERING_KINDS, WARRANTY_STATES
from ...queries import entitlement as entitlement_queries
from ...rules.entitlement import WARRANTY, last_day
from ...rules.warranty import (
    BY_LINE,
    BY_PRODUCT,
    BY_SERIAL,
    NO_PERIOD,
    NOT_BEGUN,
    NOT_ENOUGH_KNOWN,
    NOTHING_SOLD,
    RIGHT_CANCELLED,
    Coverage,
    judge,
)


class SmeService(models.Model):
    """Is the case covered? The verdict of the day on which it was reported, with its reason.

    It is stored and changes only with what it was found from (product, serial number, order, customer, day), never
    because time passes. An employee may decide otherwise, with a reason.
    """

    _inherit = "sme.service"

    date_reported = fields.Date(
        string="Reported On", required=True, default=fields.Date.context_today, copy=False, tracking=True
    )
    warranty_state = fields.Selection(
        selection=WARRANTY_STATES,
        string="Warranty",
        compute="_compute_warranty_state",
        inverse="_inverse_warranty_state",
        store=True,
        precompute=True,
        readonly=False,
        copy=False,
        index=True,
        tracking=True,
    )
    entitlement_id = fields.Many2one(
        comodel_name="sme.entitlement",
        compute="_compute_warranty",
        store=True,
        precompute=True,
        copy=False,
        index="btree_not_null",
    )
    warranty_days_left = fields.Integer(
        string="Days Left When Reported", compute="_compute_warranty", store=True, precompute=True, copy=False
    )
    warranty_reason = fields.Json(compute="_compute_warranty", store=True, precompute=True, copy=False)
    warranty_override = fields.Selection(
        selection=[state for state in WARRANTY_STATES if state[0] != "unknown"],
        string="Decided by Hand",
        copy=False,
        tracking=True,
        help="Counts instead of what was found. Empty: as found.",
    )
    warranty_override_reason = fields.Char(string="Because", copy=False, tracking=True)
    warranty_explanation = fields.Char(string="Warranty Verdict", compute="_compute_warranty_explanation")

    # ------------------------------------------------------------
    # VERDICT
    # ------------------------------------------------------------

    @api.depends("warranty_reason", "warranty_override")
    def _compute_warranty_state(self):
        for service in self:
            found = (service.warranty_reason or {}).get("state", "unknown")
            service.warranty_state = service.warranty_override or found

    @api.depends(
        "product_id", "serial", "sale_order_id", "sale_order_line_id", "commercial_partner_id", "date_reported"
    )
    def _compute_warranty(self):
        coverages = self._find_coverages()
        for service in self:
            found, otherwise = coverages.get(service, ([], NOT_ENOUGH_KNOWN))
            verdict = judge(found, service.date_reported or fields.Date.context_today(self), otherwise)
            key = verdict.coverage.key if verdict.coverage else {}
            service.entitlement_id = key.get("entitlement", False)
            service.warranty_days_left = verdict.days_left or 0
            service.warranty_reason = service._prepare_warranty_reason(verdict)

    def _prepare_warranty_reason(self, verdict):
        """What the sentence is made of when it is read: codes and values, no words."""
        reason = {"state": verdict.state, "reason": verdict.reason, "days_left": verdict.days_left}
        if verdict.coverage:
            start, end = verdict.coverage.start, verdict.coverage.end
            reason |= verdict.coverage.key | {
                "found_by": verdict.coverage.found_by,
                "start": fields.Date.to_string(start),
                "end": fields.Date.to_string(end) if end else False,
            }
        return reason

    def _inverse_warranty_state(self):
        """Writing the verdict is deciding it by hand; only an import may do so without a reason of its own."""
        for service in self:
            found = (service.warranty_reason or {}).get("state", "unknown")
            decided = service.warranty_state if service.warranty_state not in (found, "unknown") else False
            if decided and self.env.su and not service.warranty_override_reason:
                service.warranty_override_reason = self.env._("imported")
            service.warranty_override = decided

    @api.constrains("warranty_override", "warranty_override_reason")
    def _check_override_reason(self):
        for service in self:
            if service.warranty_override and not (service.warranty_override_reason or "").strip():
                raise ValidationError(self.env._("%s: say why the warranty is decided by hand.", service.display_name))

    def _merge_move(self, duplicates):
        """The case counts from its first report, and what was decided by hand on a duplicate is decided."""
        result = super()._merge_move(duplicates)
        self.date_reported = min((self | duplicates).mapped("date_reported"))
        decided = duplicates.filtered("warranty_override").sorted("id")[:1]
        if decided and not self.warranty_override:
            self.write(
                {
                    "warranty_override": decided.warranty_override,
                    "warranty_override_reason": decided.warranty_override_reason,
                }
            )
        return result

    # ------------------------------------------------------------
    # WHAT THE VERDICT IS FOUND FROM
    # ------------------------------------------------------------

    def _find_coverages(self):
        """{record: (its coverages, the reason if there is none)}, for the records of which enough is known.

        A fixed number of queries, however many records; none where no product, serial number or order line is known.
        """
        known = self.filtered(lambda service: service.product_id or service.serial or service.sale_order_line_id)
        if not known:
            return {}
        rights = known._find_rights()
        result = {service: (known._get_coverages_of_rights(service, rights), NOTHING_SOLD) for service in known}
        purchases = known.filtered(lambda service: not result[service][0])._find_purchases()
        for service, line in purchases.items():
            # a line whose right was taken back is not covered by another rule instead
            coverage = not line.sme_entitlement_ids and service._get_coverage_of_purchase(line)
            otherwise = RIGHT_CANCELLED if line.sme_entitlement_ids else NO_PERIOD
            result[service] = ([coverage] if coverage else [], otherwise)
        return result

    def _find_rights(self):
        """The covering rights that may belong to one of these records, cancelled ones left out."""
        firms = self.commercial_partner_id
        serials = [serial for service in self if (serial := (service.serial or "").strip())]
        asked = Domain("sale_order_line_id", "in", self.sale_order_line_id.ids)
        asked |= Domain("sale_order_id", "in", self.sale_order_id.ids) & Domain("product_id", "in", self.product_id.ids)
        asked |= Domain("commercial_partner_id", "in", firms.ids) & Domain("product_id", "in", self.product_id.ids)
        asked |= Domain.OR(Domain("serial", "=ilike", escape_psql(serial)) for serial in serials)
        entitlements = self.env["sme.entitlement"]
        found = entitlements.search(
            asked
            & Domain("company_id", "in", self.company_id.ids)
            & Domain("kind", "in", COVERING_KINDS)
            & Domain("cancelled", "=", False)
        )
        renewing = found.renewed_by_id
        while renewing - found:
            found |= renewing
            renewing = renewing.renewed_by_id
        return found.filtered(lambda right: not right.cancelled)

    def _get_coverages_of_rights(self, service, rights):
        """The coverages of one record among rights, each by the surest way it is found."""
        return [
            Coverage(way, right.date_start, right.date_end or None, right._get_coverage_key())
            for right in rights
            if right.company_id == service.company_id and (way := service._get_way_to_right(right))
        ]

    def _get_way_to_right(self, right):
        """How a right belongs to the record; a renewal belongs to it as what it renews does."""
        serial = (self.serial or "").strip().casefold()
        same_product = not self.product_id or right.product_id == self.product_id
        if self.sale_order_line_id and right.sale_order_line_id == self.sale_order_line_id:
            return BY_LINE
        if serial and (right.serial or "").casefold() == serial and same_product:
            return BY_SERIAL
        if self.product_id and right.product_id == self.product_id:
            if self.sale_order_id and right.sale_order_id == self.sale_order_id:
                return BY_LINE
            if self.commercial_partner_id and right.commercial_partner_id == self.commercial_partner_id:
                return BY_PRODUCT
        ways = (self._get_way_to_right(renewed) for renewed in right.renewed_ids)
        return next((way for way in ways if way), None)

    def _find_purchases(self):
        """{record: the order line that sold its product}, for records without a right; else it is left out."""
        lines = {service: service.sale_order_line_id for service in self if service.sale_order_line_id}
        asking = [
            service for service in self if service not in lines and service.product_id and service.commercial_partner_id
        ]
        if asking:
            self.env["sale.order.line"].flush_model(["order_id", "product_id", "product_uom_qty"])
            self.env["sale.order"].flush_model(["partner_id", "company_id", "state", "date_order"])
            query = entitlement_queries.latest_purchases(
                [service.commercial_partner_id.id for service in asking],
                [service.product_id.id for service in asking],
                [service.company_id.id for service in asking],
                [service.date_reported for service in asking],
            )
            for position, line_id in self.env.execute_query(query):
                lines[asking[position]] = self.env["sale.order.line"].browse(line_id)
        return {service: line for service, line in lines.items() if line.state == "sale"}

    def _get_coverage_of_purchase(self, line):
        """The coverage of a line without a right: by the kind of its product, else by the rule of the company."""
        template, company = line.product_id.product_tmpl_id, self.company_id
        duration, unit, rule = company.sme_warranty_months, "months", "statutory"
        if template.sme_entitlement_kind in COVERING_KINDS:
            duration, unit, rule = template.sme_entitlement_duration, template.sme_entitlement_unit, "product"
        elif not duration:
            return None
        bought = company._get_sme_day(line.order_id.date_order)
        start = line.order_id._get_sme_delivery_day() or bought
        key = {
            "order": line.order_id.name,
            "bought": fields.Date.to_string(bought),
            "rule": rule,
            "duration": duration,
            "unit": unit,
        }
        way = BY_LINE if self.sale_order_line_id == line or self.sale_order_id == line.order_id else BY_PRODUCT
        return Coverage(way, start, last_day(WARRANTY, start, duration, unit), key)

    # ------------------------------------------------------------
    # SENTENCE
    # ------------------------------------------------------------

    @api.depends_context("lang")
    @api.depends("warranty_state", "warranty_reason", "warranty_override", "warranty_override_reason")
    def _compute_warranty_explanation(self):
        for service in self:
            service.warranty_explanation = service._get_warranty_sentence()

    def _get_warranty_sentence(self):
        """The verdict with its reason in the reader's language, made when it is read."""
        self.ensure_one()
        found = self._get_found_sentence(self.warranty_reason or {})
        if not self.warranty_override:
            return found
        words = {"reason": self.warranty_override_reason or "", "found": found}
        if self.warranty_override == "in":
            return self.env._("IN warranty, decided by hand: %(reason)s (found: %(found)s)", **words)
        return self.env._("OUT of warranty, decided by hand: %(reason)s (found: %(found)s)", **words)

    def _get_found_sentence(self, reason):
        state = reason.get("state", "unknown")
        words = {"origin": self._get_origin_words(reason), "end": self._format_day(reason.get("end"))}
        words["days"] = abs(reason.get("days_left") or 0)
        if state == "in" and reason.get("end"):
            return self.env._("IN warranty, %(days)s days left (until %(end)s): %(origin)s", **words)
        if state == "in":
            return self.env._("IN warranty, without end: %(origin)s", origin=words["origin"])
        if state == "out":
            return self.env._("OUT of warranty since %(end)s, reported %(days)s days later: %(origin)s", **words)
        return self._get_unknown_sentence(reason)

    def _get_unknown_sentence(self, reason):
        code = reason.get("reason")
        if code == NOT_BEGUN:
            return self.env._(
                "Warranty unknown: it begins on %s, after the case was reported", self._format_day(reason["start"])
            )
        sentences = {
            NOTHING_SOLD: lambda: self.env._("Warranty unknown: no order of this customer for it was found"),
            NO_PERIOD: lambda: self.env._("Warranty unknown: it was sold, but no period is set for it"),
            RIGHT_CANCELLED: lambda: self.env._("Warranty unknown: the right was cancelled"),
        }
        missing = self.env._("Warranty unknown: product, serial number or order line is missing")
        return sentences[code]() if code in sentences else missing

    def _get_origin_words(self, reason):
        """Where the coverage comes from: day, order, period, as far as they are known."""
        if not reason.get("order"):
            return self.env._("entitlement %s", reason.get("right") or "")
        words = {"bought": self._format_day(reason["bought"]), "order": reason["order"]}
        if not reason.get("duration"):
            return self.env._("bought %(bought)s, order %(order)s", **words)
        words["period"] = self._get_period_words(reason["duration"], reason["unit"])
        if reason.get("rule") == "statutory":
            return self.env._("bought %(bought)s, order %(order)s, %(period)s by law", **words)
        return self.env._("bought %(bought)s, order %(order)s, %(period)s", **words)

    def _get_period_words(self, duration, unit):
        if unit == "days":
            return self.env._("%s days", duration) if duration != 1 else self.env._("1 day")
        if unit == "years":
            return self.env._("%s years", duration) if duration != 1 else self.env._("1 year")
        return self.env._("%s months", duration) if duration != 1 else self.env._("1 month")

    def _format_day(self, day):
        return format_date(self.env, day, date_format="medium") if day else ""
