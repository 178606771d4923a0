"""When rights begin and end, what state they are in, and what a warranty verdict says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules import entitlement, warranty
from odoo.addons.crm_sme.rules.entitlement import Right, days_left, first_day, last_day, share_out, state_of
from odoo.addons.crm_sme.rules.warranty import Coverage, judge

from tests.entitlement_cases import STATE_CASES

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2080, 12, 31))
DAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("kind", "start", "duration", "unit", "expected"),
    [
        ("warranty", date(2026, 3, 3), 24, "months", date(2028, 3, 3)),
        ("warranty", date(2026, 3, 3), 2, "years", date(2028, 3, 3)),
        ("warranty", date(2024, 2, 29), 1, "years", date(2025, 2, 28)),
        ("warranty", date(2026, 3, 3), 10, "days", date(2026, 3, 13)),
        ("licence", date(2026, 1, 1), 12, "months", date(2026, 12, 31)),
        ("licence", date(2026, 1, 31), 1, "months", date(2026, 2, 28)),
        ("contract", date(2024, 2, 29), 12, "months", date(2025, 2, 28)),
        ("contract", date(2026, 12, 15), 1, "months", date(2027, 1, 14)),
        ("trial", date(2026, 3, 1), 30, "days", date(2026, 3, 30)),
        ("trial", date(2026, 3, 1), 0, "days", None),
    ],
)
def test_last_day(kind, start, duration, unit, expected):
    assert last_day(kind, start, duration, unit) == expected


@given(DAYS, st.integers(1, 120))
def test_periods_follow_each_other_without_gap_or_overlap(start, months):
    if start.day > 28:
        start = start.replace(day=28)
    end = last_day("licence", start, months, "months")
    following = first_day("licence", start, "licence", end)
    assert following == end + timedelta(days=1)
    assert following.day == start.day


@given(DAYS, st.integers(1, 120), st.sampled_from(["days", "months", "years"]), st.sampled_from(["warranty", "trial"]))
def test_a_right_never_ends_before_it_begins(start, duration, unit, kind):
    assert last_day(kind, start, min(duration, 15) if unit == "years" else duration, unit) >= start


def test_a_renewal_begins_after_what_it_renews_and_never_in_the_past():
    assert first_day("licence", DAY, "licence", date(2026, 4, 30)) == date(2026, 5, 1)
    assert first_day("licence", DAY, "licence", date(2026, 1, 31)) == DAY
    assert first_day("licence", DAY, "trial", date(2026, 4, 30)) == DAY
    assert first_day("trial", DAY, "trial", date(2026, 4, 30)) == DAY
    assert first_day("licence", DAY) == DAY


@pytest.mark.parametrize(("kind", "days", "cancelled", "renewed", "expected"), STATE_CASES)
def test_state_of(kind, days, cancelled, renewed, expected):
    end = None if days is None else DAY + timedelta(days=days)
    assert state_of(Right(kind, end, cancelled, renewed), DAY) == expected
    assert days_left(end, DAY) == days


@given(st.sampled_from(["trial", "licence", "warranty", "contract"]), DAYS, DAYS, DAYS)
def test_a_right_only_ages_forwards(kind, end, one, other):
    order = [entitlement.RUNNING, entitlement.EXPIRING, entitlement.EXPIRED]
    earlier, later = sorted((one, other))
    right = Right(kind, end)
    assert order.index(state_of(right, earlier)) <= order.index(state_of(right, later))


def covers(way, start, end, key=None):
    return Coverage(way, DAY + timedelta(days=start), None if end is None else DAY + timedelta(days=end), key)


@pytest.mark.parametrize(
    ("coverages", "state", "reason", "left"),
    [
        ([], "unknown", "nothing_sold", None),
        ([covers("product", -10, 212)], "in", "covered", 212),
        ([covers("product", 0, 0)], "in", "covered", 0),
        ([covers("product", -10, None)], "in", "covered", None),
        ([covers("product", -30, -1)], "out", "ended", -1),
        ([covers("product", 3, 30)], "unknown", "not_begun", None),
        # the surest way decides, whatever a less sure one says
        ([covers("line", -30, -1), covers("product", -10, 100)], "out", "ended", -1),
        ([covers("serial", -30, 5), covers("product", -10, 100)], "in", "covered", 5),
        # of several found the same way the longest
        ([covers("product", -30, -1), covers("product", -10, 7)], "in", "covered", 7),
        ([covers("line", -30, 4), covers("line", 5, 100)], "in", "covered", 4),
    ],
)
def test_judge(coverages, state, reason, left):
    verdict = judge(coverages, DAY)
    assert (verdict.state, verdict.reason, verdict.days_left) == (state, reason, left)


@given(
    st.lists(
        st.tuples(st.sampled_from(warranty.WAYS), st.integers(-900, 900), st.none() | st.integers(0, 900)), max_size=6
    ),
    st.integers(0, 60),
)
def test_once_out_of_warranty_never_in_again_without_a_new_coverage(rows, later):
    coverages = [covers(way, start, None if length is None else start + length) for way, start, length in rows]
    begun = [coverage for coverage in coverages if coverage.start <= DAY]
    if judge(begun, DAY).state == "out":
        assert judge(begun, DAY + timedelta(days=later)).state == "out"


@pytest.mark.parametrize(
    ("missing", "days", "expected"),
    [
        (5, [], [(0, 5)]),
        (5, [(-9, 2), (-3, 3)], [(-9, 2), (-3, 3)]),
        (3, [(-9, 2), (-3, 3)], [(-3, 3)]),
        (4, [(-3, 3), (-9, 2)], [(-9, 1), (-3, 3)]),
        (1, [(-9, 2), (-3, 3), (-1, 1)], [(-1, 1)]),
        (7, [(-9, 2), (-3, 3)], [(-9, 4), (-3, 3)]),
        (3, [(-3, 2), (-3, 1)], [(-3, 3)]),
    ],
)
def test_on_which_day_what_is_missing_was_delivered(missing, days, expected):
    def on(rows):
        return [(DAY + timedelta(days=day), quantity) for day, quantity in rows]

    assert share_out(missing, on(days), DAY) == on(expected)


@given(st.integers(1, 50), st.lists(st.tuples(DAYS, st.integers(1, 9)), max_size=6))
def test_all_that_is_missing_is_shared_out_once_on_days_of_delivery(missing, deliveries):
    shares = share_out(missing, deliveries, DAY)
    assert sum(quantity for _day, quantity in shares) == missing
    assert all(quantity > 0 for _day, quantity in shares)
    days = [day for day, _quantity in shares]
    assert days == sorted(set(days))
    assert set(days) <= ({day for day, _quantity in deliveries} or {DAY})
