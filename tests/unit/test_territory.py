"""Which territory an address belongs to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.territory import (
    Address,
    Territory,
    find_territory,
    is_zip_within,
    normalise_zip,
    sort_entries,
)

ADDRESS = Address(country=1, state=10, zip="D-10115", industry=5)


@pytest.mark.parametrize(
    ("text", "expected"), [("10115", "10115"), ("sw1a 1aa", "SW1A1AA"), ("00-950", "00950"), (None, ""), ("", "")]
)
def test_zips_are_compared_without_blanks_and_dashes(text, expected):
    assert normalise_zip(text) == expected


@pytest.mark.parametrize(
    ("code", "first", "last", "expected"),
    [
        ("10115", "10", "19", True),
        ("19999", "10", "19", True),
        ("20000", "10", "19", False),
        ("1", "10", "19", False),
        ("10115", "10115", "10115", True),
        ("10115", "101", "10200", True),
        ("SW1A1AA", "SW", "SW", True),
        ("", "0", "9", False),
    ],
)
def test_a_range_is_given_by_how_zips_begin(code, first, last, expected):
    assert is_zip_within(code, first, last) is expected


@pytest.mark.parametrize(
    ("wider", "narrower"),
    [
        ({}, {"countries": frozenset({1})}),
        ({"countries": frozenset({1})}, {"states": frozenset({10})}),
        ({"states": frozenset({10})}, {"countries": frozenset({1}), "zips": (("D", "D"),)}),
        ({"zips": (("D", "D"),)}, {"zips": (("D1", "D1"),)}),
        ({"countries": frozenset({1})}, {"countries": frozenset({1}), "industries": frozenset({5})}),
        ({"industries": frozenset({5})}, {"states": frozenset({10})}),
    ],
)
def test_the_most_specific_wins(wider, narrower):
    territories = [Territory(1, 0, **wider), Territory(2, 99, **narrower)]
    assert find_territory(ADDRESS, sort_entries(territories)) == 2
    assert find_territory(ADDRESS, sort_entries(reversed(territories))) == 2


def test_equals_are_asked_in_their_order():
    territories = [Territory(1, 20, countries=frozenset({1})), Territory(2, 10, countries=frozenset({1}))]
    assert find_territory(ADDRESS, sort_entries(territories)) == 2


def test_an_address_nobody_covers_belongs_nowhere():
    assert find_territory(ADDRESS, sort_entries([Territory(1, 0, countries=frozenset({2}))])) is None
    assert find_territory(ADDRESS, []) is None


few = st.frozensets(st.integers(1, 3), max_size=2)
codes = st.text("012", min_size=1, max_size=3)
ranges = st.tuples(codes, codes).map(lambda pair: tuple(sorted(pair)))
territories = st.lists(
    st.builds(
        lambda sequence, countries, states, zips, industries: (sequence, countries, states, tuple(zips), industries),
        st.integers(0, 2), few, few, st.lists(ranges, max_size=2), few,
    ),
    max_size=6,
).map(lambda rows: [Territory(number, *row) for number, row in enumerate(rows, 1)])  # fmt: skip
addresses = st.builds(
    Address,
    country=st.none() | st.integers(1, 3),
    state=st.none() | st.integers(1, 3),
    zip=st.text("012 -", max_size=4),
    industry=st.none() | st.integers(1, 3),
)


def find_slowly(address, territories):
    """The same by its definition: every territory is weighed, then the best one taken."""
    code = "".join(letter for letter in address.zip if letter.isalnum())
    candidates = []
    for territory in territories:
        fits = [
            (not wanted) or value in wanted
            for value, wanted in (
                (address.country, territory.countries),
                (address.state, territory.states),
                (address.industry, territory.industries),
            )
        ]
        widths = [
            max(len(first), len(last))
            for first, last in territory.zips
            if code and code[: len(first)] >= first and code[: len(last)] <= last
        ]
        if all(fits) and (widths or not territory.zips):
            weight = (
                max(widths, default=0),
                len(territory.states) > 0,
                len(territory.countries) > 0,
                len(territory.industries) > 0,
                -territory.sequence,
                -territory.id,
            )
            candidates.append((weight, territory.id))
    return max(candidates)[1] if candidates else None


@given(territories, addresses)
def test_the_rule_is_its_definition(territories, address):
    assert find_territory(address, sort_entries(territories)) == find_slowly(address, territories)
