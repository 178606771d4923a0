"""Which territory an address belongs to: of all that fit, the most specific."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NOT_OF_A_ZIP = re.compile(r"[^0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a customer is, and what it does."""

    country: int | None
    state: int | None
    zip: str
    industry: int | None


@dataclass(frozen=True, slots=True)
class Territory:
    """What a territory covers. A criterion that is empty asks for nothing; zip ranges are (first, last), normalised."""

    id: int
    sequence: int
    countries: frozenset[int] = frozenset()
    states: frozenset[int] = frozenset()
    zips: tuple[tuple[str, str], ...] = ()
    industries: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """One territory with one of its zip ranges, or with none."""

    territory: Territory
    zips: tuple[str, str] | None

    @property
    def precedence(self) -> tuple[int, ...]:
        """Sorts the more specific first: the narrowest range of zips, then states, countries, industries."""
        territory = self.territory
        return (
            -max(map(len, self.zips)) if self.zips else 0,
            -bool(territory.states),
            -bool(territory.countries),
            -bool(territory.industries),
            territory.sequence,
            territory.id,
        )

    def covers(self, address: Address) -> bool:
        territory = self.territory
        return (
            (not territory.countries or address.country in territory.countries)
            and (not territory.states or address.state in territory.states)
            and (not territory.industries or address.industry in territory.industries)
            and (self.zips is None or is_zip_within(normalise_zip(address.zip), *self.zips))
        )


def normalise_zip(text: str | None) -> str:
    """A zip as it is compared: letters and digits only, in capitals."""
    return _NOT_OF_A_ZIP.sub("", text or "").upper()


def is_zip_within(code: str, first: str, last: str) -> bool:
    """Whether a zip begins with something from `first` to `last`: 10 to 19 covers 15711, and so does 15 to 15."""
    return bool(code) and code[: len(first)] >= first and code[: len(last)] <= last


def sort_entries(territories: Iterable[Territory]) -> list[Entry]:
    """The territories in the order in which they are asked: the first entry that covers an address wins."""
    entries = [Entry(territory, zips) for territory in territories for zips in territory.zips or (None,)]
    return sorted(entries, key=lambda entry: entry.precedence)


def find_territory(address: Address, entries: Sequence[Entry]) -> int | None:
    """The territory of an address."""
    return next((entry.territory.id for entry in entries if entry.covers(address)), None)
