"""What headers say, however broken a mail is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.mail_headers import Mark, find_mark, make_message_id, read_headers


@pytest.mark.parametrize(
    ("headers", "subject", "kind", "answers"),
    [
        ({}, "Printer", None, False),
        ({"auto-submitted": "no"}, "Printer", None, False),
        ({"auto-submitted": "auto-replied"}, "Printer", "auto_reply", True),
        ({"auto-submitted": "auto-replied; owner-email=x"}, "Printer", "auto_reply", True),
        ({"auto-submitted": "auto-generated"}, "Order form", "auto_reply", False),
        ({"auto-submitted": "auto-generated", "in-reply-to": "<1@x>"}, "Printer", "auto_reply", True),
        ({"x-autoreply": "yes"}, "Printer", "auto_reply", True),
        ({"x-autoreply": "no"}, "Printer", None, False),
        ({"x-autorespond": "whatever"}, "Printer", "auto_reply", True),
        ({"precedence": "auto_reply"}, "Printer", "auto_reply", True),
        ({"precedence": "Bulk"}, "News", "list", False),
        ({"precedence": "junk"}, "News", "list", False),
        ({"list-id": "<users.lists.example>"}, "Printer", "list", False),
        ({"return-path": "<>"}, "Printer", "auto_reply", False),
        ({"return-path": "<paula@azure.example>"}, "Printer", None, False),
        ({"content-type": "multipart/report; report-type=delivery-status"}, "Failed", "bounce", True),
        ({}, "Automatic reply: Printer", "auto_reply", True),
        ({}, "Re: Out of office: back on Monday", "auto_reply", True),
        ({}, "自动回复:打印机", "auto_reply", True),
        ({}, "Automatic door does not open", None, False),
        ({}, "My printer is out of order", None, False),
    ],
)
def test_who_wrote(headers, subject, kind, answers):
    mark = find_mark(list(headers.items()), subject)
    assert (mark.kind, mark.answers) == (kind, answers)
    assert mark.silent == (kind is not None)


def test_who_asks_for_silence_gets_it():
    assert find_mark([("x-auto-response-suppress", "All")]) == Mark(silent=True)


def test_headers_of_an_ordinary_mail():
    headers = read_headers(
        b"From: Paula <paula@azure.example>\r\nTo: Help <HELP@desk.example>, b@c.example\r\nCc: d@e.example\r\n"
        b"X-Original-To: blind@desk.example\r\nSubject: =?utf-8?q?D=C3=A9j=C3=A0?=\r\n vu\r\n"
        b"Message-Id:\r\n <1@azure.example>\r\n\r\nbody"
    )
    assert headers.message_id == "<1@azure.example>"
    assert headers.sender == "Paula <paula@azure.example>"
    assert headers.subject == "Déjà vu"
    assert set(headers.recipients) == {"help@desk.example", "b@c.example", "d@e.example", "blind@desk.example"}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"To: help@desk.example",
        b"To: \xe4\xf6 <help@desk.example>\nSubject: \xff\xfe\n\n",
        b"To: =?bogus?q?x?= <help@desk.example>\n\n",
        b"To: <<<help@desk.example>>>, ;;;\n\n",
        b"Subject: =?utf-8?b?!!!!?=\nTo: help@desk.example\n\n",
    ],
)
def test_broken_headers_are_read_as_far_as_they_go(raw):
    headers = read_headers(raw)
    if b"help@" in raw:
        assert "help@desk.example" in headers.recipients


@given(st.binary(max_size=400))
def test_no_bytes_make_it_raise(raw):
    read_headers(raw)
    read_headers(b"To: " + raw + b"\r\nSubject: " + raw + b"\r\n\r\n")


def test_the_same_mail_has_the_same_id():
    assert make_message_id(b"a") == make_message_id(b"a") != make_message_id(b"b")
