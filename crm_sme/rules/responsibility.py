"""Who looks after a customer, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .absence import find_stand_in
from .territory import Address, Entry, find_territory

NAMED = "named"
REGIONAL = "regional"
DESK = "desk"
STAND_IN = "stand_in"
AWAY = "away"
NOBODY = "nobody"

# Who is asked first, second and third, by the account model of the customer's class.
ORDER = {
    NAMED: (NAMED, REGIONAL, DESK),
    REGIONAL: (REGIONAL, NAMED, DESK),
    DESK: (DESK, NAMED, REGIONAL),
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides about one customer: class, account manager, person of the territory. `number` spreads the desk."""

    account_model: str | None
    account_manager: int | None
    territory_person: int | None
    number: int


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who looks after a customer and why; `owner` is whose work it is where somebody else does it."""

    user: int | None
    reason: str
    owner: int | None = None


def pick_of_desk(desk: Sequence[int], number: int) -> int | None:
    """The person of the desk who gets a customer: always the same one while the same people are there."""
    return desk[number % len(desk)] if desk else None


def decide(situation: Situation, desk: Sequence[int], stand_ins: Mapping[int, int | None]) -> Responsibility:
    """Decide about one customer. `desk` are the people of the desk who are there, `stand_ins` see `find_stand_in`.

    Where somebody is away and nobody stands in, the next in order looks after the customer; where there is no next
    either, the customer waits for who is away.
    """
    people = {
        NAMED: situation.account_manager,
        REGIONAL: situation.territory_person,
        DESK: pick_of_desk(desk, situation.number),
    }
    away = None
    for reason in ORDER[situation.account_model or NAMED]:
        owner = people[reason]
        if owner is None:
            continue
        user = find_stand_in(owner, stand_ins)
        if user == owner:
            return Responsibility(user, reason, away)
        if user is not None:
            return Responsibility(user, STAND_IN, owner)
        away = away or owner
    return Responsibility(away, AWAY if away else NOBODY, away)


@dataclass(frozen=True, slots=True)
class Roster:
    """Who may look after the customers of a company on a day: the territories as they are asked and their people, the
    people of the desk who are there, and who stands in for whom.
    """

    entries: Sequence[Entry]
    people: Mapping[int, int]
    desk: Sequence[int]
    stand_ins: Mapping[int, int | None]

    def find_territory(self, address: Address) -> int | None:
        return find_territory(address, self.entries)

    def decide(self, situation: Situation) -> Responsibility:
        return decide(situation, self.desk, self.stand_ins)
