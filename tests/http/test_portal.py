"""What customers do with their requests in the portal."""

import uuid
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm_sme.rules.upload import MOST_FILES

from tests.http.portal_case import PICTURE, PortalCase


@tagged("post_install", "-at_install")
class TestPortalList(PortalCase):
    def test_the_home_page_counts_the_own_records(self):
        self.log_in(self.paul)
        self.assertIn("/my/service", self.get("/my").text)
        self.create_service(self.azure)
        result, _error = self.call("/my/counters", counters=["service_count"])
        self.assertEqual(result, {"service_count": 2})

    def test_all_records_of_the_own_company_and_no_others(self):
        colleague = self.create_customer("Mary", parent_id=self.azure.id, is_company=False)
        theirs = self.create_service(colleague, name="Asked by Mary")
        held = self.create_service(self.azure, name="Held as spam", held_reason="spam")
        nobody = self.create_service(email_from="paul@example.com", name="Not linked yet")
        self.log_in(self.paul)
        page = self.get("/my/service").text
        for service in self.service + theirs:
            self.assertIn(service.name, page)
        for service in self.foreign + held + nobody:
            self.assertNotIn(service.name, page)
            self.assertNotIn(service.number, page)

    def test_search_filter_sort_and_pages_come_from_fixed_menus(self):
        solved = self.create_service(self.azure, name="Long solved")
        solved._move_to("solved")
        self.log_in(self.paul)
        for query, shown, hidden in (
            ("filterby=open", self.service, solved),
            ("filterby=done", solved, self.service),
            ("search=long", solved, self.service),
            (f"search={self.service.number}&search_in=number", self.service, solved),
            (f"search={solved.number}&search_in=name", self.env["sme.service"], self.service + solved),
            ("search=nothing+like+it", self.env["sme.service"], self.service + solved),
        ):
            with self.subTest(query=query):
                page = self.get(f"/my/service?{query}").text
                for service in shown:
                    self.assertIn(service.name, page)
                for service in hidden:
                    self.assertNotIn(service.name, page)
        for query in (
            "sortby=create_uid desc; drop table&filterby=[('user_id','=',1)]&search_in=commercial_partner_id",
            "sortby=value&filterby=&search=%25%27%5C%00",
            "page=-1",
        ):
            with self.subTest(query=query):
                self.assertEqual(self.get(f"/my/service?{query}").status_code, 200)
        self.assertEqual(self.get("/my/service/page/99999999999999999999").status_code, 200)

    def test_an_employee_without_the_right_to_serve_sees_an_empty_list(self):
        self.log_in(self.users["employee"])
        page = self.get("/my/service")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn(self.service.name, page.text)

    def test_the_number_of_questions_does_not_grow_with_the_list(self):
        self.log_in(self.paul)

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.get("/my/service")
            return self.env.cr.sql_log_count - before

        for number in range(3):
            self.create_service(self.azure, name=f"Question {number}")
        count()
        few = count()
        for number in range(30):
            self.create_service(self.azure, name=f"Further question {number}")
        count()
        self.assertLessEqual(count(), few + 2)


