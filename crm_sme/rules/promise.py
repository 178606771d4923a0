"""What is promised to whom, and how a promise stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
# A record stands as the first of these that one of its clocks stands.
WORST_FIRST = (LATE, SOON, ON_TIME, PAUSED, BROKEN, KEPT)


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

    Its twins are the domain in `sme.service.clock` and `verdict` in the queries; one test feeds all three.
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


def worst(verdicts: Iterable[str]) -> str:
    """How a record with clocks of these verdicts stands."""
    found = set(verdicts)
    return next((verdict for verdict in WORST_FIRST if verdict in found), NONE)
