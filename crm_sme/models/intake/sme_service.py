import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import clean_context, email_normalize, html2plaintext, plaintext2html

from ...mail_outcome import get_outcome
from ...rules.outside_text import clean_file_name, clean_line
from ...rules.sender import find_numbers

_logger = logging.getLogger(__name__)

LARGEST_DESCRIPTION = 200_000
LONGEST_LINE = 250
MOST_COPIES = 20
FLOOD_MINUTES, FLOOD_RECORDS = 120, 20


class SmeService(models.Model):
    """From the mail to the record: what the gateway creates, updates, and where it sends replies."""

    _inherit = "sme.service"

    email_normalized = fields.Char(
        string="Plain Email", compute="_compute_email_normalized", store=True, precompute=True, index="btree_not_null"
    )

    @api.depends("email_from")
    def _compute_email_normalized(self):
        for service in self:
            service.email_normalized = email_normalize(service.email_from or "", strict=False)

    # ------------------------------------------------------------
    # WHICH WAY A MAIL GOES
    # ------------------------------------------------------------

    @api.model
    def _check_routes(self, routes, message_dict, mark):
        """The routes of a mail without those that must not become a record; why is noted in the outcome.

        Records that the subject names take the mail instead of a new record, if the sender belongs to them.
        """
        return [
            checked
            for route in routes
            if (checked := route if route[0] != self._name else self._check_route(route, message_dict, mark))
        ]

    @api.model
    def _check_route(self, route, message_dict, mark):
        model, thread_id, values, user_id, alias = route
        team = self.env["sme.service.team"]._get_for_values(values, alias)
        sender = message_dict.get("email_from") or ""
        outcome = get_outcome(self.env.context)
        # sudo: whoever wrote or hands the mail in need not belong to the company it is for
        company_sudo = self.sudo().with_company(team.company_id)
        if company_sudo._is_blocked_sender(sender):
            outcome.reason = "spam"
            return None
        if thread_id and company_sudo.browse(thread_id).held_reason:
            thread_id = None  # nobody would see the answer there
        if not thread_id:
            thread_id = self._find_by_number(message_dict, team.company_id).id
        if not thread_id and mark.answers:
            outcome.reason = "automatic"
            return None
        if not thread_id and self._is_flooding(sender):
            outcome.reason = "flood"
            return None
        return (model, thread_id, {"team_id": team.id}, user_id, alias)

    @api.model
    def _find_by_number(self, message_dict, companies):
        """The one record whose number is in the subject and that the sender has to do with."""
        numbers = find_numbers(message_dict.get("subject") or "")
        if not numbers:
            return self.browse()
        # sudo: the gateway looks for the record on behalf of whoever wrote
        named_sudo = self.sudo().search(
            Domain("number", "in", numbers) & Domain("company_id", "in", companies.ids) & self._get_queue_domain()
        )
        own_sudo = named_sudo.filtered(lambda service: service._has_sender(message_dict.get("email_from")))
        return own_sudo if len(own_sudo) == 1 else self.browse()

    def _has_sender(self, address):
        """Whether an address belongs to the customer of the record: it is the record's own, that of a contact of the
        customer, or of a follower from outside.

        Not of employees: whoever knows a number and forges their address would write to the customer in their name.
        """
        self.ensure_one()
        normalized = email_normalize(address or "", strict=False)
        if not normalized:
            return False
        # sudo: whoever wrote, the contacts and followers of the record decide
        partners_sudo = self.env["res.partner"].sudo().search([("email_normalized", "=", normalized)])
        if partners_sudo.user_ids.filtered(lambda user: not user.share):
            return False
        customer = self.commercial_partner_id
        return (
            normalized == self.email_normalized
            or (bool(customer) and customer in partners_sudo.commercial_partner_id)
            or bool(partners_sudo & self.message_partner_ids)
        )

    @api.model
    def _route_catchall_by_number(self, message_dict):
        """The route of a mail that lost its references and was sent to a catchall address, but names its record."""
        if message_dict.get("parent_id") or not find_numbers(message_dict.get("subject") or ""):
            return None
        if not self._detect_write_to_catchall(message_dict):
            return None
        # sudo: all companies may have the record, whoever wrote
        record = self._find_by_number(message_dict, self.env["res.company"].sudo().search([]))
        return [(self._name, record.id, {}, self.env.uid, None)] if record else None

    @api.model
    def _is_flooding(self, address):
        """Whether a sender began as many records in the last two hours as one may."""
        normalized = email_normalize(address or "", strict=False)
        since = self.env.cr.now() - timedelta(minutes=self._get_limit("minutes", FLOOD_MINUTES))
        most = self._get_limit("threshold", FLOOD_RECORDS)
        # sudo: limits count whatever there is, and are set by administrators
        records_sudo = self.sudo().with_context(active_test=False)
        recent = self._get_sender_domain(normalized) & Domain("create_date", ">=", since)
        if records_sudo.search_count(recent, limit=most) < most:
            return False
        # sudo: see above
        allowed_sudo = self.env["mail.gateway.allowed"].sudo()
        return not normalized or not allowed_sudo.search_count([("email_normalized", "=", normalized)], limit=1)

    @api.model
    def _get_sender_domain(self, normalized):
        """The records of an address; all mails without a sender count as one sender's."""
        return Domain("email_normalized", "=", normalized) & Domain("channel", "=", "email")

    @api.model
    def _get_limit(self, name, default):
        """A limit of Odoo's gateway; what is no number counts as not set."""
        # sudo: parameters are technical
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        value = parameters_sudo.get_param(f"mail.gateway.loop.{name}", "")
        return int(value) if str(value).strip().isdigit() and int(value) else default

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        """New records of one sender are counted above, where no notice is sent that robots would answer."""
        return

    @api.model
    def _get_final_route(self, route, message_dict):
        """The route of a reply: to the original of a duplicate; a closed record is opened again or followed by another.

        Robots and colleagues open nothing.
        """
        model, thread_id, values, user_id, alias = route
        if model != self._name or not thread_id:
            return route
        # sudo: the gateway moves the record on behalf of whoever wrote
        record_sudo = self._with_intake_context().sudo().browse(thread_id)
        # sudo: whether an employee wrote is no secret to the gateway
        author_sudo = self.env["res.partner"].sudo().browse(message_dict.get("author_id"))
        if message_dict.get("sme_automatic") or author_sudo.user_ids.filtered(lambda user: not user.share):
            return (model, record_sudo._get_original().id, values, user_id, alias)
        original_sudo = record_sudo._get_original().with_company(record_sudo.company_id)
        target_sudo = original_sudo._get_record_for_reply(
            {"name": self._get_subject(message_dict), "channel": "email", **self._prepare_description(message_dict)}
        )
        if target_sudo != original_sudo and not target_sudo.message_ids:
            get_outcome(self.env.context).created.append(target_sudo.id)
        return (model, target_sudo.id, values, user_id, alias)

    def _with_intake_context(self):
        """No default value of a client's context reaches a record that a mail makes."""
        # the whole context on purpose: see the acknowledgement
        return self.with_context(  # pylint: disable=context-overridden
            {**clean_context(self.env.context), "mail_create_nolog": True, "mail_create_nosubscribe": True}
        )

    # ------------------------------------------------------------
    # WHAT A MAIL MAKES
    # ------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Make a record of a mail; if that fails, make a record that holds as little as possible.

        An exception would send the sender a notice of failure and mark the address as broken.
        """
        team = self.env["sme.service.team"]._get_for_values(custom_values)
        intake = self._with_intake_context().with_company(team.company_id)
        try:
            with self.env.cr.savepoint():
                # not by Odoo's own method, which first describes all fields of the model to itself
                service = intake.create(intake._prepare_mail_values(msg_dict, team))
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            if not self.env.su:
                raise
            _logger.exception("A mail became a record with little more than its sender")
            with self.env.cr.savepoint():
                service = intake.create(self._prepare_minimal_values(msg_dict, team))
        get_outcome(self.env.context).created.append(service.id)
        return service

    def message_update(self, msg_dict, update_vals=None):
        """Note who else got a reply; the reply itself is kept even if that fails."""
        try:
            with self.env.cr.savepoint():
                return super().message_update(self._limit_copies(msg_dict), update_vals)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            if not self.env.su:
                raise
            _logger.exception("The copies of a reply to %s were not noted", self.ids)
            return True

    @api.model
    def _prepare_mail_values(self, msg_dict, team):
        """The values of a record that a mail makes. Whatever decides about rights comes from the team."""
        address = self._get_address(msg_dict)
        return {
            **self._prepare_minimal_values(msg_dict, team),
            **self._prepare_description(msg_dict),
            **self._find_links(address, msg_dict.get("subject") or "", team.company_id),
            "email_cc": self._get_copies(msg_dict),
        }

    @api.model
    def _prepare_minimal_values(self, msg_dict, team):
        return {
            "name": self._get_subject(msg_dict),
            "email_from": self._get_address(msg_dict),
            "team_id": team.id,
            "company_id": team.company_id.id,
            "channel": "email",
        }

    @api.model
    def _get_subject(self, msg_dict):
        return clean_line(str(msg_dict.get("subject") or ""), LONGEST_LINE) or self.env._("(no subject)")

    @api.model
    def _get_address(self, msg_dict):
        return clean_line(str(msg_dict.get("email_from") or ""), LONGEST_LINE)

    @api.model
    def _prepare_description(self, msg_dict):
        """The text of a mail as description; of a very long one, which the message holds, only the beginning."""
        body = msg_dict.get("body") or ""
        if len(body) > LARGEST_DESCRIPTION:
            body = plaintext2html(html2plaintext(body[:LARGEST_DESCRIPTION])[: LARGEST_DESCRIPTION // 10])
        return {"description": body}

    @api.model
    def _get_copies(self, msg_dict):
        """Who else got the mail, offered for answers; of a mail to crowds nobody is."""
        copies = self._mail_cc_sanitized_raw_dict(msg_dict.get("cc"))
        return ", ".join(copies.values()) if len(copies) <= MOST_COPIES else ""

    @api.model
    def _limit_copies(self, msg_dict):
        return msg_dict if self._get_copies(msg_dict) else {**msg_dict, "cc": ""}

    @api.model
    def _clean_attachments(self, message_dict):
        """Show the files of a mail under names that hide nothing."""
        if attachments := message_dict.get("attachments"):
            message_dict["attachments"] = [
                attachment._replace(fname=clean_file_name(str(attachment.fname or "")))
                if hasattr(attachment, "_replace")
                else attachment
                for attachment in attachments
            ]

    def _get_direction(self, message):
        """The mail that began a record came in, also if an employee's address sent it."""
        direction = super()._get_direction(message)
        return "in" if direction == "out" and message.message_type == "email" and not message.parent_id else direction

    def _notify_thread_with_out_of_office(self, message, recipients_data, msg_vals=False, **kwargs):
        """Robots are not told that somebody is away."""
        # sudo: the mark is for employees, the answer would go out for anybody
        if message.sudo().sme_automatic:
            return self.env["mail.message"]
        return super()._notify_thread_with_out_of_office(message, recipients_data, msg_vals=msg_vals, **kwargs)
