"""Who is to look after which customers, so that nobody promises more contacts than he or she has hours for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEAST_LOADED = "least_loaded"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may get customers: hours a week for contacts, and how many of them are taken already."""

    id: int
    hours: float
    taken: float = 0.0


@dataclass(frozen=True, slots=True)
class Need:
    """A customer without anybody: hours a week that its contacts take, and who suits, (person, reason), best first."""

    customer: int
    hours: float
    suited: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who is proposed for a customer, and why."""

    customer: int
    person: int
    reason: str


def propose(needs: Iterable[Need], people: Sequence[Person]) -> list[Proposal]:
    """Propose somebody for each customer, in the order given.

    Who suits best gets the customer while he or she has time for it; else whoever has the most of his or her time left.
    Where nobody has any hours for contacts, nobody is proposed.
    """
    free = {person.id: person for person in people if person.hours > 0}
    taken = {person.id: person.taken for person in people}
    proposals = []
    for need in needs:
        choice = next(
            (
                (person, reason)
                for person, reason in need.suited
                if person in free and taken[person] + need.hours <= free[person].hours
            ),
            None,
        )
        if choice is None and free:
            least = min(free, key=lambda person: ((taken[person] + need.hours) / free[person].hours, person))
            choice = least, LEAST_LOADED
        if choice is not None:
            taken[choice[0]] += need.hours
            proposals.append(Proposal(need.customer, *choice))
    return proposals
