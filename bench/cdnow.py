"""The CDNOW purchase histories, read into plain rows.

23,570 people who first bought from the CDNOW web shop in the first quarter of
1997, with all their purchases until 30 June 1998 (69,659), and a tenth of them
(2,357 people, 6,919 purchases). The files travel in the package
``Lifetimes``, which script/bootstrap installs pinned, verified, and without
what it depends on (``requirements/datasets.txt``).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

from script.lib.failure import SolvableError

PACKAGE = "Lifetimes"
MASTER_FILE = "lifetimes/datasets/CDNOW_master.txt"
SAMPLE_FILE = "lifetimes/datasets/CDNOW_sample.txt"


class Purchase(NamedTuple):
    """One purchase as the file has it; two on one day stay two.

    ``customer`` is the number in the master file, also for the sample;
    ``discs`` the number of CDs; ``cents`` the untaxed amount, 0 for samples.
    """

    customer: int
    day: date
    discs: int
    cents: int


def read_master() -> list[Purchase]:
    """All 69,659 purchases of the 23,570 customers, in the file's order."""
    return [
        Purchase(int(customer), _parse_day(day), int(discs), _parse_cents(amount))
        for customer, day, discs, amount in _read_columns(MASTER_FILE)
        if customer.isdigit()
    ]


def read_sample() -> list[Purchase]:
    """The 6,919 purchases of the 2,357 sampled customers, in the file's order."""
    return [
        Purchase(int(customer), _parse_day(day), int(discs), _parse_cents(amount))
        for customer, _number, day, discs, amount in _read_columns(SAMPLE_FILE)
    ]


def shift_to_end(purchases: list[Purchase], last_day: date) -> list[Purchase]:
    """The same purchases, all moved by one number of days so that the last is on ``last_day``."""
    distance = last_day - max(purchase.day for purchase in purchases)
    return [purchase._replace(day=purchase.day + distance) for purchase in purchases]


def get_last_day(today: date) -> date:
    """The day on which shifted histories end: a week before ``today``."""
    return today - timedelta(days=7)


def _read_columns(path: str) -> Iterator[list[str]]:
    """The whitespace-separated columns of every line that has any; the package itself is never imported."""
    try:
        package = distribution(PACKAGE)
    except PackageNotFoundError as error:
        raise SolvableError(f"the order histories ({PACKAGE}) are not installed: run script/bootstrap") from error
    text = Path(str(package.locate_file(path))).read_text(encoding="ascii")
    return (line.split() for line in text.splitlines() if line.strip())


def _parse_day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def _parse_cents(text: str) -> int:
    """Whole cents of an amount written with two decimals, without a float between."""
    units, _point, cents = text.partition(".")
    return int(units) * 100 + int(cents.ljust(2, "0"))
