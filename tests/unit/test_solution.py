"""Which words of a subject count, and which past answers come first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_sme.rules.solution import MOST_TERMS, WEIGHTS, Candidate, best, score, success_rate, telling, terms


def candidate(key=1, **values):
    facts = {
        "same_product": False,
        "other_product": False,
        "same_cause": False,
        "same_language": False,
        "words": 0.0,
        "used": 0,
        "solved": 0,
    }
    return Candidate(key, **{**facts, **values})


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Printer does not start", {"printer", "does", "not", "start"}),
        ("Re: my PRINTER, printer!", {"printer"}),
        ("打印机坏了", {"打印", "印机", "机坏", "坏了"}),
        ("HP打印机 no ink", {"打印", "印机", "ink"}),
        ("机", {"机"}),
        ("", set()),
        ("?! -- __", set()),
    ],
)
def test_terms(subject, expected):
    assert set(terms(subject)) == expected


@pytest.mark.parametrize(
    ("subject", "product", "expected"),
    [
        ("The new office chairs sink", "Office chair", "the new sink"),
        ("Office chair", "Office chair", "Office chair"),
        ("Printer does not start", "", "printer does not start"),
        ("chairlift is broken", "Chair", "chairlift is broken"),
        ("办公椅会慢慢下沉", "办公椅", "会慢慢下沉"),
        ("办公椅", "办公椅", "办公椅"),
    ],
)
def test_the_words_of_the_product_tell_nothing(subject, product, expected):
    assert telling(subject, product) == expected


@given(st.text(max_size=300))
def test_terms_are_few_each_once_and_from_the_subject(subject):
    found = terms(subject)
    assert len(found) == len(set(found)) <= MOST_TERMS
    assert all(term in subject.casefold() for term in found)


def test_the_order_of_likenesses():
    ranked = [
        candidate(1, same_product=True, same_cause=True, words=1.0),
        candidate(2, same_product=True, same_cause=True),
        candidate(3, words=1.0),
        candidate(4, same_product=True),
        candidate(5, same_cause=True),
        candidate(6, words=0.4),
        candidate(7, words=0.9, other_product=True),
    ]
    assert [found.key for found in best(reversed(ranked), 10)] == [1, 2, 3, 4, 5, 6, 7]
    assert [found.key for found in best(ranked, 5)] == [1, 2, 3, 4, 5]


def test_what_agrees_in_nothing_is_not_offered():
    assert best([candidate(words=WEIGHTS.least_words - 0.01, used=99, solved=99, same_language=True)], 5) == []


def test_a_proven_answer_comes_before_an_untried_one_and_that_before_a_failed_one():
    tried = [
        candidate(1, same_product=True, used=9, solved=8),
        candidate(2, same_product=True),
        candidate(3, same_product=True, used=9, solved=0),
    ]
    assert [found.key for found in best(tried, 3)] == [1, 2, 3]
    assert score(candidate(used=1, solved=1)) < score(candidate(used=20, solved=20))


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_more_success_never_ranks_lower(used, solved):
    solved = min(solved, used)
    assert 0 <= success_rate(used, solved) <= 1
    if solved < used:
        assert score(candidate(used=used, solved=solved)) <= score(candidate(used=used, solved=solved + 1))
