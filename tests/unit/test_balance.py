"""Who is proposed for customers without an account manager."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.balance import LEAST_LOADED, Need, Person, Proposal, propose

ANNA, BEN = 1, 2


def test_who_suits_gets_the_customer_while_there_is_time():
    people = [Person(ANNA, 2.0), Person(BEN, 2.0)]
    needs = [Need(number, 1.0, [(ANNA, "orders")]) for number in (10, 11, 12)]
    assert propose(needs, people) == [
        Proposal(10, ANNA, "orders"),
        Proposal(11, ANNA, "orders"),
        Proposal(12, BEN, LEAST_LOADED),
    ]


def test_the_second_best_comes_before_the_least_loaded():
    people = [Person(ANNA, 1.0, 1.0), Person(BEN, 4.0, 3.0), Person(3, 9.0)]
    assert propose([Need(10, 1.0, [(ANNA, "orders"), (BEN, "contacts")])], people) == [Proposal(10, BEN, "contacts")]


def test_nobody_without_hours_is_proposed():
    assert propose([Need(10, 1.0, [(ANNA, "orders")])], [Person(ANNA, 0.0)]) == []
    assert propose([Need(10, 1.0)], []) == []


def test_strangers_are_not_proposed():
    assert propose([Need(10, 1.0, [(99, "orders")])], [Person(ANNA, 1.0)]) == [Proposal(10, ANNA, LEAST_LOADED)]


people = st.lists(
    st.builds(Person, id=st.integers(1, 9), hours=st.floats(0.5, 20), taken=st.floats(0, 20)),
    min_size=1,
    max_size=5,
    unique_by=lambda person: person.id,
)
needs = st.lists(
    st.tuples(st.floats(0.1, 2), st.lists(st.tuples(st.integers(1, 9), st.just("orders")), max_size=2)), max_size=30
).map(lambda rows: [Need(number, *row) for number, row in enumerate(rows)])


@given(needs, people)
def test_nobody_is_overloaded_while_others_have_time(needs, people):
    hours = {person.id: person.hours for person in people}
    taken = {person.id: person.taken for person in people}
    proposals = propose(needs, people)
    assert [proposal.customer for proposal in proposals] == [need.customer for need in needs]
    for need, proposal in zip(needs, proposals, strict=True):
        fits = [person for person in hours if taken[person] + need.hours <= hours[person]]
        taken[proposal.person] += need.hours
        if fits:
            assert proposal.person in fits


@given(needs)
def test_equals_without_history_share_evenly(needs):
    needs = [Need(need.customer, 1.0) for need in needs]
    given_to = [proposal.person for proposal in propose(needs, [Person(ANNA, 5.0), Person(BEN, 5.0)])]
    assert abs(given_to.count(ANNA) - given_to.count(BEN)) <= 1
