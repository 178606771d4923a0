"""The day on which somebody says to be back, read from an automatic answer.

Only dates that leave no doubt are read: 2026-12-01, 01.12.2026, 1 December, December 1st, 12月1日.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

FURTHEST_DAYS = 60
DAYS_WITHOUT_DATE = 5  # working days
MOST_CHARACTERS = 4000
SHORTEST_NAME = 3

ISO = re.compile(r"(?<!\d)(20\d\d)-(\d{1,2})-(\d{1,2})(?!\d)")
DOTTED = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(20\d\d)(?!\d)")
CHINESE = re.compile(r"(?:(20\d\d)\s*年\s*)?(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]")
YEAR = r"(?:\s*,?\s*(?:de\s+)?(20\d\d))?(?!\d)"


def find_return_date(text: str, today: date, months: Mapping[str, int]) -> date | None:
    """The latest date in a text that lies after today and within two months; None where there is none.

    `months` maps names of months, of every language that may have been used, to their numbers.
    """
    text = text[:MOST_CHARACTERS].casefold()
    furthest = today + timedelta(days=FURTHEST_DAYS)
    return max((day for day in _iterate_dates(text, today, months) if today < day <= furthest), default=None)


def _iterate_dates(text: str, today: date, months: Mapping[str, int]) -> Iterator[date]:
    for year, month, day in ISO.findall(text):
        yield from _make(year, month, day, today)
    for day, month, year in DOTTED.findall(text):
        yield from _make(year, month, day, today)
    for year, month, day in CHINESE.findall(text):
        yield from _make(year, month, day, today)
    numbers = {
        name.casefold().rstrip("."): number
        for name, number in months.items()
        if len(name.rstrip(".")) >= SHORTEST_NAME and not any(character.isdigit() for character in name)
    }
    if not numbers:
        return
    names = "|".join(re.escape(name) for name in sorted(numbers, key=len, reverse=True))
    after = re.compile(rf"(?<!\d)(\d{{1,2}})(?:\.|st|nd|rd|th|er)?\s+(?:of\s+|de\s+)?({names})\b\.?{YEAR}")
    before = re.compile(rf"\b({names})\b\.?\s+(\d{{1,2}})(?!\d)(?:st|nd|rd|th)?{YEAR}")
    for day, name, year in after.findall(text):
        yield from _make(year, numbers[name], day, today)
    for name, day, year in before.findall(text):
        yield from _make(year, numbers[name], day, today)


def _make(year: str, month: str | int, day: str, today: date) -> Iterator[date]:
    """The date, where there is such a day; without a year the next one that comes."""
    for candidate in (int(year),) if year else (today.year, today.year + 1):
        try:
            found = date(candidate, int(month), int(day))
        except ValueError:
            continue
        if year or found > today:
            yield found
            return
