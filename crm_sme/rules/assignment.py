"""Who gets a new service record: the person who knows the customer, else the least loaded one who is there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

ACCOUNT_MANAGER = "account_manager"
USUAL_HANDLER = "usual_handler"
LEAST_LOADED = "least_loaded"
LEADER = "leader"
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Roster:
    """The people of a team at one moment.

    `present` are those of all people in question who are not away; `load` counts the open records of each member.
    """

    members: Sequence[int]
    leader: int | None
    present: Collection[int]
    load: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Assignment:
    """Whom a record is given to (None: nobody), and why."""

    user: int | None
    reason: str


def assign(
    roster: Roster,
    account_manager: int | None,
    usual_handler: int | None,
    able: Collection[int],
    choose: Callable[[Sequence[int]], int],
) -> Assignment:
    """Decide about one record.

    `able` are those who may read it, of account manager and usual handler; `choose` picks one of several equally
    loaded members, so that two records that arrive at once need no lock.
    """
    for user, reason in ((account_manager, ACCOUNT_MANAGER), (usual_handler, USUAL_HANDLER)):
        if user is not None and user in roster.present and user in able:
            return Assignment(user, reason)
    members = [user for user in roster.members if user in roster.present]
    if members:
        least = min(roster.load.get(user, 0) for user in members)
        return Assignment(choose([user for user in members if roster.load.get(user, 0) == least]), LEAST_LOADED)
    if roster.leader is not None:
        return Assignment(roster.leader, LEADER)
    return Assignment(None, NOBODY)
