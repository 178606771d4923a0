"""The way out of a mail is always the recipient's own."""

import time

from odoo.addons.crm_sme.rules.way_out import replace_links

URL = "https://desk.example.com/sme/unsubscribe?token=own"


def test_every_other_link_becomes_the_own_one():
    text = (
        '<a href="https://desk.example.com/sme/unsubscribe?token=other">No</a> '
        "<a href='http://elsewhere/sme/unsubscribe/one-click?token=x&amp;y=1'>No</a> /sme/unsubscribe?token=z"
    )
    replaced, found = replace_links(text, URL)
    assert replaced == f"<a href=\"{URL}\">No</a> <a href='{URL}'>No</a> {URL}"
    assert found


def test_a_text_without_a_link_has_no_way_out():
    assert replace_links("<p>Good morning</p>", URL) == ("<p>Good morning</p>", False)
    assert replace_links("<p>see /sme/unsubscribe?token=a</p>", URL) == (f"<p>see {URL}</p>", False)
    assert replace_links('<img src="/sme/unsubscribe?token=a">', URL)[1] is False


def test_what_looks_like_a_group_of_an_expression_stays_as_it_is():
    assert replace_links("/sme/unsubscribe", r"https://a.b/\1")[0] == r"https://a.b/\1"


def test_a_long_text_without_a_space_is_read_in_no_time():
    """A picture within the text is one word of some hundred thousand letters, looked at from its beginning only."""
    began = time.process_time()
    assert replace_links("x" * 60_000, URL) == ("x" * 60_000, False)
    assert time.process_time() - began < 1
