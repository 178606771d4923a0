"""What a tick is made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class TickJob:
    """Work of a tick, done by ascending `sequence`.

    `find` names the method of the model that returns ids of what is due, from a moment (naive UTC); `process` names
    the one that processes such records, from the same moment, and looks again whether each is still due. Lanes share
    records by the id, or by what the field `share` holds where records with the same would get into each other's way.
    `probe` names the method that returns, from the same moment, a query without rows where `find` would find nothing.
    """

    sequence: int
    model: str
    find: str
    process: str
    probe: str
    share: str = "id"
