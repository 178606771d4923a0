"""What customers cannot do: nothing with others' records, and with their own only what the portal offers."""

import base64
import json
import threading
from unittest.mock import patch

import lxml.html
from markupsafe import Markup

from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.http.portal_case import PICTURE, PortalCase

# Every route of the addon: (auth, methods, type, csrf, readonly). A new one is added here on purpose or not at all.
ROUTES = {
    "/my/service": ("user", ("GET",), "http", True, True),
    "/my/service/page/<int:page>": ("user", ("GET",), "http", True, True),
    "/my/service/new": ("user", ("GET",), "http", True, True),
    "/my/service/new/submit": ("user", ("POST",), "http", True, False),
    "/my/service/<int:service_id>": ("public", ("GET",), "http", True, True),
    "/my/service/<int:service_id>/close": ("public", ("POST",), "http", True, False),
    "/my/service/<int:service_id>/reopen": ("public", ("POST",), "http", True, False),
    "/my/service/<int:service_id>/rate": ("public", ("POST",), "http", True, False),
    "/sme/unsubscribe": ("public", ("GET",), "http", True, True),
    "/sme/unsubscribe/confirm": ("public", ("POST",), "http", True, False),
    "/sme/unsubscribe/one-click": ("public", ("POST",), "http", False, False),
    "/my/customer-sheet": ("user", ("GET",), "http", True, True),
}
# Odoo's own route that the addon narrows.
NARROWED = {"/mail/attachment/upload": ("public", ("POST",), "http", True, False)}
SECRET = "only for colleagues"

HOSTILE = (
    "<script>alert('hostile')</script>",
    "<img src=x onerror=alert('hostile')>",
    "<a href=\"javascript:alert('hostile')\">click</a>",
    '<a href="data:text/html;base64,PHNjcmlwdD4=">click</a>',
    "<svg onload=alert('hostile')></svg>",
    '<base href="https://hostile.example.com/">',
    '<meta http-equiv="refresh" content="0;url=https://hostile.example.com/">',
    '<form action="https://hostile.example.com"><input name=password></form>',
    '<div style="position:fixed;top:0;left:0;width:100%;height:100%">overlay</div>',
    '<iframe src="https://hostile.example.com"></iframe>',
    "{{ object.env.user.password }} {{ 7919 * 7907 }}",
    '<t t-out="7919 * 7907"/><t t-raw="env"/>',
    "${7919 * 7907} #{7919 * 7907} %(name)s %s",
    "\"><script>alert('hostile')</script>",
    "]]></textarea><script>alert('hostile')</script>",
)
PRODUCT = str(7919 * 7907)


@tagged("post_install", "-at_install")
class TestRoutes(PortalCase):
    def get_routes(self):
        routes = {}
        # outside of a request Odoo looks for the name of the database at the thread
        with patch.object(threading.current_thread(), "dbname", self.env.cr.dbname, create=True):
            rules = list(self.env["ir.http"].routing_map().iter_rules())
        for rule in rules:
            endpoint = rule.endpoint
            controller = getattr(endpoint.func, "__self__", None)
            owners = {cls.__module__ for cls in type(controller).__mro__ if endpoint.func.__name__ in vars(cls)}
            if any(owner.startswith("odoo.addons.crm_sme.") for owner in owners):
                routing = endpoint.routing
                routes[rule.rule] = (
                    routing["auth"],
                    tuple(routing["methods"]),
                    routing["type"],
                    routing.get("csrf", True),
                    routing.get("readonly", False),
                )
        return routes

    def test_every_route_is_known(self):
        self.assertEqual(self.get_routes(), ROUTES | NARROWED)

    def test_what_changes_something_is_posted_with_a_token_of_the_session(self):
        for route, (_auth, methods, _type, csrf, readonly) in self.get_routes().items():
            with self.subTest(route=route):
                # a mail program has no session: its signed link is looked at instead
                self.assertTrue(csrf or route == "/sme/unsubscribe/one-click")
                self.assertEqual(methods == ("GET",), readonly)

    @mute_logger("odoo.http")
    def test_changes_are_refused_by_get_and_without_the_token(self):
        token = self.service._portal_ensure_token()
        self.log_in(self.paul)
        for change in ("close", "reopen", "rate"):
            url = f"{self.service.access_url}/{change}"
            self.assertEqual(self.get(f"{url}?access_token={token}&rate=5&text=x").status_code, 405)
            response = self.post(url, csrf=False, access_token=token, rate="5", text="x")
            self.assertEqual(response.status_code, 400)
        self.assertEqual(self.service.state, "new")
        self.assertFalse(self.service.rating_ids.filtered("consumed"))


