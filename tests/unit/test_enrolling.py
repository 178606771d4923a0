"""Whom a plan takes in a night, held against slow and simple ways to say the same."""

from collections import Counter
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.enrolling import Found, Register, choose, get_first_moment, merge, select_new

DAY = date(2026, 3, 31)
NOW = datetime(2026, 3, 31, 2)

found = st.builds(
    Found,
    customer=st.integers(1, 6),
    partner=st.integers(1, 3),
    document=st.one_of(st.none(), st.integers(1, 4)),
    day=st.integers(0, 9).map(lambda days: DAY - timedelta(days=days)),
    value=st.integers(0, 5).map(float),
)


@given(st.lists(found))
def test_every_customer_once_with_all_that_was_found_best_first(ones):
    candidates = merge(ones)
    assert Counter(one for candidate in candidates for one in candidate.found) == Counter(ones)
    assert len({candidate.customer for candidate in candidates}) == len(candidates)
    values = [candidate.value for candidate in candidates]
    assert values == sorted(values, reverse=True)


@given(st.lists(found), st.dictionaries(st.integers(0, 2), st.integers(0, 3)), st.sets(st.integers(1, 6)))
def test_nobody_gets_more_than_there_is_time_for_and_no_better_one_waits(ones, free, running):
    candidates = merge(ones)

    def person(candidate):
        return candidate.customer % 3

    chosen = choose(candidates, running.__contains__, person, free)
    asked = Counter(person(candidate) for candidate in chosen if candidate.customer not in running)
    assert all(asked[who] <= free.get(who, 0) for who in asked)
    assert [candidate for candidate in candidates if candidate in chosen] == chosen
    assert running & {candidate.customer for candidate in candidates} <= {one.customer for one in chosen}
    for left in (candidate for candidate in candidates if candidate not in chosen):
        who = person(left)
        assert asked[who] == free.get(who, 0)
        new = [one for one in chosen if person(one) == who and one.customer not in running]
        assert all(one.value >= left.value for one in new)


@given(st.lists(found), st.lists(st.tuples(found, st.booleans())))
def test_what_was_taken_is_not_taken_again(ones, earlier):
    register = Register()
    for one, runs in earlier:
        register.note(one.customer, one.document, one.day, runs)
    new = {one for candidate in select_new(ones, register) for one in candidate.found}

    def is_taken(one):
        return any(
            before.customer == one.customer
            and (one.document is None or before.document == one.document)
            and (runs or before.day >= one.day)
            for before, runs in earlier
        )

    assert new == {one for one in ones if not is_taken(one)}


def test_a_further_document_joins_and_a_new_event_begins_anew():
    register = Register()
    register.note(1, 10, DAY, True)
    assert register.has(Found(1, 1, 10, DAY, 0))
    assert not register.has(Found(1, 1, 11, DAY, 0))
    assert register.has(Found(1, 1, None, DAY, 0))
    register.end(1)
    assert not register.is_running(1)
    assert register.has(Found(1, 1, 10, DAY, 0))
    assert not register.has(Found(1, 1, 10, DAY + timedelta(days=1), 0))


def test_nothing_from_before_the_switch_nor_what_waited_for_too_long():
    on = NOW - timedelta(days=3)
    assert get_first_moment(on, NOW - timedelta(days=1), None, NOW, 14) == (on, False)
    long_on = NOW - timedelta(days=100)
    assert get_first_moment(long_on, NOW - timedelta(days=1), None, NOW, 14) == (NOW - timedelta(days=14), False)


def test_after_a_gap_only_the_last_day_counts():
    on = NOW - timedelta(days=100)
    assert get_first_moment(on, NOW - timedelta(days=2, seconds=1), None, NOW, 14) == (NOW - timedelta(days=1), True)
    assert get_first_moment(on, NOW - timedelta(days=2), None, NOW, 14)[1] is False
    assert get_first_moment(on, None, None, NOW, 14) == (NOW - timedelta(days=1), True)
    # and the night after does not go back behind it
    fence = NOW - timedelta(days=2)
    assert get_first_moment(on, NOW - timedelta(days=1), fence, NOW, 14) == (fence, False)


def test_a_switch_in_the_future_finds_nothing():
    assert get_first_moment(NOW + timedelta(hours=1), None, None, NOW, 14) == (NOW, False)
