"""Which past answers fit a case best: the words of its subject, and how the candidates are ranked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MOST_TERMS = 16
SHORTEST_WORD = 3
LONGEST_ENDING = 2
# Chinese, Japanese and Korean are written without spaces: two neighbouring characters stand for a word.
IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
RUNS = re.compile(rf"[{IDEOGRAPHS}]+|[^\W_{IDEOGRAPHS}]+")
IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")


@dataclass(frozen=True, slots=True)
class Weights:
    """What each likeness is worth.

    The right product (3) says more than the right cause (2); words that agree wholly (4) say more than either, half
    of them (2) less than the product. A proven answer gains up to 2, the customer's language 0.5. An answer for other
    products only loses 2. Who agrees in nothing but a few words, less than `least_words`, is not offered.
    """

    product: float = 3.0
    cause: float = 2.0
    words: float = 4.0
    success: float = 2.0
    language: float = 0.5
    other_product: float = -2.0
    least_words: float = 0.3


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of one past answer, held against one case. `words` is the share that agrees, 0 to 1."""

    key: int
    same_product: bool
    other_product: bool
    same_cause: bool
    same_language: bool
    words: float
    used: int
    solved: int


def terms(subject: str) -> list[str]:
    """The words of a subject worth looking for, each once: longer words first, pairs of Chinese characters."""
    found: dict[str, None] = {}
    for run in RUNS.findall(subject.casefold()):
        if not IDEOGRAPH.match(run):
            if len(run) >= SHORTEST_WORD:
                found[run] = None
        elif len(run) == 1:
            found[run] = None
        else:
            found |= dict.fromkeys(run[at : at + 2] for at in range(len(run) - 1))
    return sorted(found, key=lambda term: -len(term))[:MOST_TERMS]


def telling(subject: str, product: str) -> str:
    """The subject without the words of the product's name: all cases of a product share them, so they tell nothing.

    A word that only adds an ending to one of them goes as well; a subject that says nothing else stays as it is.
    """
    known = [run for run in RUNS.findall(product.casefold()) if len(run) >= SHORTEST_WORD or IDEOGRAPH.match(run)]
    kept = []
    for run in RUNS.findall(subject.casefold()):
        if IDEOGRAPH.match(run):
            for name in known:
                run = run.replace(name, " ")
            kept += run.split()
        elif not any(run.startswith(name) and len(run) <= len(name) + LONGEST_ENDING for name in known):
            kept.append(run)
    return " ".join(kept) if any(len(run) >= SHORTEST_WORD or IDEOGRAPH.match(run) for run in kept) else subject


def success_rate(used: int, solved: int) -> float:
    """The share of uses that solved the case; 0 for an answer that was never used."""
    return solved / used if used else 0.0


def score(candidate: Candidate, weights: Weights = WEIGHTS) -> float:
    """How well an answer fits; few uses prove little, so one success and one failure are added to them."""
    proven = (candidate.solved + 1) / (max(candidate.used, candidate.solved) + 2)
    return (
        weights.product * candidate.same_product
        + weights.other_product * candidate.other_product
        + weights.cause * candidate.same_cause
        + weights.words * candidate.words
        + weights.language * candidate.same_language
        + weights.success * proven
    )


def best(candidates: Iterable[Candidate], limit: int, weights: Weights = WEIGHTS) -> list[Candidate]:
    """The best of those that agree in anything that counts; of equals the one used more, then the older one."""
    fitting = [
        candidate
        for candidate in candidates
        if candidate.same_product or candidate.same_cause or candidate.words >= weights.least_words
    ]
    fitting.sort(key=lambda candidate: (-score(candidate, weights), -candidate.used, candidate.key))
    return fitting[:limit]
