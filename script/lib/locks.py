"""One builder at a time, however many checkouts start together."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from script.lib.places import cache_folder
from script.lib.progress import say


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """Hold the lock of this name; say so when another process has it first."""
    folder = cache_folder() / "locks"
    folder.mkdir(exist_ok=True)
    with (folder / f"{name}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another process that is working on {name}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
