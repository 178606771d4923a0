import re
from datetime import datetime, time
from functools import lru_cache

import pytz
from babel.core import UnknownLocaleError
from babel.dates import get_month_names
from lxml import html
from lxml.etree import LxmlError

from odoo import api, models
from odoo.tools import babel_locale_parse, html2plaintext

from ...rules.out_of_office import DAYS_WITHOUT_DATE, find_return_date

QUOTED = "//*[@data-o-mail-quote] | //blockquote"
QUOTING_LINE = re.compile(r"^(>|-{3,}|_{5,}|(from|von|de|发件人)\s*[:\uff1a])", re.IGNORECASE)


@lru_cache
def get_months(language):
    """{name of a month in a language: its number}."""
    try:
        locale = babel_locale_parse(language)
        return {
            name: number
            for width in ("wide", "abbreviated")
            for context in ("format", "stand-alone")
            for number, name in get_month_names(width, context, locale).items()
        }
    except (UnknownLocaleError, ValueError):
        return {}


class SmeOutOfOffice(models.AbstractModel):
    """How long a plan waits for somebody who answers to be away, or with whom somebody else is in touch."""

    _name = "sme.out.of.office"
    _description = "How Long a Plan Waits"

    @api.model
    def _get_returns(self, contacts, now):
        """{row of the ledger: the moment from which its author may be contacted again}.

        Where an automatic answer names no day in the language of the contact or of the company, some working days.
        """
        messages = self._get_messages(contacts)
        pauses = {company: self._get_short_pause(company, now) for company in contacts.company_id}
        returns = {}
        for contact in contacts:
            company = contact.company_id
            day = None
            if message := messages.get(contact):
                months = {
                    **get_months("en_US"),
                    **get_months(company.partner_id.lang or "en_US"),
                    **get_months(contact.partner_id.lang or "en_US"),
                }
                text = f"{message.subject or ''}\n{self._get_own_words(message.body)}"
                day = find_return_date(text, company._get_sme_day(now), months)
            returns[contact] = self._get_morning(company, day) if day else pauses[company]
        return returns

    @api.model
    def _get_messages(self, contacts):
        """{row: the message it notes}, of those that note one."""
        ids = {}
        for contact in contacts:
            source, _comma, rest = (contact.event_key or "").partition(",")
            if source == "mail.message":
                ids[contact] = int(rest.split(",")[0])
        # sudo: what customers wrote is read by a machine, to know how long they are away
        messages_sudo = self.env["mail.message"].sudo().browse(set(ids.values())).exists()
        return {
            contact: messages_sudo.browse(identifier)
            for contact, identifier in ids.items()
            if identifier in messages_sudo._ids
        }

    @api.model
    def _get_own_words(self, body):
        """The text of a mail without the mail that it answers."""
        if not body:
            return ""
        try:
            tree = html.fromstring(f"<div>{body}</div>")
            for quoted in tree.xpath(QUOTED):
                quoted.drop_tree()
            text = html2plaintext(html.tostring(tree, encoding="unicode"))
        except (LxmlError, AssertionError, ValueError):
            text = html2plaintext(body)
        lines = []
        for line in text.splitlines():
            if QUOTING_LINE.match(line.strip()):
                break
            lines.append(line)
        return "\n".join(lines)

    @api.model
    def _get_short_pause(self, company, now):
        """The morning some working days after a moment, by the calendar of the company."""
        today = company._get_sme_day(now)
        return self._get_morning(company, self.env["res.users"]._plan_day(company, today, DAYS_WITHOUT_DATE, now))

    @api.model
    def _get_morning(self, company, day):
        """The beginning of a day where the company is, in naive UTC."""
        zone = company.partner_id.tz or company.resource_calendar_id.tz or "UTC"
        local = pytz.timezone(zone).localize(datetime.combine(day, time.min))
        return local.astimezone(pytz.utc).replace(tzinfo=None)
