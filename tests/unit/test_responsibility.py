"""Who looks after a customer, and who does the work of whoever is away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.absence import find_represented, find_stand_in
from odoo.addons.crm_sme.rules.responsibility import Responsibility, Situation, decide

ANNA, BEN, CARL, DORA = 1, 2, 3, 4


@pytest.mark.parametrize(
    ("stand_ins", "expected"),
    [
        ({}, ANNA),
        ({ANNA: BEN}, BEN),
        ({ANNA: BEN, BEN: CARL}, CARL),
        ({ANNA: None}, None),
        ({ANNA: BEN, BEN: None}, None),
        ({ANNA: BEN, BEN: ANNA}, None),
        ({ANNA: BEN, BEN: CARL, CARL: BEN}, None),
        ({ANNA: ANNA}, None),
        ({BEN: CARL}, ANNA),
    ],
)
def test_chains_and_cycles_of_stand_ins(stand_ins, expected):
    assert find_stand_in(ANNA, stand_ins) == expected


def test_a_stand_in_acts_for_all_of_the_chain():
    assert find_represented(CARL, {ANNA: BEN, BEN: CARL}) == {ANNA, BEN}
    assert find_represented(BEN, {ANNA: BEN, BEN: CARL}) == {ANNA}
    assert find_represented(ANNA, {ANNA: BEN, BEN: ANNA}) == {BEN}
    assert find_represented(ANNA, {ANNA: None}) == set()


people = st.integers(1, 6)
absences = st.dictionaries(people, st.none() | people, max_size=6)


@given(people, absences)
def test_whoever_stands_in_is_there_and_may_act(user, stand_ins):
    other = find_stand_in(user, stand_ins)
    assert other is None or other not in stand_ins
    if other not in (None, user):
        assert user in find_represented(other, stand_ins)


@given(people, absences)
def test_represented_are_those_who_lead_to_the_user(user, stand_ins):
    def leads(absent):
        current, steps = absent, 0
        while current in stand_ins and steps <= len(stand_ins):
            current, steps = stand_ins[current], steps + 1
            if current == user:
                return True
        return False

    assert find_represented(user, stand_ins) == {absent for absent in stand_ins if absent != user and leads(absent)}


@pytest.mark.parametrize(
    ("model", "manager", "regional", "stand_ins", "expected"),
    [
        ("named", ANNA, BEN, {}, Responsibility(ANNA, "named")),
        ("named", None, BEN, {}, Responsibility(BEN, "regional")),
        ("named", None, None, {}, Responsibility(CARL, "desk")),
        ("regional", ANNA, BEN, {}, Responsibility(BEN, "regional")),
        ("regional", ANNA, None, {}, Responsibility(ANNA, "named")),
        ("desk", ANNA, BEN, {}, Responsibility(CARL, "desk")),
        (None, ANNA, BEN, {}, Responsibility(ANNA, "named")),
        ("named", ANNA, BEN, {ANNA: DORA}, Responsibility(DORA, "stand_in", ANNA)),
        ("named", ANNA, BEN, {ANNA: None}, Responsibility(BEN, "regional", ANNA)),
        ("named", ANNA, BEN, {ANNA: None, BEN: DORA}, Responsibility(DORA, "stand_in", BEN)),
    ],
)
def test_who_is_asked_first(model, manager, regional, stand_ins, expected):
    assert decide(Situation(model, manager, regional, 0), [CARL], stand_ins) == expected


def test_with_an_empty_desk():
    assert decide(Situation("named", None, None, 0), [], {}) == Responsibility(None, "nobody")
    assert decide(Situation("named", ANNA, None, 0), [], {ANNA: None}) == Responsibility(ANNA, "away", ANNA)
    assert decide(Situation("desk", None, BEN, 0), [], {}) == Responsibility(BEN, "regional")


@given(st.lists(people, unique=True, min_size=1), st.integers(1, 500))
def test_the_desk_shares_evenly(desk, count):
    given_to = [decide(Situation("desk", None, None, number), desk, {}).user for number in range(count)]
    counts = [given_to.count(user) for user in desk]
    assert max(counts) - min(counts) <= 1
