import email
import email.policy
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import email_normalize
from odoo.tools.mail import email_split_and_format

from ...mail_outcome import MailOutcome
from ...rules.outside_text import clean_line

_logger = logging.getLogger(__name__)

HELD_DAYS = 90
LONGEST_LINE = 250
HELD_BATCH = 500
LARGEST_FLOOD = 10 * 1024 * 1024
RAW_TYPE = "message/rfc822"
HELD_FIELDS = {"held_reason", "held_on", "held_message_id", "held_count", "held_error"}


class SmeService(models.Model):
    """Mails kept outside the queue: with the raw mail, without clock and acknowledgement, for 90 days."""

    _inherit = "sme.service"

    held_on = fields.Datetime(string="Held Since", readonly=True, copy=False)
    held_message_id = fields.Char(
        string="Message-Id of the Held Mail", readonly=True, copy=False, index="btree_not_null"
    )
    held_count = fields.Integer(
        string="Mails", readonly=True, copy=False, help="Of a flood also those whose content was too much to keep."
    )
    held_error = fields.Char(string="Technical Reason", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            if any(values.get(name) for values in vals_list for name in HELD_FIELDS):
                raise AccessError(self.env._("Mails are held, and records marked as spam, by their buttons only."))
            # defaults of a browser neither
            vals_list = [{**values, **dict.fromkeys(HELD_FIELDS, False)} for values in vals_list]
        for values in vals_list:
            if values.get("held_reason"):
                values.setdefault("held_on", fields.Datetime.now())
        return super().create(vals_list)

    def write(self, values):
        if not self.env.su and HELD_FIELDS & values.keys():
            # what is held may be thrown away, so nobody calls a record held by hand
            raise AccessError(self.env._("Mails are held, and records marked as spam, by their buttons only."))
        if "held_reason" in values and "held_on" not in values:
            values = {**values, "held_on": values["held_reason"] and fields.Datetime.now()}
        return super().write(values)

    # ------------------------------------------------------------
    # INTO
    # ------------------------------------------------------------

    @api.model
    def _hold_mail(self, team, raw, headers, reason, error=""):
        """Keep a raw mail; if not even a held record can be made, the mail is kept as a file of the team."""
        # sudo: the gateway keeps the mail on behalf of whoever wrote
        intake_sudo = self._with_intake_context().with_company(team.company_id).sudo()
        try:
            with self.env.cr.savepoint():
                return intake_sudo._hold_as_record(team, raw, headers, reason, error)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            _logger.exception("A mail that could not be held is a file of the service team %s", team.id)
            self._keep_raw_mail(team, raw, headers)
            return team

    @api.model
    def _hold_as_record(self, team, raw, headers, reason, error):
        copy = self.search([("held_message_id", "=", headers.message_id), ("team_id", "=", team.id)], limit=1)
        if headers.message_id and copy:
            return copy
        sender = clean_line((email_split_and_format(headers.sender) or [headers.sender])[0], LONGEST_LINE)
        flooding = reason not in ("spam",) and self._is_flooding(sender)
        if flooding and (flood := self._find_flood(sender, team)):
            flood._add_to_flood(raw, headers)
            return flood
        held = self.create(
            {
                "name": clean_line(headers.subject, LONGEST_LINE) or self.env._("(no subject)"),
                "email_from": sender,
                "team_id": team.id,
                "company_id": team.company_id.id,
                "channel": "email",
                "held_reason": "flood" if flooding else reason,
                "held_message_id": headers.message_id,
                "held_count": 1,
                "held_error": clean_line(error, LONGEST_LINE),
            }
        )
        self._keep_raw_mail(held, raw, headers)
        return held

    @api.model
    def _keep_raw_mail(self, record, raw, headers):
        # sudo: the gateway keeps the mail on behalf of whoever wrote
        attachments_sudo = self.env["ir.attachment"].sudo()
        return attachments_sudo.create(
            {
                "name": f"{clean_line(headers.subject, 60) or 'mail'}.eml",
                "raw": raw,
                "mimetype": RAW_TYPE,
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    @api.model
    def _find_flood(self, sender, team):
        since = self.env.cr.now() - timedelta(minutes=self._get_limit("minutes", 120))
        normalized = email_normalize(sender, strict=False)
        return self.search(
            self._get_sender_domain(normalized)
            & Domain("held_reason", "=", "flood")
            & Domain("team_id", "=", team.id)
            & Domain("create_date", ">=", since),
            order="id desc",
            limit=1,
        )

    def _add_to_flood(self, raw, headers):
        """Keep one more mail of a flood, beyond a size only its number."""
        self.held_count += 1
        kept = sum(self._get_raw_mails().mapped("file_size"))
        if kept + len(raw) <= LARGEST_FLOOD:
            self._keep_raw_mail(self, raw, headers)

    def _get_raw_mails(self):
        # sudo: the files of a held record are those of who may work on it, whoever brought them
        attachments_sudo = self.env["ir.attachment"].sudo()
        return attachments_sudo.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids), ("mimetype", "=", RAW_TYPE)], order="id"
        )

    # ------------------------------------------------------------
    # OUT OF
    # ------------------------------------------------------------

    def action_release_held(self):
        """Bring held mails into the queue; each mail of a flood becomes a record of its own."""
        self.check_access("write")
        released = self.browse().union(*(service._release() for service in self.filtered("held_reason")))
        if len(released) == 1:
            return {
                "type": "ir.actions.act_window",
                "res_model": self._name,
                "res_id": released.id,
                "views": [(False, "form")],
            }
        return True

    def action_mark_spam(self):
        """A record that was in the queue is one, also if it began as a held mail: no mail waits in it to be read."""
        seen = self.filtered(lambda service: not service.held_reason)
        result = super().action_mark_spam()
        # sudo: only the buttons change what is held
        seen.sudo().held_count = 0
        return result

    def action_unmark_spam(self):
        """What was held as spam on arrival is read now; what was put there by hand has been."""
        self.check_access("write")
        unread = self.filtered(lambda service: service.held_reason == "spam" and service.held_count)
        result = super().action_unmark_spam()
        for service in unread:
            service._release_mail(service._get_raw_mails()[:1])
        return result

    def action_delete_held(self):
        """Throw held mails away. A record that somebody called spam is none of them: it is deleted as any record is."""
        self.check_access("write")
        if by_hand := self.filtered(lambda service: service.held_reason and not service.held_count):
            by_hand.check_access("unlink")
        # sudo: who works on records may throw away mails outside the queue, but no record
        held_sudo = self.sudo().filtered("held_reason")
        held_sudo.unlink()
        return self.env["ir.actions.act_window"]._for_xml_id("crm_sme.sme_service_action_held")

    def _release(self):
        self.ensure_one()
        if self.held_reason == "spam":
            self.action_unmark_spam()
            return self
        raw_mails_sudo = self._get_raw_mails()
        # sudo: the right was checked by the button; only buttons change what is held
        held_sudo = self.sudo()
        held_sudo.write({"held_reason": False, "held_message_id": False})
        self._release_mail(raw_mails_sudo[:1])
        others = self.browse()
        for raw_mail_sudo in raw_mails_sudo[1:]:
            other = self.create(self._prepare_released_values())
            raw_mail_sudo.res_id = other.id
            other._release_mail(raw_mail_sudo)
            others |= other
        if self.user_id or not self.team_id.assign_automatically:
            return self | others
        self._assign()
        return self | others

    def _prepare_released_values(self):
        names = ("name", "email_from", "team_id", "company_id", "channel")
        return {name: self[name].id if self._fields[name].relational else self[name] for name in names}

    def _release_mail(self, raw_mail_sudo):
        """Parse a raw mail again and post it on this record; what still cannot be read stays a file of the record."""
        if not raw_mail_sudo:
            return
        raw = raw_mail_sudo.raw
        if not raw:
            # lost on disk: what the record knows of the mail is all there is
            self._message_log(body=self.env._("The mail could not be read: its file is missing."))
            return
        try:
            with self.env.cr.savepoint():
                self._post_raw_mail(raw)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            _logger.info("The mail of %s could not be read again", self, exc_info=True)
            self._message_log(body=self.env._("The mail could not be read. It is attached as it came."))

    def _post_raw_mail(self, raw):
        message = email.message_from_bytes(raw, policy=email.policy.SMTP)
        # sudo: the mail is posted in the name of its sender, as if the gateway had brought it
        thread_sudo = self.env["mail.thread"].sudo().with_context(sme_mail_outcome=MailOutcome())
        message_dict = thread_sudo.message_parse(message)
        self.write(self._prepare_mail_values(message_dict, self.team_id))
        routes = [(self._name, self.id, None, self.env.ref("base.user_root").id, None)]
        message_dict.update(thread_sudo._message_parse_post_process(message, message_dict, routes))
        thread_sudo._message_route_process(message, message_dict, routes)

    @api.autovacuum
    def _gc_held(self):
        """Held mails are kept 90 days."""
        # sudo: the time to keep them is the addon's promise, whatever company they are of
        held_sudo = self.sudo().with_context(active_test=False)
        before = fields.Datetime.now() - timedelta(days=HELD_DAYS)
        old_sudo = held_sudo.search(
            [("held_reason", "!=", False), ("held_on", "<", before)], order="held_on", limit=HELD_BATCH
        )
        old_sudo.unlink()
        return len(old_sudo), len(old_sudo) == HELD_BATCH
