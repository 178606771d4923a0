from odoo import http
from odoo.http import content_disposition, request

SHEET = "crm_sme.res_partner_action_report_customer_sheet"
WORKING_STATES = ("ok", "upgrade", "workers")


class CustomerSheet(http.Controller):
    @http.route("/my/customer-sheet", type="http", auth="user", methods=["GET"], readonly=True)
    def customer_sheet(self):
        """The sheet of the user's own company, as PDF, or as a page where the server cannot make PDFs.

        Which company, and what of it, is decided by who asks: there is nothing to ask for.
        """
        firm = request.env.user.commercial_partner_id
        # sudo: the report belongs to employees; its content is built for the user who asks (`get_answer_card`)
        reports_sudo = request.env["ir.actions.report"].sudo()
        if reports_sudo.get_wkhtmltopdf_state() not in WORKING_STATES:
            page, _kind = reports_sudo._render_qweb_html(SHEET, firm.ids)
            return request.make_response(page, headers=[("Content-Type", "text/html; charset=utf-8")])
        sheet, _kind = reports_sudo._render_qweb_pdf(SHEET, firm.ids)
        name = request.env._("Customer Sheet")
        return request.make_response(
            sheet,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(sheet)),
                ("Content-Disposition", content_disposition(f"{name}.pdf")),
            ],
        )
