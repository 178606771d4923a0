import re
import uuid

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import is_html_empty, plaintext2html

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..const import OPEN_STATES
from ..rules.outside_text import clean_line, clean_text
from ..rules.upload import EXTENSIONS, MOST_FILES, MOST_MEGABYTES
from .attachment import get_refusal

HIGHEST_ID = 2**31 - 1
MOST_ORDERS = 50
MOST_CHARACTERS_OF_SUBJECT = 150
MOST_CHARACTERS_OF_TEXT = 20000
MOST_MEGABYTES_OF_FORM = 40
FORM_KEY = re.compile(r"[0-9a-f]{32}")
SUBJECT_OF_FORM = re.compile(r"(order|line)-([0-9]{1,9})")


class ServicePortal(CustomerPortal):
    """The service records of a customer: seen by the people of that company, changed through these routes only."""

    # ------------------------------------------------------------
    # HOME AND LIST
    # ------------------------------------------------------------

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "service_count" in counters:
            services = request.env["sme.service"]
            readable = services.has_access("read")
            values["service_count"] = services.search_count(services._get_portal_domain()) if readable else 0
        return values

    def _get_service_sortings(self):
        return {
            "newest": {"label": request.env._("Newest"), "order": "create_date desc, id desc"},
            "oldest": {"label": request.env._("Oldest"), "order": "create_date, id"},
            "subject": {"label": request.env._("Subject"), "order": "name, id"},
            "status": {"label": request.env._("Status"), "order": "stage_id, id desc"},
        }

    def _get_service_filters(self):
        return {
            "all": {"label": request.env._("All"), "domain": Domain.TRUE},
            "open": {"label": request.env._("Open"), "domain": Domain("state", "in", OPEN_STATES)},
            "waiting": {"label": request.env._("Waiting for You"), "domain": Domain("state", "=", "waiting")},
            "done": {"label": request.env._("Done"), "domain": Domain("state", "not in", OPEN_STATES)},
        }

    def _get_service_inputs(self):
        return {
            "all": {"label": request.env._("Search in All"), "input": "all", "fields": ("number", "name")},
            "number": {"label": request.env._("Search in Numbers"), "input": "number", "fields": ("number",)},
            "name": {"label": request.env._("Search in Subjects"), "input": "name", "fields": ("name",)},
        }

    @http.route(
        ["/my/service", "/my/service/page/<int:page>"],
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=True,
    )
    def portal_my_services(self, page=1, sortby=None, filterby=None, search=None, search_in=None, **kwargs):
        """The records of the visitor's company, a page at a time; what is asked for comes from fixed menus."""
        sortings, filters, inputs = (
            self._get_service_sortings(),
            self._get_service_filters(),
            self._get_service_inputs(),
        )
        sortby = sortby if sortby in sortings else "newest"
        filterby = filterby if filterby in filters else "all"
        search_in = search_in if search_in in inputs else "all"
        search = clean_line(search or "", MOST_CHARACTERS_OF_SUBJECT)
        services = request.env["sme.service"]
        domain = services._get_portal_domain() & filters[filterby]["domain"]
        if search:
            domain &= Domain.OR(Domain(name, "ilike", search) for name in inputs[search_in]["fields"])
        readable = services.has_access("read")
        pager = portal_pager(
            url="/my/service",
            total=services.search_count(domain) if readable else 0,
            page=min(int(page), HIGHEST_ID) if str(page).isdecimal() else 1,
            step=self._items_per_page,
            url_args={"sortby": sortby, "filterby": filterby, "search": search, "search_in": search_in},
        )
        if readable:
            services = services.search(
                domain, order=sortings[sortby]["order"], limit=self._items_per_page, offset=pager["offset"]
            )
        request.session["my_service_history"] = services.ids[:100]
        values = self._prepare_portal_layout_values()
        values.update(
            # sudo: names of stages and types; these records were found with the visitor's own rights
            services=services.sudo(),
            page_name="service",
            pager=pager,
            default_url="/my/service",
            searchbar_sortings=sortings,
            sortby=sortby,
            searchbar_filters=filters,
            filterby=filterby,
            searchbar_inputs=inputs,
            search_in=search_in,
            search=search,
            is_narrowed=bool(search) or filterby != "all",
        )
        return request.render("crm_sme.portal_my_services", values)

    # ------------------------------------------------------------
    # A NEW RECORD
    # ------------------------------------------------------------

    @http.route("/my/service/new", type="http", auth="user", methods=["GET"], website=True, readonly=True)
    def portal_new_service(self, about="", **kwargs):
        return self._render_new_service({"about": about})

    @http.route(
        "/my/service/new/submit",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        max_content_length=MOST_MEGABYTES_OF_FORM * 1024 * 1024,
    )
    def portal_create_service(self, **form):
        """Create a record from the form; whatever else a request brings along is not looked at."""
        files = [file for file in request.httprequest.files.getlist("files") if file.filename]
        values, errors = self._read_service_form(form)
        errors += self._check_files(files)
        if errors:
            return self._render_new_service(form, errors)
        try:
            with request.env.cr.savepoint():
                service_sudo = self._create_service(values, form["form_key"], files)
        except UserError as error:
            return self._render_new_service(form, [str(error)])
        target = f"{service_sudo.access_url}?done=created" if service_sudo else "/my/service"
        return request.redirect(target, code=303)

    def _create_service(self, values, form_key, files):
        # sudo: customers create by this form only; each value was read with their own rights
        services_sudo = request.env["sme.service"].sudo()
        # sudo: files of the form are kept like those of the chatter, and belong to the record from its message on
        attachments_sudo = request.env["ir.attachment"].sudo()
        attachment_ids = [
            attachments_sudo._from_request_file(file, mimetype="GUESS", res_model="mail.compose.message", res_id=0).id
            for file in files
        ]
        return services_sudo._create_for_customer(values, form_key, attachment_ids)

    def _read_service_form(self, form):
        """(values of the record, what is wrong with the form)."""
        errors = []
        subject = clean_line(form.get("subject") or "", MOST_CHARACTERS_OF_SUBJECT)
        text = clean_text(form.get("text") or "", MOST_CHARACTERS_OF_TEXT)
        service_type = self._get_types().filtered(lambda type_: str(type_.id) == form.get("type_id"))
        about = self._read_about(form.get("about") or "")
        if not subject:
            errors.append(request.env._("Please say in a few words what it is about."))
        if not text:
            errors.append(request.env._("Please describe what happened or what you need."))
        if not service_type:
            errors.append(request.env._("Please choose what kind of request it is."))
        if about is None:
            errors.append(request.env._("This order is not (or no longer) among yours. Please choose again."))
        if not FORM_KEY.fullmatch(form.get("form_key") or ""):
            errors.append(request.env._("The page was too old. Please send the form again."))
        company = self._get_company(about)
        values = {
            "name": subject,
            "description": plaintext2html(text),
            "type_id": service_type.id,
            "company_id": company.id,
            **(about or {}),
        }
        return values, errors

    def _get_company(self, about):
        company_id = (about or {}).get("company_id")
        return request.env["res.company"].browse(company_id) if company_id else request.env.company

    def _read_about(self, about):
        """The values for an order or order line of the visitor's own; None where there is no such."""
        if not about:
            return {}
        match = SUBJECT_OF_FORM.fullmatch(about)
        if not match:
            return None
        kind, number = match.groups()
        orders = self._get_own_orders()
        if kind == "order":
            order = orders.filtered(lambda order: order.id == int(number))
            return {"sale_order_id": order.id, "company_id": order.company_id.id} if order else None
        line = orders.order_line.filtered(lambda line: line.id == int(number) and not line.display_type)
        if not line:
            return None
        # sudo: a customer may not read products; this one is on the customer's own order
        product_sudo = line.sudo().product_id
        return {
            "sale_order_id": line.order_id.id,
            "sale_order_line_id": line.id,
            "product_id": product_sudo.id,
            "company_id": line.order_id.company_id.id,
        }

    def _get_own_orders(self):
        """The latest orders of the visitor's company, by the visitor's own rights."""
        orders = request.env["sale.order"]
        if not orders.has_access("read"):
            return orders
        customer = request.env.user.partner_id.commercial_partner_id
        domain = Domain("partner_id", "child_of", customer.ids) & Domain("state", "=", "sale")
        return orders.search(domain, order="date_order desc, id desc", limit=MOST_ORDERS)

    def _get_types(self):
        types = request.env["sme.service.type"]
        return types.search([]) if types.has_access("read") else types

    def _check_files(self, files):
        if len(files) > MOST_FILES:
            return [request.env._("Please send at most %s files at once.", MOST_FILES)]
        return [refusal for file in files if (refusal := get_refusal(file))]

    def _render_new_service(self, form, errors=()):
        values = self._prepare_portal_layout_values()
        form_key = form.get("form_key") or ""
        values.update(
            page_name="service_new",
            errors=errors,
            subject=form.get("subject") or "",
            text=form.get("text") or "",
            type_id=form.get("type_id") or "",
            about=form.get("about") or "",
            form_key=form_key if FORM_KEY.fullmatch(form_key) else uuid.uuid4().hex,
            types=self._get_types(),
            # sudo: names of products on orders that were found with the visitor's own rights
            orders=self._get_own_orders().sudo(),
            file_hint=request.env._(
                "Pictures, PDFs, documents: up to %(files)s files of %(megabytes)s MB each.",
                files=MOST_FILES,
                megabytes=MOST_MEGABYTES,
            ),
            accepted=",".join(f".{extension}" for extension in sorted(EXTENSIONS)),
        )
        return request.render("crm_sme.portal_new_service", values)

    # ------------------------------------------------------------
    # ONE RECORD
    # ------------------------------------------------------------

    def _get_service(self, service_id, access_token):
        """The record, as superuser in the visitor's name, once the visitor's right or link was checked; else None.

        Other people's records and those that do not exist look the same from outside.
        """
        if not 0 < service_id <= HIGHEST_ID:
            return None
        try:
            service_sudo = self._document_check_access("sme.service", service_id, access_token=access_token or None)
        except (AccessError, MissingError):
            return None
        if service_sudo.held_reason:
            return None
        # sudo: the right was checked; limits and authors go by the visitor, not by the superuser
        return service_sudo.with_user(request.env.user).sudo()

    def _get_visitor(self, service_sudo):
        """The contact who acts: the one who is logged in, else the customer that the link was sent to."""
        user = request.env.user
        return service_sudo.partner_id if user._is_public() else user.partner_id

    def _render_not_found(self):
        values = {"page_name": "service", "is_public": request.env.user._is_public()}
        return request.render("crm_sme.portal_service_not_found", values, status=404)

    @http.route(
        "/my/service/<int:service_id>", type="http", auth="public", methods=["GET"], website=True, readonly=True
    )
    def portal_service(self, service_id, access_token=None, done=None, **kwargs):
        service_sudo = self._get_service(service_id, access_token)
        if not service_sudo:
            return self._render_not_found()
        original_sudo = service_sudo._get_original()
        if original_sudo != service_sudo and self._get_service(original_sudo.id, None):
            return request.redirect(original_sudo.access_url)
        return self._render_service(service_sudo, access_token, done=done, **kwargs)

    def _render_service(self, service_sudo, access_token, error=None, done=None, **kwargs):
        visitor_sudo = self._get_visitor(service_sudo)
        reply_kind = service_sudo._get_reply_kind()
        order = request.env["sale.order"].browse(service_sudo.sale_order_id.id)
        values = self._prepare_service_neighbours(service_sudo)
        values.update(
            page_name="service",
            service=service_sudo,
            errors=[error] if error else [],
            notice=self._get_notices().get(done),
            reply_kind=reply_kind,
            disable_composer=reply_kind not in ("here", "reopen"),
            is_customer=request.env.user.share,
            is_open=service_sudo.state in OPEN_STATES,
            told_clocks=service_sudo._get_told_clocks(),
            rating=service_sudo._get_rating_of(visitor_sudo),
            can_rate=service_sudo._can_be_rated_by(visitor_sudo),
            show_description=service_sudo.channel != "email" and not is_html_empty(service_sudo.description),
            order_url=order.access_url if order and order.has_access("read") else None,
            res_company=service_sudo.company_id,
            backend_url=f"/odoo/service-records/{service_sudo.id}",
        )
        identity = {name: kwargs[name] for name in ("pid", "hash") if kwargs.get(name)}
        values = self._get_page_view_values(service_sudo, access_token, values, "none", False, **identity)
        return request.render("crm_sme.portal_service_page", values)

    def _prepare_service_neighbours(self, service_sudo):
        """Links to the records before and after this one in the list that the visitor came from.

        Odoo's own pager writes a token into each of them.
        """
        history = request.session.get("my_service_history") or []
        if service_sudo.id not in history:
            return {}
        place = history.index(service_sudo.id)
        before, after = history[max(place - 1, 0) : place], history[place + 1 : place + 2]
        return {
            "prev_record": f"/my/service/{before[0]}" if before else False,
            "next_record": f"/my/service/{after[0]}" if after else False,
        }

    def _get_notices(self):
        return {
            "created": request.env._("Thank you. We have your request and will answer here and by email."),
            "closed": request.env._("Thank you. The request is closed as solved."),
            "reopened": request.env._("We look into it again."),
            "rated": request.env._("Thank you for telling us."),
        }

    # ------------------------------------------------------------
    # CHANGES
    # ------------------------------------------------------------

    def _change_service(self, service_id, access_token, change, done):
        """Run `change(record, visitor)` for a customer and show the record that it returns, or what is wrong."""
        service_sudo = self._get_service(service_id, access_token)
        if not service_sudo or not request.env.user.share:
            return self._render_not_found()
        try:
            with request.env.cr.savepoint():
                target_sudo = change(service_sudo, self._get_visitor(service_sudo)) or service_sudo
        except UserError as error:
            return self._render_service(service_sudo, access_token, error=str(error))
        url = target_sudo.get_portal_url() if access_token else target_sudo.access_url
        separator = "&" if "?" in url else "?"
        return request.redirect(f"{url}{separator}done={done}", code=303)

    @http.route("/my/service/<int:service_id>/close", type="http", auth="public", methods=["POST"], website=True)
    def portal_close_service(self, service_id, access_token=None, **form):
        return self._change_service(
            service_id,
            access_token,
            lambda service_sudo, visitor: service_sudo._close_for_customer(visitor),
            "closed",
        )

    @http.route("/my/service/<int:service_id>/reopen", type="http", auth="public", methods=["POST"], website=True)
    def portal_reopen_service(self, service_id, access_token=None, text="", **form):
        cleaned = clean_text(text, MOST_CHARACTERS_OF_TEXT)
        return self._change_service(
            service_id,
            access_token,
            lambda service_sudo, visitor: service_sudo._reopen_for_customer(visitor, cleaned),
            "reopened",
        )

    @http.route("/my/service/<int:service_id>/rate", type="http", auth="public", methods=["POST"], website=True)
    def portal_rate_service(self, service_id, access_token=None, rate="", feedback="", **form):
        cleaned = clean_text(feedback, MOST_CHARACTERS_OF_TEXT)
        return self._change_service(
            service_id,
            access_token,
            lambda service_sudo, visitor: service_sudo._rate_for_customer(visitor, rate, cleaned),
            "rated",
        )
