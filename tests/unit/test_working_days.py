"""Days on which somebody works."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.working_days import add_working_days

FRIDAY = date(2026, 4, 3)
WEEKEND = {date(2026, 4, 4), date(2026, 4, 5)}


@pytest.mark.parametrize(
    ("days", "off", "expected"),
    [
        (0, WEEKEND, FRIDAY),
        (-3, WEEKEND, FRIDAY),
        (1, (), date(2026, 4, 4)),
        (1, WEEKEND, date(2026, 4, 6)),
        (2, WEEKEND | {date(2026, 4, 6)}, date(2026, 4, 8)),
        (2, {FRIDAY + timedelta(days=ahead) for ahead in range(100)}, date(2026, 4, 5)),
    ],
)
def test_days(days, off, expected):
    assert add_working_days(FRIDAY, days, off) == expected


@given(st.integers(1, 10), st.sets(st.integers(1, 20)))
def test_exactly_so_many_working_days_lie_between(days, off_ahead):
    off = {FRIDAY + timedelta(days=ahead) for ahead in off_ahead}
    end = add_working_days(FRIDAY, days, off)
    between = [FRIDAY + timedelta(days=ahead) for ahead in range(1, (end - FRIDAY).days + 1)]
    assert len([day for day in between if day not in off]) == days
    assert end not in off
