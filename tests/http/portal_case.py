"""Two customers with people in the portal, a record of each, and what a browser sends."""

import json
from datetime import datetime

from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user

from tests.orm.cases.common import CasesCase

PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xfc\xcf\xc0\xf0\x1f\x00\x05\x05\x02\x00\x9e\x8d\xe0\x1a\x00\x00\x00\x00IEND\xaeB`\x82"
)


class PortalCase(CasesCase, HttpCase):
    """Paul of Azure and Eve of Lumber have a login; each firm has a record."""

    freeze_to = datetime.now().replace(microsecond=0)  # sessions do not stand still with the server's clock

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paul = cls.create_portal_user("Paul", cls.azure)
        cls.eve = cls.create_portal_user("Eve", cls.lumber)
        cls.service = cls.create_service(
            cls.paul.partner_id, user_id=cls.anna.id, name="Printer of Azure does not start", priority="2"
        )
        cls.foreign = cls.create_service(cls.eve.partner_id, user_id=cls.ben.id, name="Desk of Lumber wobbles")
        cls.types = {type_.code: type_ for type_ in cls.env["sme.service.type"].search([])}

    @classmethod
    def create_portal_user(cls, name, customer):
        user = new_test_user(
            cls.env,
            login=f"{name}_of_{customer.name}".lower(),
            name=name,
            email=f"{name}@example.com".lower(),
            groups="base.group_portal",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        user.partner_id.parent_id = customer
        return user

    def log_in(self, user):
        self.authenticate(user.login, user.login + "x" * (8 - len(user.login)))

    def log_out(self):
        self.authenticate(None, None)

    def get(self, url, **kwargs):
        return self.url_open(url, **kwargs)

    def post(self, url, files=None, csrf=True, allow_redirects=True, **data):
        if csrf:
            data["csrf_token"] = Request.csrf_token(self)
        return self.url_open(url, data=data, files=files, allow_redirects=allow_redirects)

    def call(self, url, **parameters):
        """The answer of a JSON route: (result, error)."""
        response = self.url_open(
            url,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": parameters}),
            headers={"Content-Type": "application/json"},
        )
        answer = response.json()
        return answer.get("result"), answer.get("error")

    def call_model(self, model, method, *args, **kwargs):
        return self.call(
            f"/web/dataset/call_kw/{model}/{method}", model=model, method=method, args=list(args), kwargs=kwargs
        )

    def fetch_messages(self, service, **parameters):
        return self.call("/mail/chatter_fetch", thread_model="sme.service", thread_id=service.id, **parameters)

    def say(self, service, body="Hello", user=None, **kwargs):
        """An employee's message."""
        values = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment", **kwargs}
        return service.with_user(user or self.anna).message_post(body=body, **values)

    def get_form_key(self):
        return self.get("/my/service/new").text.split('name="form_key" value="')[1][:32]

    def send_form(self, files=None, **values):
        form = {
            "subject": "Printer is dead",
            "text": "It makes no sound.\nPlease help.",
            "type_id": str(self.types["complaint"].id),
            "about": "",
            **values,
        }
        if "form_key" not in form:
            form["form_key"] = self.get_form_key()
        return self.post("/my/service/new/submit", files=files, **form)

    def get_new_records(self):
        return self.env["sme.service"].search([("channel", "=", "portal")], order="id")

    def get_message(self, service, text):
        return service.message_ids.filtered(lambda message: text in (message.body or ""))[:1]
