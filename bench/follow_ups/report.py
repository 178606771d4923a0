"""The figures of follow-ups as Markdown tables."""

from datetime import date

from bench.figures.report import make_table
from bench.figures.targets import Check
from bench.follow_ups.measure import GROWTH, LONG, SHORT
from bench.follow_ups.names import CONFIRM, IDLE_TICK, MY_DAY, PLAN, POST, STEPS, STOP
from bench.service.report import make_rows

LIMITS = {PLAN: 0.35, STOP: 0.5, POST: 1.10, CONFIRM: 1.10, MY_DAY: 1.5}
QUERIES_OF_A_STEP = 3
QUERIES_OF_AN_IDLE_TICK = 10


def check_follow_ups(figures: dict[str, dict]) -> list[Check]:
    """The targets; see the specification, "How it runs"."""
    against = {name: other for name, (other, _expected) in (LONG | SHORT).items()}
    queries = figures[PLAN]["queries"] / STEPS
    idle = figures[IDLE_TICK]["queries"]
    return [
        *(
            Check(f"{name} / {against[name]}", figures[name]["ratio"], limit, f"{figures[name]['ratio']:.2f}")
            for name, limit in LIMITS.items()
        ),
        Check("queries of a planned step", queries, QUERIES_OF_A_STEP, f"{queries:.2f}"),
        Check("queries of a tick with nothing due", idle, QUERIES_OF_AN_IDLE_TICK, f"{idle:.0f}"),
    ]


def make_follow_up_report(command: str, figures: dict[str, dict], today: date) -> str:
    """Two tables: what was measured, and the targets."""
    against = {name: other for name, (other, _expected) in (LONG | SHORT).items()} | GROWTH
    heads = ["", "", "queries", "against", "", "queries", "ratio"]
    targets = [[check.name, check.words, f"{check.limit:g}", check.verdict] for check in check_follow_ups(figures)]
    return "\n\n".join(
        (
            f"Measured on {today} by `{command}`; medians, ratios within each repetition.",
            make_table(heads, make_rows(figures, against)),
            make_table(["Target", "measured", "at most", ""], targets),
        )
    )
