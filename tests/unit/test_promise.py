"""Which promise holds, and how promises stand together; `judge` is tested with its twins in tests/orm/promise."""

import itertools
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.promise import Scope, choose, judge, stand

from tests.promise_cases import worst

NOW = datetime(2026, 3, 31, 12)

RECORD = Scope(priority="2", type=1, customer_class=2, team=3)
ANY = Scope(None, None, None, None)


def scope(**named):
    return Scope(**{"priority": None, "type": None, "customer_class": None, "team": None, **named})


def test_more_named_criteria_win():
    targets = [(1, ANY), (2, scope(priority="2")), (3, scope(customer_class=2, team=3)), (4, scope(type=1))]
    assert choose(targets, RECORD) == 3


def test_of_equally_many_priority_counts_before_type_before_class_before_team():
    ranked = [scope(priority="2"), scope(type=1), scope(customer_class=2), scope(team=3)]
    for better, other in itertools.combinations(range(4), 2):
        assert choose([(other, ranked[other]), (better, ranked[better])], RECORD) == better


def test_of_two_alike_the_first_wins():
    assert choose([(7, ANY), (8, ANY)], RECORD) == 7


def test_what_does_not_fit_is_no_choice():
    others = [scope(priority="1"), scope(type=9), scope(customer_class=9), scope(team=9)]
    assert choose(list(enumerate(others)), RECORD) is None
    assert choose([(1, scope(customer_class=2))], scope(type=1)) is None
    assert choose([(1, scope(customer_class=2)), (2, ANY)], scope(type=1)) == 2
    assert choose([], RECORD) is None


def test_every_subset_of_criteria_beats_its_own_subsets():
    names = ("priority", "type", "customer_class", "team")
    subsets = [set(part) for size in range(5) for part in itertools.combinations(names, size)]
    scopes = {frozenset(part): scope(**{name: getattr(RECORD, name) for name in part}) for part in subsets}
    for small, large in itertools.permutations(scopes, 2):
        if small < large:
            assert scopes[large].specificity() > scopes[small].specificity()


MOMENTS = st.none() | st.integers(-5, 5).map(lambda hours: NOW + timedelta(hours=hours))
CLOCKS = st.tuples(st.sampled_from(("running", "paused", "met", "missed", "merged", "dropped")), MOMENTS, MOMENTS)


@given(st.lists(CLOCKS, max_size=5))
def test_a_record_stands_as_its_worst_clock(clocks):
    """What is kept beside the record, of running clocks the first moments, says what all clocks say."""
    timed = [(soon, deadline) for state, soon, deadline in clocks if state == "running" and deadline]
    resting = [judge(state, soon, deadline, NOW) for state, soon, deadline in clocks if state != "running"]
    soon_from = min((soon for soon, _deadline in timed if soon), default=None)
    first = min((deadline for _soon, deadline in timed), default=None)
    rest = worst(resting)
    expected = worst(judge(*clock, NOW) for clock in clocks)
    assert stand(soon_from, first, None if rest == "none" else rest, NOW) == expected
