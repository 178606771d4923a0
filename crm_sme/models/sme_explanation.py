from odoo import api, models
from odoo.tools import format_amount, format_date, formatLang

SMALLEST_SHOWN_SHARE = 0.001


class SmeExplanation(models.AbstractModel):
    """Says in the reader's language what the codes of a verdict mean.

    A verdict stores reasons as [code, value, threshold]; the sentence is made when it is read.
    """

    _name = "sme.explanation"
    _description = "Explanation of a Verdict"

    def _get_scorecard_sentences(self, scorecard):
        """Why a customer has its class and lifecycle: one sentence each, with the numbers used."""
        policy = scorecard.policy_id
        sentences = self._get_override_sentences(scorecard)
        if scorecard.value_rank:
            sentences += self._get_reason_sentences([("rank", scorecard.value_rank, policy.ranked_count)], policy)
            sentences.append(
                self.env._(
                    "Its value is %(value)s, %(share)s of the total.",
                    value=format_amount(self.env, scorecard.value, scorecard.currency_id),
                    share=self._percent(scorecard.value_share),
                )
            )
        if scorecard.service_cost:
            sentences.append(
                self.env._(
                    "The service records of the last %(months)s months cost %(cost)s; the value is lower by that.",
                    months=policy.window_months,
                    cost=format_amount(self.env, scorecard.service_cost, scorecard.currency_id),
                )
            )
        sentences += self._get_reason_sentences(scorecard.reasons, policy)
        sentences += self._get_date_sentences(scorecard)
        sentences.append(self._get_basis_sentence(policy))
        sentences.append(
            self.env._("Confirmed orders as of %s are read; credit notes are not.", self._date(policy.as_of))
        )
        return sentences

    def _get_override_sentences(self, scorecard):
        override = scorecard._get_overrides().get((scorecard.company_id.id, scorecard.partner_id.id))
        if not override:
            return []
        words = override._get_wording(scorecard.computed_class_id.name or self.env._("no class"))
        if override.date_end:
            return [
                self.env._(
                    "Set by hand to %(class)s until %(end)s by %(user)s: %(reason)s (computed: %(computed)s).", **words
                )
            ]
        return [self.env._("Set by hand to %(class)s by %(user)s: %(reason)s (computed: %(computed)s).", **words)]

    def _get_date_sentences(self, scorecard):
        sentences = []
        if scorecard.last_order_date:
            sentences.append(
                self.env._(
                    "The last order is of %(day)s, %(days)s days before.",
                    day=self._date(scorecard.last_order_date),
                    days=scorecard.days_since_last,
                )
            )
        if scorecard.class_since and scorecard.previous_class_id:
            sentences.append(
                self.env._(
                    "In this class since %(day)s, before that %(previous)s.",
                    day=self._date(scorecard.class_since),
                    previous=scorecard.previous_class_id.name,
                )
            )
        return sentences

    def _get_basis_sentence(self, policy):
        """On what the company's customers are valued, and why."""
        known = self._percent(policy.cost_known_share)
        if policy.value_basis != "automatic":
            return self.env._("Value is %s, as the policy says.", self._get_basis_name(policy))
        if policy.value_basis_used == "margin":
            return self.env._("Value is margin: the costs of %s of all amounts are known.", known)
        return self.env._("Value is revenue: the costs of only %s of all amounts are known.", known)

    def _get_reason_sentences(self, reasons, policy):
        """One sentence a reason, in the order of the reasons."""
        sentences = [self._get_reason_sentence(policy, *reason) for reason in reasons or []]
        return [sentence for sentence in sentences if sentence]

    def _get_reason_sentence(self, policy, code, found, held_against):
        """The sentence of one reason; empty for a code that this version does not know."""
        for sentences in (self._get_class_sentences, self._get_lifecycle_sentences):
            sentence = sentences(policy, found, held_against).get(code)
            if sentence:
                return sentence()
        return ""

    def _get_class_sentences(self, policy, found, held_against):
        """{code: function that makes the sentence} for the reasons of a class."""
        return {
            "rank": lambda: self.env._(
                "Rank %(rank)s of %(count)s by %(basis)s of the last %(months)s months.",
                rank=self._number(found),
                count=self._number(held_against),
                basis=self._get_basis_name(policy),
                months=policy.window_months,
            ),
            "share_before": lambda: self._get_share_sentence(found, held_against),
            "amount": lambda: self._get_amount_sentence(policy, held_against),
            "no_orders": lambda: self.env._(
                "No order in the last %s months: customers without orders are occasional.", held_against
            ),
            "no_value": lambda: self.env._("The value is not positive: such customers are occasional."),
            "kept": lambda: self.env._(
                "It lies just beyond the border of its class and keeps it: the border is %s %% wide.",
                self._number(held_against, 1),
            ),
            "all_equal": lambda: self.env._("All %s ranked customers have the same value.", self._number(found)),
            "few_ranked": lambda: self.env._(
                "Only %(count)s customers are ranked, fewer than %(few)s: ranks say little.",
                count=self._number(found),
                few=held_against,
            ),
            "cost_unknown": lambda: self.env._("The costs of %s %% of its orders' amount are not known.", found),
            "left_out": lambda: self.env._("Left out of the classification by hand."),
            "left": lambda: self.env._("No order, open quotation or open opportunity is left."),
        }

    def _get_lifecycle_sentences(self, policy, found, held_against):
        """{code: function that makes the sentence} for the reasons of a lifecycle."""
        rhythm = {"gap": self._number(found or 0, 1), "factor": self._number(held_against or 0, 1)}
        return {
            "prospect": lambda: self.env._("Prospect: no order yet, but an open quotation or opportunity."),
            "new": lambda: self.env._("New: the first order lies within %s days.", held_against),
            "won_back": lambda: self.env._(
                "Won back: ordered again after %(gap)s days; more than %(limit)s days make a customer won back.",
                gap=found,
                limit=held_against,
            ),
            "active_own": lambda: self.env._(
                "Active: usually orders every %(gap)s days, and is late beyond %(factor)s times that.", **rhythm
            ),
            "late_own": lambda: self.env._(
                "Late: usually orders every %(gap)s days, and is beyond %(factor)s times that.", **rhythm
            ),
            "dormant_own": lambda: self.env._(
                "Dormant: usually orders every %(gap)s days, and is beyond %(factor)s times that.", **rhythm
            ),
            "lost_own": lambda: self.env._(
                "Lost: usually orders every %(gap)s days, and is beyond %(factor)s times that and %(days)s days.",
                days=policy.lost_days,
                **rhythm,
            ),
            "late_company": lambda: self.env._(
                "Late: customers here usually order every %(gap)s days, and it is beyond %(factor)s times that.",
                **rhythm,
            ),
            "active_days": lambda: self.env._(
                "Active: has ordered on %s days, too few for a rhythm of its own.", found
            ),
            "dormant_days": lambda: self.env._(
                "Dormant: no order for %s days or more, without a rhythm of its own.", held_against
            ),
            "lost_days": lambda: self.env._(
                "Lost: no order for %s days or more, without a rhythm of its own.", held_against
            ),
        }

    def _get_share_sentence(self, found, bound):
        if bound is None:
            return self.env._(
                "Customers of higher value hold %s of the total: the rest is occasional.", self._percent(found)
            )
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
        if 0 < share < SMALLEST_SHOWN_SHARE:
            return self.env._("less than %(share)s %%", share=formatLang(self.env, 0.1, digits=1))
        return self.env._("%(share)s %%", share=formatLang(self.env, 100 * share, digits=1))

    def _date(self, day):
        return format_date(self.env, day)

    def _get_wording_without_numbers(self, class_code, lifecycle):
        """What anyone may read about a customer: its class and lifecycle in words."""
        classes = {
            "key": self.env._("Key: one of the customers that carry the business."),
            "growth": self.env._("Growth: comes next after the key customers."),
            "standard": self.env._("Standard: a regular customer of middle value."),
            "occasional": self.env._("Occasional: buys rarely or little."),
        }
        lifecycles = {
            "prospect": self.env._("Prospect: has not ordered yet."),
            "new": self.env._("New: ordered for the first time not long ago."),
            "active": self.env._("Active: orders as usual."),
            "late": self.env._("Late: has not ordered for clearly longer than usual."),
            "dormant": self.env._("Dormant: has not ordered for a long time."),
            "lost": self.env._("Lost: has not ordered for so long that it buys elsewhere."),
            "won_back": self.env._("Won back: ordered again after a long time."),
        }
        return [text for text in (classes.get(class_code), lifecycles.get(lifecycle)) if text]
