"""Mails made by hand, and the gateway that takes them in; nothing leaves the process."""

from email.message import EmailMessage
from email.policy import SMTP
from itertools import count

from odoo.tools.mail import email_normalize_all

from odoo.addons.mail.tests.common import MockEmail

from tests.orm.cases.common import CasesCase

PAULA = '"Paula Printer" <paula@azure.example>'
_numbers = count(1)


class IntakeCase(CasesCase, MockEmail):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env["mail.alias.domain"].create(
            {"name": "desk.example", "catchall_alias": "catchall", "bounce_alias": "bounce"}
        )
        cls.env["res.company"].search([("alias_domain_id", "=", cls.domain.id)]).alias_domain_id = False
        cls.company.alias_domain_id = cls.domain
        cls.team.alias_id.alias_domain_id = cls.domain
        cls.team.alias_name = "help"
        cls.address = "help@desk.example"
        cls.azure.email = "paula@azure.example"

    def compose(self, body="It beeps three times.", **values):
        """The bytes of a mail: sender, to, subject, html, files [(name, type, bytes)], and any header by its name with
        underscores.
        """
        mail = EmailMessage(policy=SMTP)
        mail["From"] = values.pop("sender", PAULA)
        mail["To"] = values.pop("to", self.address)
        mail["Subject"] = values.pop("subject", "Printer does not start")
        mail["Message-Id"] = values.pop("message_id", f"<{next(_numbers)}@mail.azure.example>")
        html, files = values.pop("html", None), values.pop("files", [])
        for name, value in values.items():
            mail[name.replace("_", "-")] = value
        if body is not None:
            mail.set_content(body)
        if html:
            mail.add_alternative(html, subtype="html")
        for name, kind, content in files:
            maintype, subtype = kind.split("/")
            mail.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
        return mail.as_bytes()

    def receive(self, raw=None, model=None, **values):
        """Let the gateway take a mail in; returns the records that appeared."""
        before = self.env["sme.service"].search([]).ids
        with self.mock_mail_gateway():
            gateway = self.env["mail.thread"].with_context(tracking_disable=False)
            gateway.message_process(model, raw or self.compose(**values))
            self.env.flush_all()
        return self.env["sme.service"].search([("id", "not in", before)], order="id")

    def get_sent(self):
        """[(addresses, subject, body)] of the mails to people outside that the last mail brought about."""
        employees = {user.email_normalized for user in self.env["res.users"].search([("share", "=", False)])}
        return [
            (mail["email_to"], mail["subject"], mail["body"])
            for mail in self._mails
            if not employees & set(email_normalize_all(", ".join(mail["email_to"])))
        ]

    def get_mails(self, service):
        return service.message_ids.filtered(lambda message: message.message_type == "email").sorted("id")

    def get_files_of_team(self):
        return self.env["ir.attachment"].search(
            [("res_model", "=", "sme.service.team"), ("res_id", "=", self.team.id)], order="id"
        )
