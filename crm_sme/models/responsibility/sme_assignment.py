from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ...rules.balance import LEAST_LOADED, Need, Person, propose

HISTORY = timedelta(days=730)  # whom a customer knows is seen from orders and contacts of two years


class SmeAssignment(models.AbstractModel):
    """Who is proposed as account manager of customers that have none: facts from orders and the ledger, judged by
    rules/balance.py.
    """

    _name = "sme.assignment"
    _description = "Proposals of Account Managers"

    @api.model
    def _get_candidates(self, company):
        """Who may be account manager: the people of the sales teams, else all salespeople of the company."""
        # sudo: who sells for the company decides, whoever assigns
        teams_sudo = self.env["crm.team"].sudo().search([("company_id", "in", [company.id, False])])
        users_sudo = (teams_sudo.member_ids | teams_sudo.user_id) or self.env["res.users"].sudo().search(
            [("all_group_ids", "in", self.env.ref("sales_team.group_sale_salesman").ids), ("share", "=", False)]
        )
        return users_sudo.filtered(lambda user: user.active and company in user.company_ids).sudo(False)

    @api.model
    def _get_domain(self, company, classes):
        """The scorecards of customers that by their class should have an account manager, and have none."""
        return (
            Domain("company_id", "=", company.id)
            & Domain("class_id", "in", classes.filtered(lambda tier: tier.account_model == "named").ids)
            & (Domain("account_manager_id", "=", False) | Domain("account_manager_id.active", "=", False))
        )

    @api.model
    def _get_loads(self, company, users, customers):
        """{person: (customers, contacts a week, hours a week)} that people have apart from these customers."""
        # sudo: all customers of a person take time, whatever of them the reader may see
        customers_sudo = self.env["sme.customer"].sudo().with_context(allowed_company_ids=company.ids)
        groups = customers_sudo._read_group(
            [
                ("company_id", "=", company.id),
                ("class_id", "!=", False),
                ("id", "not in", customers.ids),
                ("responsible_id", "in", users.ids),
            ],
            ["responsible_id", "class_id"],
            ["__count"],
        )
        loads = dict.fromkeys(users, (0, 0.0, 0.0))
        for user_sudo, customer_class, count in groups:
            user = users.browse(user_sudo.id)
            have, contacts, hours = loads[user]
            loads[user] = (
                have + count,
                contacts + customer_class._contacts_per_week(count),
                hours + customer_class._get_contact_hours(count),
            )
        return loads

    @api.model
    def _propose(self, company, users, customers, now):
        """[(scorecard, person, reason as text)] for customers without anybody, in their order."""
        hours = users._get_sme_contact_hours(company)
        loads = self._get_loads(company, users, customers)
        people = [Person(user.id, hours[user], loads[user][2]) for user in users]
        suited = self._get_suited(company, users, customers, now)
        needs = [
            Need(customer.id, customer.class_id._get_contact_hours(1), tuple(suited.get(customer, {}).items()))
            for customer in customers
        ]
        return [
            (
                customers.browse(proposal.customer),
                users.browse(proposal.person),
                self.env._("Has the most time left") if proposal.reason == LEAST_LOADED else proposal.reason,
            )
            for proposal in propose(needs, people)
        ]

    @api.model
    def _get_suited(self, company, users, customers, now):
        """{scorecard: {id of a person: reason as text}}, who suits best first: by orders, contacts, territory."""
        partners = customers.partner_id
        by_partner = customers.grouped("partner_id")
        suited = {customer: {} for customer in customers}
        for counts, text in (
            (self._count_orders(company, users, partners, now), self.env._("Orders taken in two years: %s")),
            (self._count_contacts(company, users, partners, now), self.env._("Contacts in two years: %s")),
        ):
            for (partner, user), count in sorted(counts.items(), key=lambda item: (-item[1], item[0][1].id)):
                suited[by_partner[partner]].setdefault(user.id, text % count)
        for customer in customers:
            territory = customer.territory_id
            if territory.user_id in users:
                suited[customer].setdefault(territory.user_id.id, self.env._("Territory %s", territory.name))
        return suited

    @api.model
    def _count_orders(self, company, users, partners, now):
        # sudo: whom a customer knows is told, not the orders
        orders_sudo = self.env["sale.order"].sudo()
        counts = {}
        for contact, user, count in orders_sudo._read_group(
            [
                ("company_id", "=", company.id),
                ("state", "=", "sale"),
                ("partner_id", "child_of", partners.ids),
                ("user_id", "in", users.ids),
                ("date_order", ">=", now - HISTORY),
            ],
            ["partner_id", "user_id"],
            ["__count"],
        ):
            key = partners.browse(contact.commercial_partner_id.id), users.browse(user.id)
            if key[0] in partners:
                counts[key] = counts.get(key, 0) + count
        return counts

    @api.model
    def _count_contacts(self, company, users, partners, now):
        groups = self.env["sme.contact"]._read_group(
            [
                ("company_id", "=", company.id),
                ("commercial_partner_id", "in", partners.ids),
                ("user_id", "in", users.ids),
                ("is_real", "=", True),
                ("date", ">=", now - HISTORY),
            ],
            ["commercial_partner_id", "user_id"],
            ["__count"],
        )
        return {(partner, user): count for partner, user, count in groups}

    @api.model
    def _assign(self, partners_by_user):
        """Write account managers, {person: customers}, of those that still have none. Nobody gets a mail for each."""
        for user, partners in partners_by_user.items():
            # sudo: managers of customer relations decide who looks after whom; the caller has checked that it is one
            partners_sudo = partners.sudo().with_context(mail_auto_subscribe_no_notify=True)
            partners_sudo.filtered(lambda partner: not partner.user_id.active).write({"user_id": user.id})