@tagged("post_install", "-at_install")
class TestForeignRecords(PortalCase):
    """Each route, tried on the record of another customer in every way that one could think of."""

    def setUp(self):
        super().setUp()
        self.token = self.service._portal_ensure_token()
        self.foreign_token = self.foreign._portal_ensure_token()
        self.message = self.say(self.service, "For Azure only")
        self.service._move_to("working")
        self.state = self.read_state()

    def read_state(self):
        self.env.invalidate_all()
        service = self.service
        return (
            service.state,
            service.partner_id,
            service.message_ids.ids,
            service.rating_ids.ids,
            service.message_follower_ids.ids,
            self.env["ir.attachment"].search_count([("res_model", "=", "sme.service"), ("res_id", "=", service.id)]),
        )

    def get_wrong_tokens(self):
        return ("", "False", "None", "0", "[]", "{}", self.foreign_token, self.token[:-1], f"{self.token}x", "%00")

    def assert_nothing_told(self, response, *statuses):
        self.assertIn(response.status_code, statuses)
        for told in (self.service.name, self.service.number, "For Azure only", "Paul"):
            self.assertNotIn(told, response.text)

    def test_reading(self):
        for user in (self.eve, None, self.users["employee"]):
            if user:
                self.log_in(user)
            else:
                self.log_out()
            for token in self.get_wrong_tokens():
                with self.subTest(user=user and user.name, token=token):
                    self.assert_nothing_told(self.get(f"{self.service.access_url}?access_token={token}"), 404)
            for query in ("access_token[]=x", "access_token=&access_token=x", f"pid={self.paul.partner_id.id}&hash=x"):
                self.assert_nothing_told(self.get(f"{self.service.access_url}?{query}"), 404)

    def test_other_ways_to_name_a_record(self):
        self.log_in(self.eve)
        for name in (self.service.number, -self.service.id, 0, 2**31, 2**70, "1e3", "[1]", f"{self.service.id}.0"):
            with self.subTest(name=name):
                response = self.get(f"/my/service/{name}")
                self.assertEqual(response.status_code, 404)
                self.assertNotIn(self.service.name, response.text)

    def test_listing(self):
        self.log_in(self.eve)
        for query in ("", f"search={self.service.number}", "search=Azure", "filterby=all&search=%25"):
            page = self.get(f"/my/service?{query}")
            self.assertNotIn(self.service.name, page.text)
            self.assertNotIn(f"/my/service/{self.service.id}", page.text)
        result, _error = self.call("/my/counters", counters=["service_count"])
        self.assertEqual(result["service_count"], 1)

    def test_closing_reopening_rating(self):
        for state in ("working", "solved"):
            self.service._move_to(state)
            self.state = self.read_state()
            for user in (self.eve, None):
                if user:
                    self.log_in(user)
                else:
                    self.log_out()
                for change in ("close", "reopen", "rate"):
                    for token in self.get_wrong_tokens():
                        with self.subTest(state=state, user=user and user.name, change=change, token=token):
                            response = self.post(
                                f"{self.service.access_url}/{change}", access_token=token, rate="1", text="x"
                            )
                            self.assert_nothing_told(response, 404)
                self.assertEqual(self.read_state(), self.state)

    def test_a_form_about_a_foreign_order(self):
        order = self.create_order(self.azure)
        self.log_in(self.eve)
        page = self.send_form(about=f"order-{order.id}")
        self.assertIn("among yours", page.text)
        self.assertNotIn(order.name, page.text)

    @mute_logger("odoo.http")
    def test_the_conversation(self):
        """Odoo's routes of the chatter, by a stranger with every wrong key."""
        wrong = [{}, *({"token": token} for token in (*self.get_wrong_tokens(), False, [], {}, 0, 5, [self.token]))]
        wrong.append({"pid": self.paul.partner_id.id, "hash": "x"})
        wrong.append({"pid": "x", "hash": self.token})
        for user in (self.eve, None):
            if user:
                self.log_in(user)
            else:
                self.log_out()
            for keys in wrong:
                with self.subTest(user=user and user.name, keys=keys):
                    for url, parameters in (
                        ("/mail/chatter_fetch", {"fetch_params": {"limit": 30}}),
                        ("/portal/chatter_init", {}),
                        ("/mail/message/post", {"post_data": {"body": "from a stranger", "rating_value": 1}}),
                        ("/mail/thread/messages", {}),
                    ):
                        result, _error = self.call(
                            url, thread_model="sme.service", thread_id=self.service.id, **parameters, **keys
                        )
                        self.assertNotIn("Azure", json.dumps(result))
                        self.assertNotIn("from a stranger", json.dumps(result))
        self.assertEqual(self.read_state(), self.state)

    @mute_logger("odoo.http")
    def test_files(self):
        attachment = self.env["ir.attachment"].create(
            {"name": "bill.txt", "raw": b"paid", "res_model": "sme.service", "res_id": self.service.id}
        )
        self.say(self.service, "The bill", attachment_ids=attachment.ids)
        self.state = self.read_state()
        for user in (self.eve, None):
            if user:
                self.log_in(user)
            else:
                self.log_out()
            for url in self.get_file_urls(attachment):
                with self.subTest(user=user and user.name, url=url):
                    response = self.get(url)
                    self.assertNotIn("paid", response.text)
            response = self.post("/mail/attachment/zip", file_ids=str(attachment.id), zip_name="all.zip")
            self.assertNotEqual(response.status_code, 200)
            for token in self.get_wrong_tokens():
                response = self.post(
                    "/mail/attachment/upload",
                    files={"ufile": ("photo.png", PICTURE)},
                    thread_model="sme.service",
                    thread_id=self.service.id,
                    token=token,
                )
                self.assertEqual(response.status_code, 404)
            _result, error = self.call("/mail/attachment/delete", attachment_id=attachment.id)
            self.assertTrue(error)
        self.assertEqual(self.read_state(), self.state)

    def get_file_urls(self, attachment):
        return (
            f"/web/content/{attachment.id}",
            f"/web/content/{attachment.id}?access_token=",
            f"/web/content/{attachment.id}?access_token=False",
            f"/web/content/{attachment.id}?access_token={self.token}",
            f"/web/content/ir.attachment/{attachment.id}/raw",
            f"/web/content/ir.attachment/{attachment.id}/datas",
            f"/web/image/{attachment.id}",
            f"/web/image/sme.service/{attachment.res_id}/rating_last_image",
            f"/mail/attachment/pdf_first_page/{attachment.id}",
        )