@tagged("post_install", "-at_install")
class TestPortalRecord(PortalCase):
    def test_the_page_tells_what_a_customer_may_know(self):
        order = self.create_order(self.azure)
        self.service.write(
            {
                "sale_order_id": order.id,
                "sale_order_line_id": order.order_line.id,
                "serial": "SN-77",
                "description": "<p>It makes no sound</p>",
                "resolution": "<p>secret resolution</p>",
            }
        )
        self.say(self.service, "We look into it")
        self.say(self.service, "internal remark", subtype_xmlid="mail.mt_note")
        self.log_in(self.paul)
        page = self.get(self.service.access_url).text
        for told in (
            self.service.number,
            self.service.name,
            order.name,
            "Desk",
            "SN-77",
            "makes no sound",
            "Waiting for You",
        ):
            self.assertIn(told, page)
        for secret in ("secret resolution", "internal remark", "Urgent", self.anna.name, self.anna.login, "Standard"):
            self.assertNotIn(secret, page)

    def test_a_link_shows_the_record_to_whoever_has_it(self):
        token = self.service._portal_ensure_token()
        self.log_out()
        page = self.get(f"{self.service.access_url}?access_token={token}")
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.service.name, page.text)

    def test_looking_writes_nothing(self):
        self.create_service(self.azure)
        token = self.service._portal_ensure_token()
        self.env.flush_all()
        self.log_in(self.paul)
        urls = (
            "/my/service",
            "/my/service?filterby=open&search=a",
            "/my/service/new",
            self.service.access_url,
            f"{self.service.access_url}?access_token={token}",
            f"{self.foreign.access_url}?access_token={token}",
        )
        for url in urls:
            self.get(url)
        written = []
        execute = Cursor.execute

        def watch(cursor, query, params=None, **kwargs):
            text = str(getattr(query, "code", query)).lstrip().upper()
            if text.startswith(("INSERT", "UPDATE", "DELETE")) and "RES_DEVICE" not in text:
                written.append(text[:200])
            return execute(cursor, query, params, **kwargs)

        for user in (self.paul, None):
            if user is None:
                self.log_out()
            for url in urls:
                with patch.object(Cursor, "execute", watch):
                    self.get(url)
        self.assertEqual(written, [])

    def test_a_duplicate_leads_to_its_original(self):
        duplicate = self.create_service(self.paul.partner_id)
        self.service._merge(duplicate)
        self.log_in(self.paul)
        self.assertIn(self.service.name, self.get(duplicate.access_url).text)

    def test_the_pager_goes_through_the_list_without_tokens(self):
        other = self.create_service(self.azure, name="The other one")
        self.log_in(self.paul)
        self.get("/my/service")
        page = self.get(self.service.access_url).text
        self.assertIn(f'href="{other.access_url}"', page)
        self.assertFalse(other.access_token)


