"""Who gets a record."""

import pytest

from odoo.addons.crm_sme.rules.assignment import Assignment, Roster, assign

ANNA, BEN, CLARA, LEADER = 1, 2, 3, 9


def roster(present=(ANNA, BEN, CLARA, LEADER), load=None, members=(ANNA, BEN), leader=LEADER):
    return Roster(members=members, leader=leader, present=set(present), load=load or {})


@pytest.mark.parametrize(
    ("people", "manager", "usual", "able", "expected"),
    [
        (roster(), CLARA, BEN, {CLARA, BEN}, (CLARA, "account_manager")),
        (roster(), CLARA, BEN, {BEN}, (BEN, "usual_handler")),
        (roster(present=(ANNA, BEN)), CLARA, None, {CLARA}, (ANNA, "least_loaded")),
        (roster(load={ANNA: 3, BEN: 2}), None, None, set(), (BEN, "least_loaded")),
        (roster(load={ANNA: 3}), None, None, set(), (BEN, "least_loaded")),
        (roster(present=(BEN,), load={BEN: 50}), None, None, set(), (BEN, "least_loaded")),
        (roster(present=(LEADER,)), None, ANNA, {ANNA}, (LEADER, "leader")),
        (roster(present=()), None, None, set(), (LEADER, "leader")),
        (roster(present=(), leader=None), CLARA, BEN, {CLARA, BEN}, (None, "nobody")),
        (roster(members=()), None, None, set(), (LEADER, "leader")),
    ],
)
def test_first_who_knows_the_customer_then_who_has_time(people, manager, usual, able, expected):
    assert assign(people, manager, usual, able, choose=min) == Assignment(*expected)


def test_equals_are_left_to_chance():
    seen = []

    def choose(candidates):
        seen.append(list(candidates))
        return candidates[-1]

    assert assign(roster(load={ANNA: 1, BEN: 1}), None, None, set(), choose).user == BEN
    assert seen == [[ANNA, BEN]]
