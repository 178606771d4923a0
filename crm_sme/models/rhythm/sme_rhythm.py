from odoo import api, models
from odoo.fields import Domain

from ...queries import rhythm as queries
from ...queries.responsibility import by_company
from ...rules import rhythm as rules


class SmeRhythm(models.AbstractModel):
    """How customers stand in the rhythm of contacts that their class promises.

    It changes because a day passes, so nothing is stored: the rule judges what is shown, and its twin, an expression,
    serves filters, orders and groups.
    """

    _name = "sme.rhythm"
    _description = "Rhythm of Contacts"

    @api.model
    def _forget(self):
        """Something happened that starts intervals anew: what was computed before is not shown any more."""
        self.env["res.partner"].invalidate_model(["sme_contact_state", "sme_contact_since"])
        self.env["sme.customer"].invalidate_model(["contact_state", "contact_since", "contact_due_date"])

    @api.model
    def _get_day(self, company):
        """(today, time zone) of a company."""
        policy = self.env["sme.policy"]._get_for_companies(company)
        return policy._get_today(), policy._get_timezone()

    @api.model
    def _judge(self, customers):
        """{scorecard: (how the customer stands, day from which the days count)}."""
        verdicts = {}
        for company, in_company in customers.grouped("company_id").items():
            today, timezone = self._get_day(company)
            promised = in_company.filtered(lambda card: card.class_id._has_rhythm())
            touches = dict(
                self.env.execute_query(queries.last_touches(promised.partner_id.ids, company.id, timezone))
                if promised
                else ()
            )
            for card in in_company:
                customer_class = card.class_id
                since = None
                if card in promised:
                    since = rules.start_of_interval(
                        touches.get(card.partner_id.id),
                        card.last_order_date,
                        card.class_since,
                        customer_class.rhythm_since,
                    )
                state = rules.judge_contact(
                    since, customer_class.contact_ideal_days, customer_class.contact_max_days, today
                )
                verdicts[card] = state, since
        return verdicts

    @api.model
    def _to_sql(self, name, scorecard, query, companies):
        """The state ("state") or the first day counted ("since") of the scorecard under an alias, as an expression."""
        # sudo: how customers stand is known to all who may see the field
        customers_sudo = self.env["sme.customer"].sudo()
        classes_sudo, alias = customers_sudo._fields["class_id"].join(customers_sudo, scorecard, query)

        def card(field):
            return customers_sudo._field_to_sql(scorecard, field, query)

        def of_class(field):
            return classes_sudo._field_to_sql(alias, field, query)

        ideal, latest = of_class("contact_ideal_days"), of_class("contact_max_days")
        answers = {}
        for company in companies:
            today, timezone = self._get_day(company)
            touch = queries.last_touch(card("partner_id"), company.id, timezone)
            since = queries.start_of_interval(
                touch, card("last_order_date"), card("class_since"), of_class("rhythm_since")
            )
            answers[company.id] = (
                queries.contact_state(since, ideal, latest, today)
                if name == "state"
                else queries.since_where_promised(since, ideal, latest)
            )
        return by_company(card("company_id"), answers)

    @api.model
    def _search_by_sql(self, model, field_name, operator, value):
        """A condition on the expression of a field."""
        field = model._fields[field_name]
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: field.condition_to_sql(field_name, operator, value, model, alias, query),
            predicate=(lambda record: record[field_name] in value) if operator == "in" else None,
        )
