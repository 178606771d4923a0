"""What people do all day, with the addon and without: each action takes an environment and returns nothing.

An action prepares what it needs first; only what ``run`` does is measured. Requests come with the client's context.
"""

from bench.figures.client import get_specification, parse_view

ROWS = 80
COUNT_LIMIT = 10_001
LINES = 10
CLIENT_CONTEXT = {"bin_size": True, "lang": "en_US", "tz": "Europe/Brussels"}


class ContactForm:
    """Opening a contact's form again: its values only, the client remembers the views."""

    def __init__(self, env) -> None:
        domain = [("is_company", "=", True), ("sale_order_ids.state", "=", "sale")]
        self.partner = env["res.partner"].with_context(**CLIENT_CONTEXT).search(domain, limit=1)
        views = self._get_views()
        self.specification = get_specification(parse_view(views, "form"), self.partner)

    def run(self) -> None:
        """Values."""
        self.partner.web_read(self.specification)

    def _get_views(self) -> dict:
        return self.partner.browse().get_views([(False, "form"), (False, "search")], {"toolbar": True})


class FirstContactForm(ContactForm):
    """Opening a contact's form for the first time: its views and its values."""

    def run(self) -> None:
        """Views and values."""
        self._get_views()
        super().run()


class RecordList:
    """Opening a list: 80 rows and their number."""

    model = ""
    domain = ()
    view = ""

    def __init__(self, env) -> None:
        self.records = env[self.model].with_context(**CLIENT_CONTEXT)
        views = self.records.get_views([(env.ref(self.view).id, "list")])
        self.specification = get_specification(parse_view(views, "list"), self.records)

    def run(self) -> None:
        """Rows and count."""
        self.records.web_search_read(list(self.domain), self.specification, limit=ROWS, count_limit=COUNT_LIMIT)


class ContactList(RecordList):
    """The list of contacts."""

    model = "res.partner"
    view = "base.view_partner_tree"


class QuotationList(RecordList):
    """The list of quotations and orders of the sales application."""

    model = "sale.order"
    view = "sale.view_quotation_tree_with_onboarding"


class OrderConfirmation:
    """Confirming an order of ten lines, up to what the database has to store; it is not kept."""

    def __init__(self, env) -> None:
        self.env = env
        partner = env["res.partner"].search([("sale_order_ids.state", "=", "sale")], limit=1)
        product = env["product.product"].search([("sale_ok", "=", True)], limit=1)
        lines = [(0, 0, {"product_id": product.id, "product_uom_qty": 1 + number}) for number in range(LINES)]
        self.order = env["sale.order"].create({"partner_id": partner.id, "order_line": lines})
        env.flush_all()

    def run(self) -> None:
        """Confirm and flush."""
        self.order.action_confirm()
        self.env.flush_all()


ACTIONS = {
    "opening a contact form for the first time": FirstContactForm,
    "opening a contact form again": ContactForm,
    "contact list (80 rows)": ContactList,
    "quotation list (80 rows)": QuotationList,
    "confirming a 10-line order": OrderConfirmation,
}
