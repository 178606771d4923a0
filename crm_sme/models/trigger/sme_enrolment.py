from odoo import api, fields, models
from odoo.tools import format_date

from ...const import ENTITLEMENT_KINDS


class SmeEnrolment(models.Model):
    """Why a plan started, in the reader's language."""

    _inherit = "sme.enrolment"

    @api.model
    def _get_reason_sentences(self, *values):
        first, second, third = (*values, None, None, None)[:3]
        return {
            **super()._get_reason_sentences(*values),
            "lifecycle": lambda: self._get_lifecycle_sentence(first, second),
            "class_changed": lambda: self._get_class_sentence(first, second),
            "no_contact": lambda: self.env._(
                "No real contact since %(day)s, for longer than %(days)s days.",
                day=self._get_date(second),
                days=first,
            ),
            "quotation": lambda: self._get_quotation_sentence(first, second, third),
            "order_confirmed": lambda: self.env._("Order %s was confirmed.", first),
            "order_delivered": lambda: self.env._("Order %s was delivered.", first),
            "entitlement": lambda: self._get_entitlement_sentence(first, second, third),
            "low_rating": lambda: self._get_rating_sentence(first, second),
            "complaint_closed": lambda: self.env._("Complaint %s is solved.", first),
            "new_customer": lambda: self.env._("First order: %s.", first),
            "lead_untouched": lambda: self.env._(
                "“%(lead)s” came in on %(day)s, and nobody has spoken to the customer since.",
                lead=first,
                day=self._get_date(second),
            ),
        }

    def _get_date(self, day):
        return format_date(self.env, fields.Date.to_date(day)) if day else ""

    def _get_lifecycle_sentence(self, before, after):
        stages = dict(self.env["sme.customer"]._fields["lifecycle"]._description_selection(self.env))
        if before:
            return self.env._(
                "The stage changed from “%(before)s” to “%(after)s”.",
                before=stages.get(before, before),
                after=stages.get(after, after),
            )
        return self.env._("The customer is in the stage “%s”.", stages.get(after, after))

    def _get_class_sentence(self, before, after):
        names = self.env["sme.customer.class"]._get_names()
        return self.env._(
            "The class changed from %(before)s to %(after)s.", before=names.get(before, ""), after=names.get(after, "")
        )

    def _get_quotation_sentence(self, name, day, is_estimate):
        if is_estimate:
            return self.env._(
                "Quotation %(name)s, of about %(day)s, is unanswered.", name=name, day=self._get_date(day)
            )
        return self.env._("Quotation %(name)s, sent on %(day)s, is unanswered.", name=name, day=self._get_date(day))

    def _get_entitlement_sentence(self, number, kind, day):
        kinds = dict(self.env["sme.entitlement"]._fields["kind"]._description_selection(self.env))
        return self.env._(
            "%(kind)s %(number)s ends on %(day)s.",
            kind=kinds.get(kind, dict(ENTITLEMENT_KINDS).get(kind, "")),
            number=number,
            day=self._get_date(day),
        )

    def _get_rating_sentence(self, rating, number):
        if number:
            return self.env._("%(rating)g of 5 for %(number)s.", rating=rating, number=number)
        return self.env._("A rating of %g of 5.", rating)
