"""What an address, a subject, a phone number and the name of a file say."""

import pytest

from odoo.addons.crm_sme.rules.outside_text import clean_file_name
from odoo.addons.crm_sme.rules.sender import find_domain, find_last_digits, find_numbers


@pytest.mark.parametrize(
    "address", ["a@qq.com", "a@163.com", "a@126.com", "a@SINA.com", "a@foxmail.com", "a@gmail.com"]
)
def test_free_mail_says_nothing_about_the_firm(address):
    assert find_domain(address) is None


def test_domain_of_a_firm():
    assert find_domain("Paula@Azure.Example") == "azure.example"
    assert find_domain("paula@localhost") is None
    assert find_domain("") is None


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Re: [SR0042] Printer", ["SR0042"]),
        ("order s00042, please", ["s00042", "S00042"]),
        ("SO/2026/0042 late", ["SO/2026/0042"]),
        ("two printers, 42 pages", []),
        ("", []),
        ("SR0001 and SR0002", ["SR0001", "SR0002"]),
    ],
)
def test_numbers_in_a_subject(subject, expected):
    assert find_numbers(subject) == expected


def test_phone_numbers_are_compared_by_their_end():
    assert find_last_digits("+32 (0)475 12 34 56") == find_last_digits("0475/123456") == "75123456"
    assert find_last_digits("112") is None


def test_file_names_show_what_they_are():
    assert clean_file_name("../../etc/passwd") == "passwd"
    assert clean_file_name("C:\\temp\\a.txt") == "a.txt"
    assert clean_file_name("photo\u202egpj.exe") == "photo gpj.exe"
    assert clean_file_name("x" * 300 + ".pdf").endswith(".pdf")
    assert len(clean_file_name("x" * 300 + ".pdf")) == 150
    assert clean_file_name("") == "file"
