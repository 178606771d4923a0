import hashlib
import logging
from datetime import timedelta

from odoo import fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import clean_context, email_normalize, format_date, format_time

_logger = logging.getLogger(__name__)

MOST_AN_HOUR = 5
HEADERS = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}


class SmeService(models.Model):
    """What a customer hears at once, and how records and customers find each other in subjects and addresses."""

    _inherit = "sme.service"

    acknowledged_on = fields.Datetime(readonly=True, copy=False)

    # ------------------------------------------------------------
    # ACKNOWLEDGEMENT
    # ------------------------------------------------------------

    def _acknowledge(self, message_id=""):
        """Tell the customer number and promised time, once for each record, and some times an hour at most.

        Makes no contact and no message of a person; goes out when the transaction is through. What fails here harms no
        record, and without its template, deleted or archived, nobody is told.
        """
        for service in self.filtered(lambda service: service._is_to_be_acknowledged()):
            service._acknowledge_safely(message_id)

    def _acknowledge_safely(self, message_id):
        try:
            with self.env.cr.savepoint():
                self._acknowledge_one(message_id)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            _logger.exception("The acknowledgement of service record %s failed", self.id)

    def _acknowledge_one(self, message_id):
        template = self.env.ref("crm_sme.mail_template_sme_service_acknowledgement", raise_if_not_found=False)
        address = email_normalize(self.email_from or "", strict=False)
        if not template or not template.active:
            return
        if self._is_own_address(address) or not self._spend_acknowledgement(address):
            return
        self.acknowledged_on = fields.Datetime.now()
        mail = self._create_acknowledgement(template, message_id)
        self._note_told_deadlines(["first_response"])
        mail.send_after_commit()

    def _is_to_be_acknowledged(self):
        self.ensure_one()
        return (
            self.team_id.acknowledge
            and not self.acknowledged_on
            and not self.held_reason
            and bool(email_normalize(self.email_from or "", strict=False))
        )

    def _is_own_address(self, address):
        # sudo: addresses of the firm are technical
        domains_sudo = self.env["mail.alias.domain"].sudo()
        return bool(domains_sudo._find_aliases([address]))

    def _spend_acknowledgement(self, address):
        """Two robots that write to each other stop here; the address itself is not kept."""
        now = fields.Datetime.now()
        sender = hashlib.sha256(f"{self.company_id.id} {address}".encode()).hexdigest()[:32]
        key = f"acknowledgement {sender} {now:%Y-%m-%d %H}"
        return self.env["sme.quota"]._spend(key, MOST_AN_HOUR, now.date() + timedelta(days=2))

    def _create_acknowledgement(self, template, message_id):
        # sudo: the gateway answers for the firm; the record decides what is told
        # the whole context on purpose: defaults of whoever brought the mail must not reach the answer
        template_sudo = template.sudo().with_context(  # pylint: disable=context-overridden
            {**clean_context(self.env.context), "lang": self._get_acknowledgement_lang()}
        )
        return template_sudo.send_mail_batch(
            self.ids,
            email_values={
                "author_id": self.env.ref("base.partner_root").id,
                "email_to": self.email_from,
                "recipient_ids": [],
                "headers": repr(HEADERS),
                "references": message_id or False,
                "reply_to": self._notify_get_reply_to(default=self.company_id.email_formatted)[self.id],
            },
        )

    def _get_acknowledgement_lang(self):
        """The language of the customer, if there is one and it is installed, else that of the company."""
        lang = self.partner_id.lang or self.company_id.partner_id.lang
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        return lang if lang in installed else self.env.lang or installed[0]

    def _get_customer_link(self):
        """The address of the page of the record for its sender.

        Who has a login that leads there is asked for it, so that a mail passed on opens nothing. To all others the
        link is the key, as with quotations.
        """
        self.ensure_one()
        # sudo: whether the customer has a login does not depend on who asks
        users_sudo = self.partner_id.sudo().user_ids
        own = any(user_sudo.share and self.company_id in user_sudo.company_ids for user_sudo in users_sudo)
        return f"{self.get_base_url()}{self.access_url if own else self.get_portal_url()}"

    def _get_told_deadline(self):
        """The promised time as the customer reads it: in the own time zone if known, else in that of the team."""
        deadline = self._get_first_response_deadline()
        if not deadline:
            return ""
        calendar = self.team_id.calendar_id or self.company_id.resource_calendar_id
        zone = self.partner_id.tz or calendar.tz or "UTC"
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), deadline)
        date, time = (
            format_date(self.env, local.date(), date_format="long"),
            format_time(self.env, local.time(), time_format="short"),
        )
        return f"{date}, {time} ({zone})"

    # ------------------------------------------------------------
    # SUBJECTS AND ADDRESSES
    # ------------------------------------------------------------

    def _with_number(self, subject):
        """A subject that names the record, so that replies find it."""
        self.ensure_one()
        tag = f"[{self.number}]"
        return subject if subject and tag in subject else f"{tag} {subject or self.name}"

    def _message_compute_subject(self):
        self.ensure_one()
        return self._with_number(self.name)

    def _notify_by_email_get_base_mail_values(self, message, recipients_data, additional_values=None):
        values = super()._notify_by_email_get_base_mail_values(message, recipients_data, additional_values)
        if len(self) == 1:
            values["subject"] = " ".join(self._with_number(values.get("subject") or message.subject).splitlines())
        return values

    def _notify_get_reply_to_batch(self, defaults=None, author_ids=None):
        """Replies come back to the address of the team, where it has one."""
        # sudo: the address of a team is what everybody may write to
        addresses = {service_sudo.id: service_sudo.team_id.alias_email for service_sudo in self.sudo()}
        others = self.filtered(lambda service: not addresses[service.id])
        replies = {
            service.id: self._notify_get_reply_to_formatted_email(
                addresses[service.id], author_id=(author_ids or {}).get(service.id)
            )
            for service in self - others
        }
        if others or not self:
            kept = others.ids or [False]
            replies |= super(SmeService, others)._notify_get_reply_to_batch(
                defaults=defaults and {res_id: defaults[res_id] for res_id in kept},
                author_ids=author_ids and {res_id: author_ids[res_id] for res_id in kept},
            )
        return replies