@tagged("post_install", "-at_install")
class TestPortalForm(PortalCase):
    def test_a_customer_opens_a_record(self):
        order = self.create_order(self.azure)
        self.log_in(self.paul)
        response = self.send_form(about=f"line-{order.order_line.id}", files={"files": ("photo.png", PICTURE)})
        record = self.get_new_records()
        self.assertRecordValues(
            record,
            [
                {
                    "name": "Printer is dead",
                    "partner_id": self.paul.partner_id.id,
                    "email_from": "paul@example.com",
                    "type_id": self.types["complaint"].id,
                    "sale_order_id": order.id,
                    "sale_order_line_id": order.order_line.id,
                    "product_id": self.product.id,
                    "company_id": self.company.id,
                    "team_id": self.team.id,
                    "channel": "portal",
                    "state": "new",
                }
            ],
        )
        self.assertIn("It makes no sound.<br", record.description)
        self.assertTrue(record.user_id)
        self.assertTrue(record.acknowledged_on)
        mails = self.env["mail.mail"].search([("model", "=", "sme.service"), ("res_id", "=", record.id)])
        told = mails.filtered(lambda mail: "paul@example.com" in (mail.email_to or ""))
        self.assertIn(record.number, told.subject)
        self.assertIn(self.paul.partner_id, record.message_partner_ids)
        self.assertEqual(response.url.split("?")[0].split("/my/")[1], f"service/{record.id}")
        self.assertIn("We have your request", response.text)
        files = record.message_ids.attachment_ids
        self.assertRecordValues(files, [{"name": "photo.png", "mimetype": "image/png", "public": False}])
        self.assertEqual(files.res_id, record.id)

    def test_what_is_missing_is_said_and_what_was_written_is_kept(self):
        self.log_in(self.paul)
        page = self.send_form(subject=" ", text="My long story", type_id="0").text
        self.assertFalse(self.get_new_records())
        self.assertIn("o_sme_errors", page)
        self.assertIn("in a few words what it is about", page)
        self.assertIn("what kind of request", page)
        self.assertIn("My long story", page)

    def test_the_form_decides_nothing_else(self):
        other_company = self.env["res.company"].create({"name": "Elsewhere"})
        self.log_in(self.paul)
        self.send_form(
            partner_id=self.eve.partner_id.id,
            company_id=other_company.id,
            team_id=999,
            user_id=self.ben.id,
            priority="2",
            stage_id=self.env.ref("crm_sme.sme_service_stage_closed").id,
            channel="email",
            state="closed",
            number="SR99999",
            access_token="known",
            minutes_spent=5,
            held_reason="spam",
            description="<script>x</script>",
        )
        record = self.get_new_records()
        self.assertRecordValues(
            record,
            [
                {
                    "partner_id": self.paul.partner_id.id,
                    "company_id": self.company.id,
                    "priority": "0",
                    "state": "new",
                    "channel": "portal",
                    "access_token": False,
                    "held_reason": False,
                }
            ],
        )
        self.assertNotEqual(record.number, "SR99999")
        self.assertNotIn("script", record.description)

    def test_orders_of_others_are_no_choice(self):
        own, foreign = self.create_order(self.azure), self.create_order(self.lumber)
        quotation = self.create_order(self.azure, confirm=False)
        self.log_in(self.paul)
        page = self.get(f"/my/service/new?about=order-{own.id}").text
        self.assertIn(own.name, page)
        self.assertNotIn(foreign.name, page)
        for about in (
            f"order-{foreign.id}",
            f"line-{foreign.order_line.id}",
            f"order-{quotation.id}",
            "order-0",
            "order--1",
            f"order-{2**40}",
            f"{own.id}",
            "order-1 or 1=1",
            "[]",
            "False",
        ):
            with self.subTest(about=about):
                self.assertIn("not (or no longer) among yours", self.send_form(about=about).text)
        self.assertFalse(self.get_new_records())
        self.send_form(about=f"order-{own.id}")
        self.assertEqual(self.get_new_records().sale_order_id, own)

    def test_a_form_sent_twice_makes_one_record(self):
        self.log_in(self.paul)
        key = self.get_form_key()
        first, second = self.send_form(form_key=key), self.send_form(form_key=key)
        self.assertEqual(len(self.get_new_records()), 1)
        self.assertEqual(first.url, second.url)
        self.send_form()
        self.assertEqual(len(self.get_new_records()), 2)
        self.log_in(self.eve)
        self.send_form(form_key=key)
        self.assertEqual(self.get_new_records()[-1].partner_id, self.eve.partner_id)

    def test_a_form_without_its_key_is_asked_for_again(self):
        self.log_in(self.paul)
        for key in ("", "short", "x" * 32, "0" * 33, "' or 1=1"):
            with self.subTest(key=key):
                self.assertIn("send the form again", self.send_form(form_key=key).text)
        self.assertFalse(self.get_new_records())

    @mute_logger("odoo.http")
    def test_a_form_of_another_site_is_refused(self):
        self.log_in(self.paul)
        form = {"subject": "x", "text": "x", "type_id": self.types["enquiry"].id, "form_key": uuid.uuid4().hex}
        self.assertEqual(self.post("/my/service/new/submit", csrf=False, **form).status_code, 400)
        self.assertFalse(self.get_new_records())

    def test_files_that_are_not_taken(self):
        self.log_in(self.paul)
        for name, content in (
            ("page.html", b"<html><script>alert(1)</script></html>"),
            ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
            ("picture.png", b"<html><script>alert(1)</script></html>"),
            ("setup.exe", b"MZ\x90\x00"),
            ("empty.txt", b""),
        ):
            with self.subTest(name=name):
                page = self.send_form(files={"files": (name, content)}).text
                self.assertIn("o_sme_errors", page)
        many = [("files", (f"{number}.png", PICTURE)) for number in range(MOST_FILES + 1)]
        self.assertIn("at most", self.send_form(files=many).text)
        with patch("odoo.addons.crm_sme.rules.upload.MOST_MEGABYTES", 0):
            self.assertIn("larger than", self.send_form(files={"files": ("photo.png", PICTURE)}).text)
        self.assertFalse(self.get_new_records())
        self.assertFalse(self.env["ir.attachment"].search([("create_uid", "=", self.paul.id)]))

    def test_too_much_at_once_is_refused_before_it_is_read(self):
        self.log_in(self.paul)
        with mute_logger("odoo.http", "werkzeug"):
            response = self.send_form(files={"files": ("photo.png", b"x" * (41 * 1024 * 1024))})
        self.assertEqual(response.status_code, 413)
        self.assertNotIn("Traceback", response.text)
        self.assertFalse(self.get_new_records())

    def test_so_many_an_hour(self):
        limits = {"record": {"person": 2, "address": 3}, "message": {}, "reopen": {}, "file": {}}
        with patch("odoo.addons.crm_sme.models.portal.sme_service.PORTAL_LIMITS", limits):
            self.log_in(self.paul)
            for _number in range(2):
                self.send_form()
            page = self.send_form(text="The third story")
            self.assertIn("in an hour", page.text)
            self.assertIn("The third story", page.text)
            self.assertEqual(len(self.get_new_records()), 2)
            self.log_in(self.eve)
            self.send_form()
            self.assertEqual(len(self.get_new_records()), 3)
            self.assertIn("in an hour", self.send_form().text)
            self.assertEqual(len(self.get_new_records()), 3)


