"""Durations, and the middle of several."""

import gc
import statistics
import time
from collections.abc import Callable


def measure(action: Callable[[], object]) -> float:
    """Seconds of one run; the garbage of what ran before is collected first."""
    gc.collect()
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def middle(values: list[float]) -> float:
    """The median."""
    return statistics.median(values)
