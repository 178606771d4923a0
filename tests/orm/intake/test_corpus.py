"""Mails as they really arrive: broken, hostile, huge. Each one is kept, nothing in it becomes active."""

from odoo.tools import mute_logger

from tests.orm.intake.common import IntakeCase

NETS = (
    "odoo.addons.crm_sme.models.intake.mail_thread",
    "odoo.addons.crm_sme.models.intake.sme_service",
    "odoo.addons.mail.models.mail_thread",
)
HOSTILE = """
<html><head><base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example"></head>
<body onload="alert(1)"><script>alert(1)</script><p class="oe_login" style="position:fixed;top:0">Hello</p>
<svg onload="alert(1)"><script>alert(1)</script></svg><form action="https://evil.example"><input name="p"></form>
<a href="javascript:alert(1)">a</a><iframe src="https://evil.example"></iframe><object data="x"></object>
<img src="x" onerror="alert(1)"><t t-out="object.env.cr.dbname">t</t> {{ object.env.cr.dbname }} ${object.env}
</body></html>
"""


class TestCorpus(IntakeCase):
    def receive_raw(self, *lines, body=b"text"):
        return self.receive(b"\r\n".join((*lines, b"", body)))

    def assertKept(self, services, held=False):
        self.assertEqual(len(services), 1)
        self.assertEqual(bool(services.held_reason), held)
        if not held:
            self.assertTrue(self.get_mails(services))
        return services

    def test_nothing_in_subject_body_and_sender(self):
        to, date = b"To: help@desk.example", b"Message-Id: <empty@x.example>"
        service = self.assertKept(self.receive_raw(to, date, body=b""))
        self.assertEqual(service.name, "(no subject)")
        self.assertFalse(service.email_normalized)
        self.assertFalse(self.get_sent())

    def test_several_senders_are_the_first(self):
        service = self.assertKept(
            self.receive_raw(
                b"From: Paula <paula@azure.example>, Eve <eve@evil.example>",
                b"To: help@desk.example",
                b"Message-Id: <two@x.example>",
            )
        )
        self.assertEqual(service.email_normalized, "paula@azure.example")

    @mute_logger(*NETS)
    def test_line_breaks_in_headers_inject_nothing(self):
        breaking = b"=?utf-8?q?Printer=0D=0ABcc=3A_eve=40evil=2Eexample?="
        held = self.receive_raw(b"From: %s <paula@azure.example>" % breaking, b"To: help@desk.example")
        self.assertKept(held, held=True)  # Python's parser refuses it
        service = self.receive_raw(
            b"From: paula@azure.example",
            b"To: help@desk.example",
            b"Subject: " + breaking,
            b"Message-Id: <1@x.example>",
        )
        self.assertKept(service)
        for record in held + service:
            self.assertNotRegex(record.name + record.email_from, r"[\r\n]")
        [(addresses, subject, _body)] = self.get_sent()
        self.assertNotRegex(subject, r"[\r\n]")
        self.assertEqual(addresses, ["paula@azure.example"])

    @mute_logger(*NETS)
    def test_wrong_and_missing_charsets(self):
        for number, (charset, body) in enumerate(
            [
                (b"utf-8", "déjà vu".encode("latin-1")),
                (b"no-such-charset", b"text"),
                (b"ascii", "中文".encode("gb18030")),
                (b"gb2312", "打印机不启动".encode("gb2312")),
                (b"unicode-1-1-utf-7", b"text"),
            ]
        ):
            with self.subTest(charset=charset):
                services = self.receive_raw(
                    b"From: paula@azure.example",
                    b"To: help@desk.example",
                    b"Subject: charset %d" % number,
                    b"Message-Id: <charset%d@x.example>" % number,
                    b"Content-Type: text/plain; charset=" + charset,
                    body=body,
                )
                self.assertEqual(len(services), 1)
                self.assertTrue(services.held_reason or self.get_mails(services))
        self.assertIn("打印机", self.env["sme.service"].search([("name", "=", "charset 3")]).description)

    @mute_logger(*NETS)
    def test_mails_that_the_parser_refuses_are_held(self):
        """Each of these makes Odoo's gateway, or Python's parser below it, raise."""
        broken = [
            # no text behind a type that promises one
            (b"Content-Type: multipart/mixed; boundary=x", b"--x\r\nContent-Type: message/rfc822\r\n\r\n--x--"),
            (b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64", b"a"),
            (b"Content-Type: multipart/mixed", b"no boundary at all"),
            (b"Content-Type: image/png; name*=bogus''%FF", b"\x89PNG"),
            (b"Content-Type: text/html", b"<!-- -->"),
            (b'From: "unclosed <paula@azure.example>\r\nContent-Type: text/plain', b"text"),
            (b"Date: not a date\r\nContent-Type: text/plain", b"text"),
            (b"Message-Id: <broken\r\n id@x>\r\nContent-Type: text/plain", b"text"),
        ]
        for number, (headers, body) in enumerate(broken):
            with self.subTest(headers=headers):
                services = self.receive_raw(
                    b"To: help@desk.example", b"Subject: broken %d" % number, headers, body=body
                )
                self.assertEqual(len(services), 1)
                self.assertTrue(services._get_raw_mails() if services.held_reason else self.get_mails(services))

    def test_a_text_of_five_megabytes(self):
        service = self.assertKept(self.receive(html="<p>" + "beep " * 1_000_000 + "</p>"))
        self.assertLess(len(service.description), 100_000)
        self.assertGreater(len(self.get_mails(service).body), 4_000_000)

    def test_files_of_all_kinds_under_names_that_hide_nothing(self):
        service = self.assertKept(
            self.receive(
                files=[
                    ("invite.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR"),
                    ("winmail.dat", "application/ms-tnef", b"\x78\x9f\x3e\x22"),
                    ("../../42.zip", "application/zip", b"PK\x03\x04"),
                    ("photo\u202egpj.exe", "application/octet-stream", b"MZ"),
                    ("page.svg", "image/svg+xml", b"<svg onload='alert(1)'/>"),
                ]
            )
        )
        files = self.get_mails(service).attachment_ids
        self.assertEqual(
            set(files.mapped("name")), {"invite.ics", "winmail.dat", "42.zip", "photo gpj.exe", "page.svg"}
        )
        self.assertFalse(any(files.mapped("public")))
        self.assertNotIn("svg", " ".join(files.mapped("mimetype")))

    def test_hostile_html_is_clean_and_never_run(self):
        service = self.assertKept(
            self.receive(
                subject="{{ object.env.cr.dbname }} <t t-out='1'/> =HYPERLINK(1)",
                sender='"{{ object.env.user.login }}" <eve@evil.example>',
                html=HOSTILE,
            )
        )
        sent = self.get_sent()
        self.assertEqual(len(sent), 1)
        texts = [service.description, self.get_mails(service).body, sent[0][2]]
        for text in texts:
            for active in ("<script", "onload", "onerror", "javascript:", "<iframe", "<base", "<meta http", "<form"):
                with self.subTest(active=active):
                    self.assertNotIn(active, str(text).replace('<meta http-equiv="Content-Type"', ""))
        self.assertNotIn("position", service.description)
        self.assertIn("{{ object.env.cr.dbname }}", service.name)
        self.assertIn("{{ object.env.cr.dbname }}", sent[0][1])
        self.assertNotIn(self.env.cr.dbname, sent[0][1] + sent[0][2])

    def test_what_a_spreadsheet_would_compute_is_text(self):
        for subject in ("=1+1", "@SUM(A1)", "{=A1}", "\t=1+1"):
            self.assertTrue(self.receive(subject=subject).name.startswith("'"))

    def test_a_subject_of_ten_thousand_characters(self):
        service = self.assertKept(self.receive(subject="printer " * 1250))
        self.assertLessEqual(len(service.name), 250)
