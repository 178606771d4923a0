from odoo import http
from odoo.http import request


class Unsubscribe(http.Controller):
    """The way out of the mails of plans: a page that asks, and a form, or the mail program itself, that confirms.

    The link is signed for one address and proves that whoever uses it has a mail to that address; it opens nothing
    else. Looking at the page changes nothing, so that programs which follow links in mails unsubscribe nobody.
    """

    @http.route("/sme/unsubscribe", type="http", auth="public", methods=["GET"], website=True, readonly=True)
    def unsubscribe_page(self, token=None, **_unused):
        return self._render(token, is_done=False)

    @http.route("/sme/unsubscribe/confirm", type="http", auth="public", methods=["POST"], website=True)
    def unsubscribe(self, token=None, **_unused):
        """Confirmed by the form of the page."""
        self._unsubscribe(token)
        return self._render(token, is_done=True)

    @http.route("/sme/unsubscribe/one-click", type="http", auth="public", methods=["POST"], csrf=False)
    def unsubscribe_by_program(self, token=None, **_unused):
        """Confirmed by a mail program, as RFC 8058 has it: it has no session, the signed link stands in for one."""
        return request.make_response("", status=200 if self._unsubscribe(token) else 404)

    def _unsubscribe(self, token):
        email = request.env["res.partner"]._read_unsubscribe_token(token)
        if email:
            request.env["res.partner"]._unsubscribe_address(email)
        return email

    def _render(self, token, is_done):
        email = request.env["res.partner"]._read_unsubscribe_token(token)
        values = {"token": token, "email": email, "is_done": is_done}
        return request.render("crm_sme.unsubscribe_page", values, status=200 if email else 404)
