from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...rules.lookup import LONGEST, SHORTEST, read_wanted

MOST_MATCHES = 10
# How well a match of each kind fits, best first; matches by several kinds keep the best one.
RANKS = {"phone": 0, "email": 0, "record": 0, "order": 0, "serial": 0, "reference": 1, "name": 2, "part": 3}


class SmeCustomerLookup(models.AbstractModel):
    """Finds the customer behind whatever a caller says: a number, a name, an address."""

    _name = "sme.customer.lookup"
    _description = "Find Customer"

    @api.model
    @api.readonly
    def get_matches(self, text):
        """Contacts that a text may mean, best first, each with why it matched; in words what is wrong with a text.

        Only contacts that the user may read.
        """
        if not self.env.user.has_group("crm_sme.group_sme_service"):
            raise AccessError(self.env._("Only people who answer customers may do this."))
        wanted = read_wanted(text)
        if wanted.problem:
            return {"matches": [], "more": False, "hint": self._get_hint(wanted.problem)}
        found = {}
        for kind in wanted.kinds:
            for rank, partner_id, why in getattr(self, f"_find_by_{kind}")(wanted):
                if partner_id and (partner_id not in found or rank < found[partner_id][0]):
                    found[partner_id] = (rank, why)
        matches = self._get_readable_matches(found)
        hint = "" if matches else self.env._("Nobody found. Try a part of the name, or another number.")
        return {"matches": matches[:MOST_MATCHES], "more": len(matches) > MOST_MATCHES, "hint": hint}

    def _get_hint(self, problem):
        hints = {
            "nothing": self.env._("Type a phone number, a name, an email, an order, serial or record number."),
            "short": self.env._("Please type at least %s characters.", SHORTEST),
            "long": self.env._("Please type at most %s characters.", LONGEST),
            "signs": self.env._("Please type letters or digits."),
        }
        return hints[problem]

    def _get_readable_matches(self, found):
        partners = self.env["res.partner"].search([("id", "in", list(found))])
        rows = [self._get_match(partner, *found[partner.id]) for partner in partners]
        rows.sort(key=lambda row: (row["rank"], row["name"].lower(), row["id"]))
        return rows

    def _get_match(self, partner, rank, why):
        firm = partner.commercial_partner_id
        customer_class = partner.sme_class_id
        return {
            "id": partner.id,
            "name": partner.name or partner.display_name,
            # sudo: the firm's name, as a many2one would show it
            "firm": firm.sudo().name if firm != partner else "",
            "city": partner.city or "",
            "phone": partner.phone or "",
            "class_name": customer_class.name or "",
            "class_color": customer_class.color,
            "rank": rank,
            "why": why,
        }

    # ------------------------------------------------------------
    # KINDS: each yields (rank, contact id, why)
    # ------------------------------------------------------------

    def _find_by_phone(self, wanted):
        """By the last digits, so that country codes and leading zeros do not matter."""
        partners = self.env["res.partner"].search(
            [("phone_mobile_search", "=like", f"%{wanted.phone_digits}")], limit=MOST_MATCHES + 1
        )
        for partner in partners:
            yield RANKS["phone"], partner.id, self.env._("Phone %s", partner.phone)

    def _find_by_email(self, wanted):
        text = wanted.text.lower()
        exact = self.env["res.partner"].search([("email_normalized", "=", text)], limit=MOST_MATCHES)
        for partner in exact:
            yield RANKS["email"], partner.id, self.env._("Email %s", partner.email)
        domain = Domain("email", "ilike", text) & Domain("id", "not in", exact.ids)
        for partner in self.env["res.partner"].search(domain, limit=MOST_MATCHES + 1):
            yield RANKS["part"], partner.id, self.env._("Email %s", partner.email)

    def _find_by_code(self, wanted):
        """By the number of a record, an order, a serial number or the customer's own reference."""
        code = wanted.text.replace(" ", "")
        same = [code, code.upper()]
        services = self.env["sme.service"]
        for service in services.search([("number", "in", same), ("partner_id", "!=", False)], limit=MOST_MATCHES):
            yield RANKS["record"], service.partner_id.id, self.env._("Record %s", service.display_name)
        numbered = Domain("name", "in", same) | Domain("client_order_ref", "in", same)
        of_companies = Domain("company_id", "in", self.env.companies.ids)
        for order in self._get_orders().search(of_companies & numbered, limit=MOST_MATCHES):
            yield RANKS["order"], order.partner_id.id, self.env._("Order %s", order.name)
        for service in services.search([("serial", "in", same), ("partner_id", "!=", False)], limit=MOST_MATCHES):
            yield RANKS["serial"], service.partner_id.id, self.env._("Serial number %s", service.serial)
        rights = self.env["sme.entitlement"].search(
            ["|", ("serial", "in", same), ("number", "in", same)], limit=MOST_MATCHES
        )
        for right in rights:
            yield RANKS["serial"], right.partner_id.id, self.env._("Entitlement %s", right.serial or right.number)
        partners = self.env["res.partner"].search(["|", ("ref", "in", same), ("vat", "in", same)], limit=MOST_MATCHES)
        for partner in partners:
            yield RANKS["reference"], partner.id, self.env._("Reference %s", partner.ref or partner.vat)

    def _find_by_name(self, wanted):
        partners = self.env["res.partner"].search(
            [("complete_name", "ilike", wanted.text)], limit=MOST_MATCHES + 1, order="complete_name, id"
        )
        for partner in partners:
            starts = (partner.name or "").lower().startswith(wanted.text.lower())
            yield RANKS["name" if starts else "part"], partner.id, self.env._("Name")

    def _get_orders(self):
        """The orders whose numbers the user may look for: the same as on the answer card."""
        orders = self.env["sale.order"].with_context(active_test=False)
        if orders.has_access("read"):
            return orders
        # sudo: whoever answers customers sees the orders of these companies on the answer card
        return orders.sudo()