@tagged("post_install", "-at_install")
class TestPortalChanges(PortalCase):
    def test_closing_needs_no_cause(self):
        self.service.type_id = self.types["complaint"]
        self.log_in(self.paul)
        page = self.post(f"{self.service.access_url}/close").text
        self.assertIn("closed as solved", page)
        self.assertEqual(self.service.state, "solved")
        self.assertFalse(self.service.cause_id)
        note = self.get_message(self.service, "Paul")
        self.assertTrue(note.subtype_id.internal)
        self.post(f"{self.service.access_url}/close")
        self.assertEqual(self.service.state, "solved")

    def test_changes_by_link(self):
        token = self.service._portal_ensure_token()
        self.log_out()
        page = self.post(f"{self.service.access_url}/close", access_token=token)
        self.assertEqual(self.service.state, "solved")
        self.assertIn("closed as solved", page.text)
        self.post(f"{self.service.access_url}/rate", access_token=token, rate="3", feedback="Slow")
        self.assertRecordValues(
            self.service.rating_ids, [{"rating": 3.0, "feedback": "Slow", "partner_id": self.paul.partner_id.id}]
        )
        self.post(f"{self.service.access_url}/reopen", access_token=token, text="Not yet")
        self.assertEqual(self.service.state, "working")
        self.assertEqual(self.get_message(self.service, "Not yet").author_id, self.paul.partner_id)

    def test_reopening_says_why_and_ends_somewhere(self):
        self.log_in(self.paul)
        for _number in range(3):
            self.service._move_to("solved")
            self.post(f"{self.service.access_url}/reopen", text="Still <b>dead</b>")
            self.assertEqual(self.service.state, "working")
        self.assertEqual(self.get_message(self.service, "dead").body, "<p>Still &lt;b&gt;dead&lt;/b&gt;</p>")
        self.service._move_to("solved")
        self.assertIn("in an hour", self.post(f"{self.service.access_url}/reopen", text="Again").text)
        self.assertEqual(self.service.state, "solved")
        self.assertIn("what is still wrong", self.post(f"{self.service.access_url}/reopen", text=" ").text)

    def test_long_closed_a_new_record_follows(self):
        self.service._move_to("closed")
        self.service.date_closed = fields.Datetime.now() - timedelta(days=self.team.reopen_days + 1)
        self.log_in(self.paul)
        page = self.post(f"{self.service.access_url}/reopen", text="It is dead again")
        follower = self.service.follower_record_ids
        self.assertRecordValues(follower, [{"state": "new", "partner_id": self.paul.partner_id.id}])
        self.assertTrue(self.get_message(follower, "It is dead again"))
        self.assertIn(f"/my/service/{follower.id}", page.url)
        self.assertEqual(self.service.state, "closed")

    def test_soon_after_closing_the_record_itself_is_opened(self):
        self.service._move_to("closed")
        self.log_in(self.paul)
        self.post(f"{self.service.access_url}/reopen", text="It is dead again")
        self.assertEqual(self.service.state, "working")
        self.assertFalse(self.service.follower_record_ids)

    def test_rating_and_changing_ones_mind(self):
        self.log_in(self.paul)
        self.assertIn("once it is solved", self.post(f"{self.service.access_url}/rate", rate="5").text)
        self.service._move_to("solved")
        self.assertIn("three faces", self.post(f"{self.service.access_url}/rate", rate="4").text)
        self.assertFalse(self.service.rating_ids.filtered("consumed"))
        self.post(f"{self.service.access_url}/rate", rate="5", feedback="<script>alert(1)</script>")
        page = self.post(f"{self.service.access_url}/rate", rate="1", feedback="It broke again")
        self.assertRecordValues(self.service.rating_ids, [{"rating": 1.0, "feedback": "It broke again"}])
        self.assertIn("It broke again", page.text)
        self.assertEqual(self.service.state, "solved")
        messages, _error = self.fetch_messages(self.service)
        self.assertEqual(messages["messages"], [])

    def test_employees_change_nothing_here(self):
        self.log_in(self.anna)
        for change in ("close", "reopen", "rate"):
            response = self.post(f"{self.service.access_url}/{change}", text="x", rate="5")
            self.assertEqual(response.status_code, 404)
        self.assertEqual(self.service.state, "new")