@tagged("post_install", "-at_install")
class TestOwnRecords(PortalCase):
    """What the customer of a record does not get to see either."""

    def setUp(self):
        super().setUp()
        self.anna.name = "Anna"
        self.hidden_file = self.attach("internal.txt")
        self.shown_file = self.attach("shown.txt")
        self.loose_file = self.attach("loose.txt")
        self.say(self.service, SECRET, subtype_xmlid="mail.mt_note", attachment_ids=self.hidden_file.ids)
        self.say(self.service, "for customers", attachment_ids=self.shown_file.ids)
        self.service.with_context(tracking_disable=False).write({"priority": "0", "user_id": self.ben.id})
        self.service.activity_schedule("mail.mail_activity_data_todo", user_id=self.anna.id, note=SECRET)
        self.env.flush_all()
        self.service.invalidate_recordset()

    def attach(self, name):
        values = {"name": name, "raw": SECRET.encode(), "res_model": "sme.service", "res_id": self.service.id}
        return self.env["ir.attachment"].create(values)

    def test_the_conversation_is_without_notes(self):
        token = self.service._portal_ensure_token()
        pid, signature = self.paul.partner_id.id, self.service._sign_token(self.paul.partner_id.id)
        for user, keys in ((self.paul, {}), (self.paul, {"token": token}), (None, {"token": token})):
            if user:
                self.log_in(user)
            else:
                self.log_out()
            for url in ("/mail/chatter_fetch", "/portal/chatter_init", "/mail/thread/messages"):
                with self.subTest(user=user and user.name, keys=keys, url=url), mute_logger("odoo.http"):
                    result, _error = self.call(
                        url, thread_model="sme.service", thread_id=self.service.id, pid=pid, hash=signature, **keys
                    )
                    told = json.dumps(result)
                    for secret in (SECRET, "internal.txt", "loose.txt", self.anna.login, "tracking"):
                        self.assertNotIn(secret, told.replace("trackingValues", ""))
            result, _error = self.fetch_messages(self.service, **keys)
            self.assertIn("for customers", json.dumps(result))
            self.assertIn("shown.txt", json.dumps(result))

    @mute_logger("odoo.http")
    def test_files_of_notes_stay_inside(self):
        self.log_in(self.paul)
        for file in (self.hidden_file, self.loose_file):
            for url in (
                f"/web/content/{file.id}",
                f"/web/content/ir.attachment/{file.id}/raw",
                f"/web/image/{file.id}",
            ):
                with self.subTest(url=url):
                    self.assertNotIn(SECRET, self.get(url).text)
            response = self.post("/mail/attachment/zip", file_ids=str(file.id), zip_name="all.zip")
            self.assertNotEqual(response.status_code, 200)
        result, _error = self.fetch_messages(self.service)
        (message,) = result["data"]["mail.message"]
        (file,) = message["attachment_ids"]
        url = f"/web/content/{file['id']}?access_token={file['raw_access_token']}"
        self.assertEqual(self.get(url).text, SECRET)
        self.assertNotIn(SECRET, self.get(url.replace(str(file["id"]), str(self.hidden_file.id))).text)
        result, error = self.call_model(
            "ir.attachment", "search_read", [("res_model", "=", "sme.service")], ["name", "datas"]
        )
        self.assertTrue(error, result)

    @mute_logger("odoo.http")
    def test_fields_of_employees_are_refused_in_every_way(self):
        self.log_in(self.paul)
        readable, error = self.call_model("sme.service", "search_read", [], ["number", "name", "state"])
        self.assertFalse(error)
        self.assertEqual([record["number"] for record in readable], [self.service.number])
        for field in (
            "priority",
            "user_id",
            "team_id",
            "resolution",
            "cause_id",
            "sme_class_id",
            "assignment_reason",
            "email_from",
            "rating_request_state",
            "form_key",
            "rating_avg",
            "activity_ids",
            "message_follower_ids",
            "held_reason",
        ):
            with self.subTest(field=field):
                for method, arguments in (
                    ("read", ([self.service.id], [field])),
                    ("search_read", ([], ["name"], 0, 10, f"{field} desc")),
                    ("formatted_read_group", ([], [field], ["__count"])),
                    ("export_data", ([self.service.id], [field])),
                ):
                    result, error = self.call_model("sme.service", method, *arguments)
                    self.assertTrue(error, f"{method}: {result}")

    @mute_logger("odoo.http")
    def test_no_question_about_a_field_of_employees_is_answered(self):
        """A search must not answer yes to a condition and no to its contrary."""
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("sme.service"),
                "res_id": self.service.id,
                "partner_id": self.paul.partner_id.id,
                "rating": 1,
                "consumed": True,
            }
        )
        self.env.flush_all()
        self.log_in(self.paul)
        for field, value in (
            ("priority", "0"),
            ("user_id", self.ben.id),
            ("user_id.login", self.ben.login),
            ("team_id", self.team.id),
            ("team_id.name", self.team.name),
            ("rating_avg", 1),
            ("rating_last_value", 1),
            ("rating_ids", rating.id),
            ("rating_ids.feedback", False),
            ("activity_user_id", self.anna.id),
            ("activity_ids.user_id", self.anna.id),
            ("message_partner_ids", self.ben.partner_id.id),
            ("sme_lifecycle", "new"),
            ("sme_class_id", False),
            ("commercial_partner_id.user_id", False),
            ("message_ids.body", f"<p>{SECRET}</p>"),
            ("website_message_ids.body", f"<p>{SECRET}</p>"),
            ("message_ids.attachment_ids.name", "internal.txt"),
            ("message_partner_ids.email", self.anna.email),
        ):
            answers = []
            for operator in ("=", "!="):
                result, error = self.call_model("sme.service", "search_read", [(field, operator, value)], ["name"])
                answers.append("refused" if error else len(result))
            with self.subTest(field=field):
                self.assertIn(answers, (["refused", "refused"], [0, 0]))

    @mute_logger("odoo.http")
    def test_nothing_is_written_through_the_api(self):
        self.log_in(self.paul)
        number = self.service.id
        for method, arguments in (
            ("write", ([number], {"stage_id": 1})),
            ("create", ([{"name": "x", "team_id": self.team.id}],)),
            ("unlink", ([number],)),
            ("copy", ([number],)),
            ("action_assign", ([number],)),
            ("action_open_merge", ([number],)),
            ("action_mark_spam", ([number],)),
            ("activity_schedule", ([number],)),
            ("message_subscribe", ([number], [self.eve.partner_id.id])),
            ("rating_apply", ([number], 5)),
            ("rating_send_request", ([number], 1)),
            ("_close_for_customer", ([number], 1)),
            ("_create_for_customer", ({}, "x")),
            ("get_class_explanation", ([number],)),
            ("get_scorecard", ([number],)),
        ):
            with self.subTest(method=method):
                result, error = self.call_model("sme.service", method, *arguments)
                self.assertTrue(error, result)
        for model in ("mail.activity", "rating.rating", "mail.tracking.value", "sme.quota", "sme.service.team"):
            result, error = self.call_model(model, "search_read", [], ["id"])
            self.assertTrue(error, result)

    def test_a_message_through_the_api_is_a_plain_comment(self):
        self.log_in(self.paul)
        _result, error = self.call_model(
            "sme.service",
            "message_post",
            [self.service.id],
            body="<b>Hello</b>",
            message_type="notification",
            subtype_xmlid="mail.mt_note",
            author_id=self.anna.partner_id.id,
            email_from="boss@example.com",
            partner_ids=[self.eve.partner_id.id],
            outgoing_email_to="everybody@example.com",
            attachments=[["evil.html", "<script/>"]],
            attachment_ids=self.hidden_file.ids,
            subject="From the boss",
            reply_to="eve@example.com",
            is_internal=True,
        )
        self.assertFalse(error)
        message = self.get_message(self.service, "Hello")
        self.assertRecordValues(
            message,
            [
                {
                    "author_id": self.paul.partner_id.id,
                    "message_type": "comment",
                    "subtype_id": self.env.ref("mail.mt_comment").id,
                    "is_internal": False,
                    "subject": f"[{self.service.number}] {self.service.name}",
                    "body": Markup("<p>&lt;b&gt;Hello&lt;/b&gt;</p>"),
                }
            ],
        )
        self.assertFalse(message.attachment_ids)
        self.assertNotIn(self.eve.partner_id, message.notified_partner_ids + message.partner_ids)

    @mute_logger("odoo.http")
    def test_the_chatters_route_gives_no_more(self):
        self.log_in(self.paul)
        result, error = self.call(
            "/mail/message/post",
            thread_model="sme.service",
            thread_id=self.service.id,
            post_data={
                "body": "Hello there <script>alert(1)</script>",
                "message_type": "notification",
                "subtype_xmlid": "mail.mt_note",
                "partner_ids": [self.eve.partner_id.id],
                "attachment_ids": [],
            },
            context={"tracking_disable": True, "default_priority": "2", "mail_notify_author": True},
        )
        self.assertFalse(error)
        message = self.env["mail.message"].browse(result["message_id"])
        self.assertEqual((message.message_type, message.subtype_id), ("comment", self.env.ref("mail.mt_comment")))
        self.assertFalse(message.partner_ids)
        self.assertNotIn("script", message.body)
        self.assertEqual(self.service.state, "working")
        _result, error = self.call(
            "/mail/message/post",
            thread_model="sme.service",
            thread_id=self.service.id,
            post_data={"body": "Mine now", "attachment_ids": self.hidden_file.ids, "attachment_tokens": ["x"]},
        )
        self.assertTrue(error)

    @mute_logger("odoo.http")
    def test_wrong_values_end_in_a_sentence(self):
        self.log_in(self.paul)
        for values in (
            {"body": "x" * 60000},
            {"body": ["x"]},
            {"body": "x", "attachment_ids": "abc"},
            {"body": "x", "attachment_ids": [True]},
            {"body": "x", "attachment_ids": list(range(1, 40))},
            {"body": "x", "rating_value": "abc"},
            {"body": "x", "rating_value": -1},
            {"body": "x", "rating_value": 1e9},
            {"body": "x", "rating_value": "nan"},
            {"body": "x", "rating_value": [1]},
        ):
            with self.subTest(values=str(values)[:60]):
                _result, error = self.call_model("sme.service", "message_post", [self.service.id], **values)
                self.assertEqual(error["data"]["name"], "odoo.exceptions.UserError")

    def test_so_many_messages_an_hour(self):
        limits = {"message": {"person": 3, "record": 4}, "record": {}, "reopen": {}, "file": {"person": 1}}
        colleague = self.create_portal_user("Mary", self.azure)
        with (
            patch("odoo.addons.crm_sme.models.portal.sme_service.PORTAL_LIMITS", limits),
            mute_logger("odoo.http"),
        ):
            self.log_in(self.paul)
            errors = [
                self.call_model("sme.service", "message_post", [self.service.id], body="x", rating_value=1)[1]
                for _number in range(4)
            ]
            self.assertEqual([bool(error) for error in errors], [False, False, False, True])
            self.assertEqual(len(self.service.rating_ids), 1)
            self.log_in(colleague)
            errors = [
                self.call(
                    "/mail/message/post",
                    thread_model="sme.service",
                    thread_id=self.service.id,
                    post_data={"body": "x"},
                )[1]
                for _number in range(2)
            ]
            self.assertEqual([bool(error) for error in errors], [False, True])
            upload = {"thread_model": "sme.service", "thread_id": self.service.id, "is_pending": True}
            files = {"ufile": ("photo.png", PICTURE)}
            self.assertEqual(self.post("/mail/attachment/upload", files=files, **upload).status_code, 200)
            self.assertEqual(self.post("/mail/attachment/upload", files=files, **upload).status_code, 429)

    def test_files_of_the_conversation(self):
        self.log_in(self.paul)
        upload = {"thread_model": "sme.service", "thread_id": self.service.id, "is_pending": True}
        refused = self.post("/mail/attachment/upload", files={"ufile": ("x.html", b"<html/>")}, **upload).json()
        self.assertIn("picture", refused["error"])
        answer = self.post("/mail/attachment/upload", files={"ufile": ("photo.png", PICTURE)}, **upload).json()["data"]
        number = answer["attachment_id"]
        (stored,) = answer["store_data"]["ir.attachment"]
        post = {"body": "A picture", "attachment_ids": [number]}
        with mute_logger("odoo.http"):
            self.log_in(self.create_portal_user("Mary", self.azure))
            _result, error = self.call(
                "/mail/message/post",
                thread_model="sme.service",
                thread_id=self.service.id,
                post_data={**post, "attachment_tokens": ["wrong"]},
            )
            self.assertTrue(error)
        self.log_in(self.paul)
        _result, error = self.call(
            "/mail/message/post",
            thread_model="sme.service",
            thread_id=self.service.id,
            post_data={**post, "attachment_tokens": [stored["ownership_token"]]},
        )
        self.assertFalse(error)
        attachment = self.env["ir.attachment"].browse(number)
        self.assertRecordValues(attachment, [{"res_model": "sme.service", "res_id": self.service.id, "public": False}])
        self.assertEqual(base64.b64decode(attachment.datas), PICTURE)


