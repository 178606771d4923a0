from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ...answer_scope import AnswerScope
from ...const import OPEN_STATES
from ...queries import answer_card, answer_customer
from ...rules.answer import rhythm
from ...rules.promise import Scope, choose
from ..promise.sme_service_target import SCOPE_FIELDS
from .sme_answer_words import KINDS_OF_CONTACT

MOST_PRODUCTS = 8
MOST_RIGHTS = 10
ENDED_LATELY = timedelta(days=90)
RIGHT_FIELDS = ["product_id", "quantity", "kind", "serial", "date_end", "cancelled", "renewed_by_id"]
MOST_SERVICES = 5
SHOWN_FIGURES = 6


class SmeAnswerCard(models.AbstractModel):
    """The sections of the answer card but for the orders; see `res.partner.get_answer_card`."""

    _name = "sme.answer.card"
    _description = "Answer Card"

    def _get_scope(self, partner, audience):
        """What all sections share, for one customer and the reader of the environment."""
        self.env.flush_all()  # the statements of the sections read tables
        # sudo: the ids of the firm's contacts; orders and records found by them obey their own rules
        partners_sudo = self.env["res.partner"].sudo().with_context(active_test=False)
        firm = partner.commercial_partner_id
        contact_ids = tuple(partners_sudo.search([("commercial_partner_id", "=", firm.id)], order="id").ids) or (
            partner.id,
        )
        # sudo: quantities, days and state of single orders for whoever answers the customer; no amounts
        orders_sudo = self.env["sale.order"].sudo()
        orders = self.env["sale.order"] if audience.own_orders else orders_sudo
        of_customer = Domain("partner_id", "in", contact_ids) & Domain("company_id", "in", self.env.companies.ids)
        # sudo: the name of the account manager, as a many2one would show it
        manager_id = firm.sudo().user_id.id
        [(timezone, manager)] = self.env.execute_query(
            answer_customer.circumstances(self.env.company.id, manager_id or None)
        )
        now = fields.Datetime.now()
        return AnswerScope(
            audience=audience,
            partner=partner,
            firm=firm,
            contact_ids=contact_ids,
            orders=orders,
            order_ids=orders._search(of_customer & Domain("state", "=", "sale")).subselect(),
            now=now,
            today=self.env["sme.answer.orders"]._get_day(now, timezone),
            timezone=timezone,
            account_manager=manager or "",
        )

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    def _get_customer_section(self, scope):
        """Who it is about, as anybody who may open the contact sees it."""
        partner, firm = scope.partner, scope.firm
        return {
            "id": partner.id,
            "name": partner.name or partner.display_name,
            "firm_id": firm.id,
            "firm": {"id": firm.id, "name": firm.name} if firm != partner else False,
            "phone": partner.phone or "",
            "email": partner.email or "",
            "city": partner.city or "",
        }

    def _get_header_section(self, scope):
        """Class, lifecycle, account manager and what the class promises."""
        partner = scope.partner
        customer_class = partner.sme_class_id
        labels = dict(partner._fields["sme_lifecycle"]._description_selection(self.env))
        return {
            "class": {"name": customer_class.name, "code": customer_class.code, "color": customer_class.color}
            if customer_class
            else False,
            "lifecycle": partner.sme_lifecycle or False,
            "lifecycle_text": labels.get(partner.sme_lifecycle, ""),
            "account_manager": scope.account_manager,
            "promise": self._get_promise(customer_class),
            "can_log_call": self.env["sme.service"].has_access("create"),
        }

    def _get_promise(self, customer_class):
        """In words: what the class is promised for the first answer to anything; empty where nothing is."""
        targets = self.env["sme.service.target"]
        # sudo: what is promised holds whoever answers
        targets_sudo = targets.sudo().search_fetch(
            [("company_id", "=", self.env.company.id)], [*SCOPE_FIELDS, "first_response_hours"]
        )
        anything = Scope(priority=None, type=None, customer_class=customer_class.id or None, team=None)
        chosen = choose([(target.id, target._get_scope()) for target in targets_sudo], anything)
        hours = targets_sudo.browse(chosen or [])._get_hours("first_response")
        if not hours:
            return ""
        number = self.env["sme.answer.words"]._quantity(hours)
        return self.env._("answer in %s h", number)

    def _get_last_contact_section(self, scope):
        """When somebody of ours and the customer last had to do with each other, on which channel, and who it was."""
        contacts = self.env["sme.contact"]
        domain = (
            Domain("commercial_partner_id", "=", scope.firm.id)
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("kind", "in", list(KINDS_OF_CONTACT))
            & Domain("automatic", "=", False)
            & Domain("date", "<=", scope.now)
        )
        query = contacts._search(domain, order="date desc, id desc", limit=1)
        rows = self.env.execute_query(answer_customer.last_contact(query.select()))
        if not rows:
            return False
        [(moment, kind, direction, colleague, person)] = rows
        day = self.env["sme.answer.orders"]._get_day(moment, scope.timezone)
        return {
            "date": day.isoformat(),
            "date_text": self.env["sme.answer.words"]._day(day, scope.today),
            "days_ago": (scope.today - day).days,
            "channel": kind,
            "channel_text": self.env._(KINDS_OF_CONTACT[kind]),
            "who": colleague or person or "",
            "direction": direction,
        }

    def _get_preferences_section(self, scope):
        """What is to be remembered of the customer."""
        # sudo: the field has groups, all of which are this audience; it stands on the firm
        return {"text": scope.firm.sudo().sme_preferences or ""}

    def _get_figures_section(self, scope):
        """The first figures of the scorecard, for those who may read it."""
        scorecard = scope.partner._get_readable_scorecards(self.env.company)
        if not scorecard:
            return False
        return {"id": scorecard.id, "rows": scorecard._get_figures()[:SHOWN_FIGURES]}

    def _get_entitlements_section(self, scope):
        """The rights that run, and those that ended lately and were not renewed, with the days left."""
        rights = self.env["sme.entitlement"]
        domain = Domain("commercial_partner_id", "=", scope.firm.id) & (
            rights._get_running_domain(scope.today)
            | rights._get_state_domain("expired", scope.today) & Domain("date_end", ">=", scope.today - ENDED_LATELY)
        )
        found = rights.search_fetch(domain, RIGHT_FIELDS, order="date_end, id", limit=MOST_RIGHTS + 1)
        names, _names = self.env["sme.answer.orders"]._get_product_names(found.product_id.ids)
        return {
            "rows": [self._get_right_row(right, names, scope) for right in found[:MOST_RIGHTS]],
            "has_more": len(found) > MOST_RIGHTS,
            "can_renew": rights.has_access("write"),
        }

    def _get_right_row(self, right, names, scope):
        kinds = dict(right._fields["kind"]._description_selection(self.env))
        words = self.env["sme.answer.words"]
        return {
            "id": right.id,
            "product": names.get(right.product_id.id, ""),
            "quantity": words._quantity(right.quantity),
            "kind": right.kind,
            "kind_text": kinds[right.kind],
            "serial": right.serial or "",
            "state": right._get_state(scope.today),
            "end": right.date_end.isoformat() if right.date_end else False,
            "end_text": words._day(right.date_end, scope.today),
            "days_left": (right.date_end - scope.today).days if right.date_end else False,
        }

    # ------------------------------------------------------------
    # WHAT
    # ------------------------------------------------------------

    def _get_products_section(self, scope):
        """What the customer owns by product, and what is usually bought: how often, how much, when last."""
        orders, words = self.env["sme.answer.orders"], self.env["sme.answer.words"]
        rows = self.env.execute_query(
            answer_card.products(scope.order_ids, scope.timezone, MOST_PRODUCTS, orders._has_stock())
        )
        names, _names = orders._get_product_names([row[0] for row in rows])
        owned, usual = [], []
        for product_id, units, times, gap, last_day, quantity, owned_rank, usual_rank, _count in rows:
            product = {"id": product_id, "name": names[product_id]}
            if units > 0 and owned_rank <= MOST_PRODUCTS:
                owned.append(product | {"quantity": words._quantity(units)})
            if times > 1 and usual_rank <= MOST_PRODUCTS:
                found = rhythm(float(gap) if gap is not None else None)
                usual.append(
                    (
                        usual_rank,
                        product
                        | {
                            "times": times,
                            "rhythm": words._get_rhythm(found),
                            "quantity": words._quantity(quantity),
                            "last": last_day.isoformat(),
                            "last_text": words._day(last_day, scope.today),
                        },
                    )
                )
        return {
            "owned": owned,
            "owned_more": rows[0][-1] - len(owned) if rows else 0,
            "usual": [row for _rank, row in sorted(usual, key=lambda ranked: ranked[0])],
        }

    def _get_services_section(self, scope):
        """The open service records and the last ones that were solved, as the reader may read them."""
        services = self.env["sme.service"]
        domain = Domain("state", "in", (*OPEN_STATES, "solved", "closed"))
        if scope.audience.internal:  # customers see by their rule what is theirs and not held
            domain &= Domain("commercial_partner_id", "=", scope.firm.id) & services._get_queue_domain()
        rows = [self._get_service_row(*row, scope) for row in self._fetch_services(services, domain)]
        found = [row for row in rows if row["state"] in OPEN_STATES]
        return {
            "open": found,
            "more": found[0]["size"] - len(found) if found else 0,
            "last": [row for row in rows if row["state"] not in OPEN_STATES],
        }

    def _fetch_services(self, services, domain):
        """The newest open and the newest done records with the names of type and stage, by one statement."""
        query = services._search(domain)
        table = services._table

        def column(name):
            return services._field_to_sql(table, name, query)

        def name_of(field_name):
            others, alias = services._fields[field_name].join(services, table, query)
            return others._field_to_sql(alias, "name", query)

        is_open = answer_customer.is_one_of(column("state"), OPEN_STATES)
        columns = [column(name) for name in ("id", "number", "name", "state", "create_date", "date_solved")]
        columns += [name_of("type_id"), name_of("stage_id")]
        columns += answer_customer.place_and_size(is_open, column("id"))
        return self.env.execute_query(answer_customer.first_of_each(query.select(*columns), MOST_SERVICES))

    def _get_service_row(self, service_id, number, name, state, created, solved, kind, stage, _place, size, scope):
        day = self.env["sme.answer.orders"]._get_day(solved or created, scope.timezone)
        return {
            "id": service_id,
            "number": number,
            "name": name,
            "type": kind,
            "stage": stage,
            "state": state,
            "size": size,
            "date": day.isoformat(),
            "date_text": self.env["sme.answer.words"]._day(day, scope.today),
        }
