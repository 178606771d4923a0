from odoo import api, models
from odoo.tools import format_amount, format_date, formatLang


class SmeExplanation(models.AbstractModel):
    """Says in the reader's language what the codes of a verdict mean.

    A verdict stores reasons as [code, value, threshold]; the sentence is made when it is read.
    """

    _name = "sme.explanation"
    _description = "Explanation of a Verdict"

    def _get_reason_sentences(self, reasons, policy, value=None):
        """One sentence a reason, in the order of the reasons; `value` is the amount judged, where it is known."""
        sentences = [self._get_reason_sentence(policy, value, *reason) for reason in reasons or []]
        return [sentence for sentence in sentences if sentence]

    def _get_reason_sentence(self, policy, value, code, found, held_against):
        """The sentence of one reason; empty for a code that this version does not know."""
        for sentences in (self._get_class_sentences, self._get_lifecycle_sentences):
            sentence = sentences(policy, value, found, held_against).get(code)
            if sentence:
                return sentence()
        return ""

    def _get_class_sentences(self, policy, value, found, held_against):
        """{code: function that makes the sentence} for the reasons of a class."""
        _ = self.env._
        return {
            "rank": lambda: _(
                "Rank %(rank)s of %(count)s by %(basis)s of the last %(months)s months.",
                rank=self._number(found),
                count=self._number(held_against),
                basis=self._get_basis_name(policy),
                months=policy.window_months,
            ),
            "share_before": lambda: self._get_share_sentence(found, held_against),
            "amount": lambda: self._get_amount_sentence(policy, held_against),
            "no_orders": lambda: _("No order in the last %s months: customers without orders are occasional.", held_against),
            "no_value": lambda: _("The value is not positive: such customers are occasional."),
            "kept": lambda: _(
                "It lies just beyond the border of its class and keeps it: the border is %s %% wide.",
                self._number(held_against, 1),
            ),
            "all_equal": lambda: _("All %s ranked customers have the same value.", self._number(found)),
            "few_ranked": lambda: _(
                "Only %(count)s customers are ranked, fewer than %(few)s: ranks say little.",
                count=self._number(found),
                few=held_against,
            ),
            "cost_unknown": lambda: _("The costs of %s %% of its orders' amount are not known.", found),
            "left_out": lambda: _("Left out of the classification by hand."),
            "left": lambda: _("No order, open quotation or open opportunity is left."),
        }

    def _get_lifecycle_sentences(self, policy, value, found, held_against):
        """{code: function that makes the sentence} for the reasons of a lifecycle."""
        _ = self.env._
        rhythm = {"gap": self._number(found or 0, 1), "factor": self._number(held_against or 0, 1)}
        return {
            "prospect": lambda: _("Prospect: no order yet, but an open quotation or opportunity."),
            "new": lambda: _("New: the first order lies within %s days.", held_against),
            "won_back": lambda: _(
                "Won back: ordered again after %(gap)s days; more than %(limit)s days make a customer won back.",
                gap=found,
                limit=held_against,
            ),
            "active_own": lambda: _("Active: usually orders every %(gap)s days, and is late beyond %(factor)s times that.", **rhythm),
            "late_own": lambda: _("Late: usually orders every %(gap)s days, and is beyond %(factor)s times that.", **rhythm),
            "dormant_own": lambda: _("Dormant: usually orders every %(gap)s days, and is beyond %(factor)s times that.", **rhythm),
            "lost_own": lambda: _(
                "Lost: usually orders every %(gap)s days, is beyond %(factor)s times that, and for %(days)s days at least.",
                days=policy.lost_days,
                **rhythm,
            ),
            "late_company": lambda: _(
                "Late: customers of this company usually order every %(gap)s days, and it is beyond %(factor)s times that.",
                **rhythm,
            ),
            "active_days": lambda: _("Active: has ordered on %s days, too few for a rhythm of its own.", found),
            "dormant_days": lambda: _("Dormant: no order for %s days or more, without a rhythm of its own.", held_against),
            "lost_days": lambda: _("Lost: no order for %s days or more, without a rhythm of its own.", held_against),
        }

    def _get_share_sentence(self, found, bound):
        if bound is None:
            return self.env._("Customers of higher value hold %s of the total: the rest is occasional.", self._percent(found))
        return self.env._(
            "Customers of higher value hold %(before)s of the total; the class reaches up to %(bound)s.",
            before=self._percent(found),
            bound=self._percent(bound),
        )

    def _get_amount_sentence(self, policy, bound):
        if bound is None:
            return self.env._("The value lies below the amounts of the other classes.")
        amount = bound / 10**policy.currency_id.decimal_places
        return self.env._("The class begins at a value of %s.", format_amount(self.env, amount, policy.currency_id))

    @api.model
    def _get_basis_name(self, policy):
        return self.env._("margin") if policy.value_basis_used == "margin" else self.env._("revenue")

    def _number(self, number, digits=0):
        """A number as the reader writes it, without a fraction that says nothing."""
        return formatLang(self.env, number, digits=0 if float(number).is_integer() else digits)

    def _percent(self, share):
        return self.env._("%(share)s %%", share=formatLang(self.env, 100 * share, digits=1))

    def _date(self, day):
        return format_date(self.env, day)

    def _get_wording_without_numbers(self, class_code, lifecycle):
        """What anyone may read about a customer: its class and lifecycle in words."""
        _ = self.env._
        classes = {
            "key": _("Key: one of the customers that carry the business."),
            "growth": _("Growth: comes next after the key customers."),
            "standard": _("Standard: a regular customer of middle value."),
            "occasional": _("Occasional: buys rarely or little."),
        }
        lifecycles = {
            "prospect": _("Prospect: has not ordered yet."),
            "new": _("New: ordered for the first time not long ago."),
            "active": _("Active: orders as usual."),
            "late": _("Late: has not ordered for clearly longer than usual."),
            "dormant": _("Dormant: has not ordered for a long time."),
            "lost": _("Lost: has not ordered for so long that it buys elsewhere."),
            "won_back": _("Won back: ordered again after a long time."),
        }
        return [text for text in (classes.get(class_code), lifecycles.get(lifecycle)) if text]
