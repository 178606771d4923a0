from functools import cache

from odoo import models
from odoo.fields import Domain

from ...const import DOCUMENT_FIELDS
from ...rules.entitlement import Right, state_of
from ...rules.literal_domain import get_fields, parse

# Fields whose values of past days are known; all others are taken as they are today.
KNOWN_PASTS = {("sale.order", "state"), ("sme.entitlement", "state")}
COMPARISONS = {"=", "!=", "in", "not in"}


class SmePlanStep(models.Model):
    """Whether the condition of a step was met on a day that is over."""

    _inherit = "sme.plan.step"

    def _get_past_verdict(self, candidates):
        """A function of a candidate and a day; None for a step without a condition.

        What has no history is judged by how it is today.
        """
        self.ensure_one()
        domain = Domain(parse(self.condition))
        if domain.is_true():
            return None
        # sudo: a plan asks whatever its condition asks for, whoever previews it
        if self._get_condition_model() not in DOCUMENT_FIELDS:
            cards_sudo = self.env["sme.customer"].sudo()
            met = cards_sudo.search(
                domain
                & Domain("partner_id", "in", [candidate.customer for candidate in candidates])
                & Domain("company_id", "=", self.company_id.id)
            ).partner_id._ids
            return lambda candidate, _day: candidate.customer in met
        # sudo: see above
        documents_sudo = self.env[self._get_condition_model()].sudo()
        documents_sudo = documents_sudo.browse(
            {document for candidate in candidates for document in candidate.documents}
        ).exists()

        @cache
        def is_met(document, day):
            document_sudo = documents_sudo.browse(document).with_prefetch(documents_sudo._ids)
            return bool(document_sudo.filtered_domain(self._get_domain_of_day(domain, document_sudo, day)))

        known = set(documents_sudo._ids)
        return lambda candidate, day: any(
            is_met(document, day) for document in candidate.documents if document in known
        )

    def _get_domain_of_day(self, domain, document, day):
        """The domain where conditions on what is known of a past day are answered already."""

        def answer(condition):
            if not self._knows_past(document._name, condition.field_expr) or condition.operator not in COMPARISONS:
                return condition
            values = condition.value if condition.operator in ("in", "not in") else [condition.value]
            is_among = self._get_past_state(document, day) in values
            return Domain(is_among == (condition.operator in ("=", "in")))

        return domain.map_conditions(answer)

    def _get_past_state(self, document, day):
        """The state of an order, or a right, on a day."""
        morning = self.plan_id._get_work_begin(day)
        if document._name == "sale.order":
            return "sent" if document.state == "sale" and document.date_order > morning else document.state
        renewal = document.renewed_by_id
        renewed = renewal.sale_order_id.date_order or renewal.create_date
        return state_of(
            Right(document.kind, document.date_end or None, document.cancelled, bool(renewed and renewed <= morning)),
            day,
        )

    def _knows_past(self, model, name):
        return (model, name) in KNOWN_PASTS

    def _has_unknown_past(self):
        """Whether the condition asks for something that has no history."""
        self.ensure_one()
        model = self._get_condition_model()
        return any(not self._knows_past(model, name) for name in get_fields(parse(self.condition)))