@tagged("post_install", "-at_install")
class TestHostileText(PortalCase):
    """Markup of strangers is shown as the text that it is, wherever it turns up."""

    def assert_harmless(self, html):
        """No element or attribute of the hostile text is alive, and no template was evaluated."""
        self.assertNotIn(PRODUCT, html)
        for element in lxml.html.fromstring(f"<div>{html}</div>").iter():
            if not isinstance(element.tag, str):
                continue
            self.assertNotIn(element.tag, ("iframe", "base", "t", "svg"))
            if element.tag == "script":
                self.assertNotIn("hostile", element.text or "")
            for name, value in element.attrib.items():
                if element.tag == "a" and name == "href" and value.startswith("https://"):
                    continue  # a link that the reader sees and may follow
                if name in ("alt", "title", "value", "content", "aria-label", "placeholder"):
                    continue
                self.assertNotRegex(value, r"hostile|javascript:|data:text|position: *fixed", f"{element.tag} {name}")

    def test_of_forms(self):
        limits = {"record": {}, "message": {}, "reopen": {}, "file": {}}
        self.log_in(self.paul)
        with patch("odoo.addons.crm_sme.models.portal.sme_service.PORTAL_LIMITS", limits):
            for hostile in HOSTILE:
                with self.subTest(hostile=hostile):
                    page = self.send_form(subject=hostile, text=hostile)
                    self.assertEqual(page.status_code, 200)
                    record = self.get_new_records()[-1]
                    self.assertEqual(record.name, hostile)
                    self.assert_harmless(page.text)
                    self.assert_harmless(record.description)
                    self.assert_harmless(self.get("/my/service").text)
                    self.assert_harmless(self.send_form(subject=hostile, text=hostile, type_id="0").text)
                    record._move_to("solved")
                    self.assert_harmless(self.post(f"{record.access_url}/rate", rate="1", feedback=hostile).text)
                    self.assert_harmless(str(record.activity_ids.note))
                    self.post(f"{record.access_url}/reopen", text=hostile)
                    messages, _error = self.fetch_messages(record)
                    for values in messages["data"]["mail.message"]:
                        self.assert_harmless(values["body"][1])

    def test_of_people(self):
        for hostile in HOSTILE[:5]:
            self.paul.partner_id.name = hostile
            self.log_in(self.paul)
            self.assert_harmless(self.get(self.service.access_url).text)

    def test_of_rating_requests(self):
        for hostile in HOSTILE:
            with self.subTest(hostile=hostile):
                service = self.create_service(self.create_customer(hostile, email="x@example.com"), name=hostile)
                service._move_to("solved")
                service._send_rating_requests()
                mail = self.env["mail.mail"].search([("res_id", "=", service.id), ("model", "=", "sme.service")])
                self.assert_harmless(mail.body_html)
                self.assertNotIn(PRODUCT, mail.subject)
