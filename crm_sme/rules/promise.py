"""What is promised to whom, and how a promise stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

# The criteria of a target, from the one that counts most among equally many to the one that counts least.
CRITERIA = ("priority", "type", "customer_class", "team")

LATE = "late"
SOON = "soon"
ON_TIME = "on_time"
PAUSED = "paused"
BROKEN = "broken"
KEPT = "kept"
NONE = "none"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a target is for, or what a record is: ids and codes. None in a target: for any."""

    priority: str | None
    type: int | None
    customer_class: int | None
    team: int | None

    def fits(self, record: Scope) -> bool:
        """Whether a target with this scope is for a record."""
        return all(getattr(self, name) in (None, getattr(record, name)) for name in CRITERIA)

    def specificity(self) -> tuple[int, ...]:
        """More named criteria are more specific; of equally many, those that come first in CRITERIA."""
        named = [int(getattr(self, name) is not None) for name in CRITERIA]
        return (sum(named), *named)


def choose(targets: Sequence[tuple[int, Scope]], record: Scope) -> int | None:
    """The id of the most specific of the targets that fit; of equally specific ones, the first."""
    fitting = [(identifier, scope) for identifier, scope in targets if scope.fits(record)]
    return max(fitting, key=lambda target: target[1].specificity())[0] if fitting else None


def judge(state: str, soon_from: datetime | None, deadline: datetime | None, now: datetime) -> str:
    """How one clock stands at a moment.

    Its twin is the domain in `sme.service.clock`; one test feeds both.
    """
    if state == "met":
        return KEPT
    if state == "missed":
        return BROKEN
    if state == "paused":
        return PAUSED
    if state != "running" or deadline is None:
        return NONE
    if now > deadline:
        return LATE
    return SOON if soon_from is not None and now >= soon_from else ON_TIME


def stand(soon_from: datetime | None, deadline: datetime | None, rest: str | None, now: datetime) -> str:
    """How a record stands: by the first warning and the first deadline of its running clocks, for no other is worse;
    where none is due, by the worst of the clocks that do not run.
    """
    return judge("running", soon_from, deadline, now) if deadline else rest or NONE
