"""What the figures are held against; see the specification, "How fast, how well"."""

from typing import NamedTuple

from bench.figures.timing import middle

FIRST_RATIO = 2.5
UNCHANGED_RATIO = 2.5
GROWTH_RATIO = 12.0
MEMORY_BYTES = 500 * 1024 * 1024
SCREEN_RATIO = 1.10


class Check(NamedTuple):
    """One target: what was measured, what it may be at most, both as numbers and in words."""

    name: str
    value: float
    limit: float
    words: str

    @property
    def verdict(self) -> str:
        """PASS or MISS."""
        return "PASS" if self.value <= self.limit else "MISS"


def get_medians(figures: dict) -> dict[str, float]:
    """The medians of one scale: seconds, and the rows rewritten on the next day; facts are the faster query's."""
    medians = {name: middle(values) for name, values in figures.items() if isinstance(values, list)}
    medians["facts"] = min(medians["facts_bench"], medians["facts_addon"])
    return medians


def get_ratios(figures: dict) -> dict[str, float]:
    """The median ratios of one scale.

    Each is taken within one repetition, whose parts ran one after the other: a machine that is slow for a while is
    slow for both sides.
    """
    facts = [min(pair) for pair in zip(figures["facts_bench"], figures["facts_addon"], strict=True)]
    bare = [sum(pair) for pair in zip(facts, figures["write"], strict=True)]
    return {
        "first": middle([part / whole for part, whole in zip(figures["first"], bare, strict=True)]),
        "unchanged": middle([part / whole for part, whole in zip(figures["unchanged"], facts, strict=True)]),
        "next_day": middle([part / whole for part, whole in zip(figures["next_day"], bare, strict=True)]),
    }


def check_scale(copies: int, figures: dict) -> list[Check]:
    """The targets of one scale."""
    ratios = get_ratios(figures)
    first, unchanged = ratios["first"], ratios["unchanged"]
    megabytes = figures["memory"] / 1024**2
    return [
        Check(f"{copies} x: first run / (facts + bare write)", first, FIRST_RATIO, f"{first:.2f}"),
        Check(f"{copies} x: unchanged run / facts", unchanged, UNCHANGED_RATIO, f"{unchanged:.2f}"),
        Check(f"{copies} x: peak memory above idle", figures["memory"], MEMORY_BYTES, f"{megabytes:.0f} MB"),
    ]


def check_growth(smaller: dict, larger: dict, growth: float) -> list[Check]:
    """The targets of growth between two scales of which one holds ``growth`` times the other's data."""
    less, more = get_medians(smaller), get_medians(larger)
    limit = GROWTH_RATIO * growth / 10
    ratios = {name: more[name] / less[name] for name in ("first", "unchanged")}
    return [
        Check(f"time of the {name} run on {growth:.0f}-fold data", ratio, limit, f"{ratio:.1f}")
        for name, ratio in ratios.items()
    ]


def check_screens(screens: dict[str, dict]) -> list[Check]:
    """The targets of the daily work."""
    return [
        Check(f"{name}, with / without", figures["ratio"], SCREEN_RATIO, f"{figures['ratio']:.2f}")
        for name, figures in screens.items()
    ]
