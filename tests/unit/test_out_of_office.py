"""Dates of return, as people and machines write them."""

from datetime import date, timedelta

import pytest
from babel.dates import format_date, get_month_names
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.out_of_office import FURTHEST_DAYS, find_return_date

TODAY = date(2026, 11, 20)
LANGUAGES = ("en_US", "de_DE", "fr_FR", "es_ES", "zh_CN")
MONTHS = {
    name: number
    for language in LANGUAGES
    for width in ("wide", "abbreviated")
    for context in ("format", "stand-alone")
    for number, name in get_month_names(width, context, language).items()
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I am out of office until 2026-12-01.", date(2026, 12, 1)),
        ("Ich bin bis 01.12.2026 nicht im Haus.", date(2026, 12, 1)),
        ("Ich bin ab dem 1. Dezember wieder da.", date(2026, 12, 1)),
        ("Back on 1 December", date(2026, 12, 1)),
        ("Back on December 1st, 2026", date(2026, 12, 1)),
        ("back on Dec 1", date(2026, 12, 1)),
        ("De retour le 1er décembre 2026", date(2026, 12, 1)),
        ("Vuelvo el 1 de diciembre de 2026", date(2026, 12, 1)),
        ("您好,我将于12月1日回来。", date(2026, 12, 1)),
        ("2026年12月1日返回", date(2026, 12, 1)),
        ("我12月1号回来", date(2026, 12, 1)),
        ("Away from 24 November to 8 December", date(2026, 12, 8)),
        ("Back on 7 January", date(2027, 1, 7)),
        ("Back on 4 January 2027", date(2027, 1, 4)),
        ("I was away until 2026-11-10", None),
        ("Back on 2026-11-20", None),
        ("Back on 1 March 2027", None),
        ("We may call you, room 12, 31.02.2026, 99.99.2026, 13月40日", None),
        ("Call +49 30 2026-12, order 2026-12-011", None),
        ("I am on holiday.", None),
        ("", None),
    ],
)
def test_dates(text, expected):
    assert find_return_date(text, TODAY, MONTHS) == expected


@given(st.dates(TODAY - timedelta(days=100), TODAY + timedelta(days=100)), st.sampled_from(LANGUAGES))
def test_every_day_in_every_language(day, language):
    expected = day if TODAY < day <= TODAY + timedelta(days=FURTHEST_DAYS) else None
    for text in (
        f"({day.isoformat()})",
        f"{day:%d.%m.%Y}",
        format_date(day, "long", language),
    ):
        assert find_return_date(f"Back: {text}!", TODAY, MONTHS) == expected, text


@given(st.text(max_size=200))
def test_any_text_is_read_without_harm(text):
    found = find_return_date(text, TODAY, MONTHS)
    assert found is None or TODAY < found <= TODAY + timedelta(days=FURTHEST_DAYS)


def test_without_names_of_months():
    assert find_return_date("Back on 1 December", TODAY, {}) is None
