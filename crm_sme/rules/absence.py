"""Who does somebody's work while he or she is away."""

from __future__ import annotations

from collections.abc import Mapping


def find_stand_in(user: int, stand_ins: Mapping[int, int | None]) -> int | None:
    """Who is there instead of a user; the user where he or she is not away, None where nobody is.

    `stand_ins` names for each absent person who stands in. A stand-in who is away too is followed to the next one;
    where they stand in for each other, nobody is there.
    """
    seen = set()
    current: int | None = user
    while current is not None and current in stand_ins:
        if current in seen:
            return None
        seen.add(current)
        current = stand_ins[current]
    return current


def find_represented(user: int, stand_ins: Mapping[int, int | None]) -> frozenset[int]:
    """All absent people for whom a user stands in, directly or because another stand-in is away too."""
    represented: set[int] = set()
    reached = {user}
    while reached:
        reached = {
            absent for absent, other in stand_ins.items() if other in reached and absent not in represented | {user}
        }
        represented |= reached
    return frozenset(represented)
