import logging
import random
import time
from xmlrpc.client import Binary

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...mail_outcome import MailOutcome, get_outcome
from ...rules.mail_headers import (
    AUTO_REPLY,
    BOUNCE,
    ENVELOPE_HEADERS,
    MAILING_LIST,
    find_addresses,
    find_mark,
    make_message_id,
    read_headers,
)

_logger = logging.getLogger(__name__)

OURS = "sme.service"
MOST_TRIES = 5


class MailThread(models.AbstractModel):
    """A mail to the address of a service team is never lost, whatever happens on its way.

    Around Odoo's gateway: what raises, and what ends without a message, is kept as held record. Mails to others pass
    unchanged.
    """

    _inherit = "mail.thread"

    # ------------------------------------------------------------
    # THE NET AROUND THE GATEWAY
    # ------------------------------------------------------------

    @api.model
    def message_process(
        self, model, message, custom_values=None, save_original=False, strip_attachments=False, thread_id=None
    ):
        thread_id = self._check_handed_in(model, thread_id)
        raw = message.data if isinstance(message, Binary) else message
        raw = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else bytes(raw)
        headers = read_headers(raw)
        if not headers.message_id and self._find_teams(model, headers):
            raw = f"Message-Id: {make_message_id(raw)}\r\n".encode() + raw
            headers = read_headers(raw)

        def process(thread):
            return super().message_process(model, raw, custom_values, save_original, strip_attachments, thread_id)

        return self._process_again_where_needed(process, model, raw, headers)

    @api.model
    def _check_handed_in(self, model, thread_id):
        """Whoever hands a mail in by name of our model is an employee, and reaches only records he or she may write.

        Returns the id of the record, None where it is not to be reached.
        """
        if self.env.su:
            return thread_id
        if self.env.user.share and model == OURS:
            raise AccessError(self.env._("Mails are taken in by the mail gateway."))
        if model != OURS:
            return thread_id
        _logger.info("A mail for service records was handed in by user %s", self.env.uid)
        record = self.env[OURS].browse(thread_id if isinstance(thread_id, int) else None).exists()
        return record.id if record and record.has_access("write") else None

    def _process_again_where_needed(self, process, model, raw, headers, tries=MOST_TRIES):
        """A mail fetched by Odoo has a transaction of its own, but nobody who begins it anew when it collides with
        another: that is done here. Everywhere else the caller does.
        """
        fetched = self.env.su and bool(self.env.context.get("default_fetchmail_server_id"))
        try:
            return self._process_or_hold(process, model, raw, headers)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            if not fetched:
                raise
            self.env.cr.rollback()
            self.env.transaction.reset()
            if tries == 1:
                held = self._hold(model, raw, headers, "unreadable", "collisions")
                if not held:
                    raise
                return held.id
        time.sleep(random.uniform(0.0, 2.0 ** (MOST_TRIES - tries - 2)))
        return self._process_again_where_needed(process, model, raw, headers, tries - 1)

    def _process_or_hold(self, process, model, raw, headers):
        outcome = MailOutcome()
        try:
            with self.env.cr.savepoint():
                result = process(self.with_context(sme_mail_outcome=outcome))
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            if self.env.user.share and not self.env.su:
                raise
            held = self._hold(model, raw, headers, outcome.reason or "unreadable", repr(error))
            if not held:
                raise
            _logger.warning("A mail for service records could not be taken in and is held", exc_info=True)
            return held.id
        if outcome.handled:
            self._acknowledge_created(outcome, headers)
            return result
        if held := self._hold(model, raw, headers, outcome.reason or "refused"):
            return held.id
        return result

    def _hold(self, model, raw, headers, reason, error=""):
        """Keep a mail for us that became no message as held record; nothing where it is not for us or known."""
        try:
            teams = self._find_teams(model, headers)
            # sudo: the gateway asks on behalf of whoever wrote
            messages_sudo = self.env["mail.message"].sudo()
            if not teams or (
                headers.message_id and messages_sudo.search_count([("message_id", "=", headers.message_id)], limit=1)
            ):
                return None
            return self.env[OURS]._hold_mail(teams[0], raw, headers, reason, error)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            _logger.exception("A mail could not be held")
            return None

    def _find_teams(self, model, headers):
        teams = self.env["sme.service.team"]
        found = teams._find_by_addresses(headers.recipients)
        return found or (teams._get_for_values() if model == OURS else found)

    def _acknowledge_created(self, outcome, headers):
        """Tell the sender the number of the record that the mail began; what fails here harms no record."""
        if headers.mark.silent or not outcome.created:
            return
        # sudo: the record was made by the gateway
        created_sudo = self.env[OURS].sudo().browse(outcome.created)
        try:
            created_sudo._acknowledge(headers.message_id)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            _logger.exception("The acknowledgement of %s failed", outcome.created)

    # ------------------------------------------------------------
    # WAY THROUGH THE GATEWAY
    # ------------------------------------------------------------

    @api.model
    def message_parse(self, message, save_original=False):
        message_dict = super().message_parse(message, save_original=save_original)
        try:
            self._mark_automatic(message, message_dict)
            self._add_envelope(message, message_dict)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            _logger.exception("The headers of a mail were not looked at")
        return message_dict

    @api.model
    def _mark_automatic(self, message, message_dict):
        """Note what the headers say; of the mails of a list those that reply to us count as written by hand."""
        kind = BOUNCE if message_dict.get("is_bounce") else self._read_mark(message, message_dict).kind
        if kind == BOUNCE:
            get_outcome(self.env.context).reason = "bounce"
        if kind == MAILING_LIST and message_dict.get("parent_id"):
            # sudo: who wrote the message that is replied to decides, not who may read it
            parent_sudo = self.env["mail.message"].sudo().browse(message_dict["parent_id"])
            if parent_sudo.message_type != "email" or not parent_sudo.author_id.partner_share:
                kind = None
        if kind:
            message_dict["sme_automatic"] = kind

    @api.model
    def _read_mark(self, message, message_dict):
        answers, key = get_outcome(self.env.context).answers, ("mark", id(message))
        if key not in answers:
            answers[key] = self._find_mark(message, message_dict)
        return answers[key]

    @api.model
    def _find_mark(self, message, message_dict):
        pairs = [(name.lower(), str(value)) for name, value in message.items()]
        mark = find_mark(pairs, message_dict.get("subject") or "")
        # a report of something else than a failed delivery is a robot's answer
        return mark if mark.kind != BOUNCE else type(mark)(AUTO_REPLY, answers=True, silent=True)

    @api.model
    def _add_envelope(self, message, message_dict):
        """Where the address of a team is named only by the envelope (blind copies), it is a recipient."""
        known = message_dict.get("recipients") or ""
        named = find_addresses([str(value) for name in ENVELOPE_HEADERS for value in message.get_all(name, [])])
        unknown = [address for address in named if address not in known.lower()]
        if unknown and self.env["sme.service.team"]._find_by_addresses(unknown):
            message_dict["recipients"] = ",".join(filter(None, [known, *unknown]))

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        services = self.env[OURS]
        if not message_dict.get("is_bounce") and (routes := services._route_catchall_by_number(message_dict)):
            return routes
        routes = super().message_route(message, message_dict, model, thread_id, custom_values)
        if not any(route[0] == OURS for route in routes):
            return routes
        return services._check_routes(routes, message_dict, self._read_mark(message, message_dict))

    @api.model
    def _detect_loop_headers(self, msg_dict):
        looping = super()._detect_loop_headers(msg_dict)
        if looping:
            get_outcome(self.env.context).reason = "loop"
        return looping

    @api.model
    def _detect_loop_sender(self, message, message_dict, routes):
        looping = super()._detect_loop_sender(message, message_dict, routes)
        if looping:
            get_outcome(self.env.context).reason = "loop"
        return looping

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        ours = [route for route in routes or () if route[0] == OURS]
        if not ours:
            return super()._message_route_process(message, message_dict, routes)
        services = self.env[OURS]
        services._clean_attachments(message_dict)
        # without its alias a route sends no notice of failure: what fails is held
        final = [
            (*services._get_final_route(route, message_dict)[:4], None) if route[0] == OURS else route
            for route in routes
        ]
        result = super()._message_route_process(message, message_dict, final)
        get_outcome(self.env.context).handled = True
        for alias in {route[4] for route in ours if route[4]}:
            if alias.alias_status != "valid":
                alias.alias_status = "valid"
        return result

    def _get_message_create_valid_field_names(self):
        return super()._get_message_create_valid_field_names() | {"sme_automatic"}
