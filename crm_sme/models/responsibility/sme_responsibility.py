from functools import cache

from odoo import api, models
from odoo.fields import Domain

from ...queries import responsibility as queries
from ...rules import responsibility as rules
from ...rules.absence import find_stand_in
from ...rules.territory import Address

LIKE_OPERATORS = ("like", "ilike", "=like", "=ilike")


class SmeResponsibility(models.AbstractModel):
    """Who looks after a customer, and why: once by the rule, for verdicts and their reasons, and once as an expression,
    for filters, orders and groups.

    The class of the customer says whether its account manager, the person of its territory or the front desk is asked
    first. Absences are looked up; nothing is stored.
    """

    _name = "sme.responsibility"
    _description = "Who Looks After Whom"

    @api.model
    def _get_roster(self, company, day=None):
        """Who may look after the customers of a company on a day, now by default."""
        stand_ins = self.env["sme.absence"]._get_stand_ins(day)
        territories = self.env["sme.territory"]
        return rules.Roster(
            entries=territories._get_entries(company),
            people=territories._get_people(company),
            desk=[user.id for user in company._get_sme_desk()[1] if user.id not in stand_ins],
            stand_ins=stand_ins,
        )

    @api.model
    def _get_address(self, partner):
        return Address(
            country=partner.country_id.id or None,
            state=partner.state_id.id or None,
            zip=partner.zip or "",
            industry=partner.industry_id.id or None,
        )

    @api.model
    def _judge(self, partners, company, roster):
        """{customer: who looks after it, and why} in a company, of commercial partners."""
        # sudo: who looks after a customer is known to all who serve, whatever of it they may read
        partners_sudo = partners.sudo()
        customers_sudo = self.env["sme.customer"]._find_all_sudo(
            [("company_id", "=", company.id), ("partner_id", "in", partners.ids)]
        )
        models_of = {customer.partner_id.id: customer.class_id.account_model for customer in customers_sudo}
        verdicts = {}
        for partner, partner_sudo in zip(partners, partners_sudo, strict=True):
            manager_sudo = partner_sudo.user_id
            territory = roster.find_territory(self._get_address(partner_sudo)) if roster.entries else None
            verdicts[partner] = roster.decide(
                rules.Situation(
                    account_model=models_of.get(partner.id) or None,
                    account_manager=manager_sudo.id if manager_sudo.active and not manager_sudo.share else None,
                    territory_person=roster.people.get(territory),
                    number=partner.id,
                )
            )
        return verdicts

    @api.model
    def _get_texts(self, company):
        """A function that says in the reader's language why somebody looks after a customer of a company."""

        @cache
        def get_text(reason, owner_id, territory):
            # sudo: names, as a many2one would show them
            owner_sudo, territory_sudo = self.env["res.users"].sudo().browse(owner_id or []), territory.sudo()
            if reason == rules.STAND_IN:
                return self.env._("Stands in for %s, who is away", owner_sudo.name)
            if reason == rules.AWAY:
                return self.env._("%s is away, and nobody stands in", owner_sudo.name)
            if reason == rules.NOBODY:
                return self.env._("No account manager, no territory, and nobody at the front desk")
            if reason == rules.NAMED:
                text = self.env._("Account manager of the customer")
            elif reason == rules.REGIONAL:
                text = self.env._("Territory %s", territory_sudo.name)
            else:
                text = self.env._("Front desk: %s", company._get_sme_desk()[0].name)
            if owner_sudo:
                return self.env._(
                    "%(reason)s. %(owner)s is away, and nobody stands in", reason=text, owner=owner_sudo.name
                )
            return text

        return lambda verdict, territory: get_text(verdict.reason, verdict.owner, territory)

    # ------------------------------------------------------------
    # AS AN EXPRESSION
    # ------------------------------------------------------------

    @api.model
    def _get_companies(self):
        """The companies whose rows a query may meet: those switched on, or all where nothing says which."""
        if self.env.context.get("allowed_company_ids"):
            return self.env.companies
        # sudo: nothing is read of them but who looks after whom
        return self.env["res.company"].sudo().search([])

    @api.model
    def _get_columns(self, alias, query):
        """The columns that decide, of the commercial partner under an alias."""
        # sudo: see _judge
        partners_sudo = self.env["res.partner"].sudo()

        def column(name):
            return partners_sudo._field_to_sql(alias, name, query)

        return queries.PartnerColumns(
            id=column("id"),
            user=column("user_id"),
            country=column("country_id"),
            state=column("state_id"),
            zip=column("zip"),
            industry=column("industry_id"),
        )

    @api.model
    def _get_model(self, scorecard, query):
        """The account model of the class of the scorecard under an alias."""
        # sudo: what the classes are is no secret
        customers_sudo = self.env["sme.customer"].sudo()
        classes_sudo, alias = customers_sudo._fields["class_id"].join(customers_sudo, scorecard, query)
        return classes_sudo._field_to_sql(alias, "account_model", query)

    @api.model
    def _territory_to_sql(self, company, columns):
        entries = self.env["sme.territory"]._get_entries(company)
        return queries.territory(columns, self._get_branches(entries, lambda entry: entry.territory.id))

    @api.model
    def _get_branches(self, entries, answer):
        return [
            queries.Branch(
                countries=sorted(entry.territory.countries),
                states=sorted(entry.territory.states),
                industries=sorted(entry.territory.industries),
                zips=entry.zips,
                answer=answer(entry),
            )
            for entry in entries
        ]

    @api.model
    def _responsible_to_sql(self, company, columns, account_model):
        """Who looks after the customers of a company today, as an expression; the twin of `_judge`."""
        roster = self._get_roster(company)
        branches = self._get_branches(roster.entries, lambda entry: roster.people.get(entry.territory.id))
        owners = {
            rules.NAMED: queries.account_manager(columns),
            rules.REGIONAL: queries.territory(columns, branches),
            rules.DESK: queries.desk(columns, roster.desk),
        }
        here = {away: find_stand_in(away, roster.stand_ins) for away in roster.stand_ins}
        people = {reason: queries.replace_absent(owner, here) for reason, owner in owners.items()}
        orders = rules.ORDER
        if here:
            people |= {f"{reason} away": owner for reason, owner in owners.items()}
            orders = {model: (*order, *(f"{reason} away" for reason in order)) for model, order in orders.items()}
        return queries.by_model(account_model, people, orders, rules.NAMED)

    @api.model
    def _search_many2one(self, model, field_name, operator, value):
        """A condition on a many2one that is computed from an expression."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        field = model._fields[field_name]
        # sudo: names, as a many2one would show them
        others_sudo = self.env[field.comodel_name].sudo().with_context(active_test=False)
        if operator == "any":
            # what is asked of the people is anybody's domain: it is asked with the rights of who asks
            others = self.env[field.comodel_name].with_context(active_test=False)
            wanted = set(others.search(value).ids)
        elif operator == "any!":
            wanted = set(others_sudo.search(value).ids)
        elif operator in LIKE_OPERATORS:
            wanted = set(others_sudo.search([("display_name", operator, value)]).ids)
        elif operator == "in":
            names = [item for item in value if isinstance(item, str)]
            wanted = {item for item in value if not isinstance(item, str)}
            wanted |= set(others_sudo.search([("display_name", "in", names)]).ids) if names else set()
        else:
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: field.condition_to_sql(field_name, "in", wanted, model, alias, query),
            predicate=lambda record: record[field_name].id in wanted,
        )
