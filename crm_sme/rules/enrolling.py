"""Whom a plan takes in a night: what was found, without what was taken already, the best first, as far as hours go."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

LONGEST_GAP = timedelta(days=2)
AFTER_A_GAP = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Found:
    """What a trigger found: a customer, the contact and the document it is about, the day, what is at stake."""

    customer: int
    partner: int
    document: int | None
    day: date
    value: float
    details: tuple = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer to be enrolled, with all that was found about it; the first of it gives contact and day."""

    customer: int
    found: tuple[Found, ...]

    @property
    def value(self) -> float:
        return sum(one.value for one in self.found)

    @property
    def partner(self) -> int:
        return self.found[0].partner

    @property
    def day(self) -> date:
        return max(one.day for one in self.found)

    @property
    def documents(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(one.document for one in self.found if one.document))


@dataclass(frozen=True, slots=True)
class Taken:
    """What a plan has taken: for a customer, or a document of it, whether it runs and when it began last."""

    runs: bool
    began: date


class Register:
    """Whom a plan has taken already."""

    def __init__(self) -> None:
        self._taken: dict[tuple[int, int | None], Taken] = {}
        self._keys: dict[int, set[tuple[int, int | None]]] = {}

    def note(self, customer: int, document: int | None, began: date, runs: bool) -> None:
        """Note an enrolment, once for each of its documents, or once without one."""
        for key in {(customer, None), (customer, document)}:
            before = self._taken.get(key, Taken(False, began))
            self._taken[key] = Taken(runs or before.runs, max(began, before.began))
            self._keys.setdefault(customer, set()).add(key)

    def end(self, customer: int) -> None:
        """The customer's enrolment runs no longer."""
        for key in self._keys.get(customer, ()):
            self._taken[key] = Taken(False, self._taken[key].began)

    def is_running(self, customer: int) -> bool:
        taken = self._taken.get((customer, None))
        return taken is not None and taken.runs

    def knows(self, found: Found) -> bool:
        """Whether the plan has ever taken this, as far as was noted."""
        return (found.customer, found.document) in self._taken

    def has(self, found: Found) -> bool:
        """Whether the plan has taken this: it runs about the same, or has begun since the day."""
        taken = self._taken.get((found.customer, found.document))
        return taken is not None and (taken.runs or taken.began >= found.day)


def get_first_moment(
    switched_on: datetime, looked_until: datetime | None, not_before: datetime | None, now: datetime, wait_days: int
) -> tuple[datetime, bool]:
    """(from when on what happened counts in this night, whether nobody has looked for too long before it).

    What happened before the plan was switched on never counts, nor what has waited for a free hour for too long. After
    a gap nothing counts that is older than the last day: it may have been dealt with while nobody looked.
    """
    last = max(looked_until or switched_on, switched_on)
    is_gap = now - last > LONGEST_GAP
    moments = [switched_on, now - timedelta(days=wait_days)]
    moments += [not_before] if not_before else []
    moments += [now - AFTER_A_GAP] if is_gap else []
    return min(max(moments), now), is_gap


def merge(found: Iterable[Found]) -> list[Candidate]:
    """One candidate a customer, the one with most at stake first."""
    by_customer: dict[int, list[Found]] = {}
    for one in found:
        by_customer.setdefault(one.customer, []).append(one)
    candidates = [
        Candidate(customer, tuple(sorted(ones, key=lambda one: (one.day, one.document or 0))))
        for customer, ones in by_customer.items()
    ]
    return sorted(candidates, key=lambda candidate: (-candidate.value, candidate.customer))


def select_new(found: Iterable[Found], register: Register) -> list[Candidate]:
    """The candidates that the plan has not taken already, best first."""
    return merge(one for one in found if not register.has(one))


def choose(
    candidates: Iterable[Candidate],
    is_running: Callable[[int], bool],
    person_of: Callable[[Candidate], Hashable],
    free: Mapping[Hashable, int],
) -> list[Candidate]:
    """Those who are taken: the best first, each while its person has time; who is enrolled already costs none."""
    left = dict(free)
    chosen = []
    for candidate in candidates:
        if not is_running(candidate.customer):
            person = person_of(candidate)
            if left.get(person, 0) <= 0:
                continue
            left[person] -= 1
        chosen.append(candidate)
    return chosen
