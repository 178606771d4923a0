"""The figures of service records as Markdown tables."""

from datetime import date

from bench.figures.report import make_table
from bench.figures.targets import Check
from bench.service.names import (
    CARD_OF_FEW,
    CARD_OF_MANY,
    CREATE,
    CREATE_ASSIGNED,
    PIPELINE,
    QUEUE,
    RECEIVE,
    RECEIVE_ACKNOWLEDGED,
)

HELPDESK = "OCA helpdesk"
AGAINST = {
    CREATE: HELPDESK,
    CREATE_ASSIGNED: f"{HELPDESK}, to who creates them",
    RECEIVE: HELPDESK,
    RECEIVE_ACKNOWLEDGED: HELPDESK,
    CARD_OF_MANY: CARD_OF_FEW,
    QUEUE: PIPELINE,
}
CREATE_RATIO = 0.5
RECEIVE_RATIO = 1.0
CARD_QUERIES = 25
CARD_RATIO = 1.5
QUEUE_RATIO = 1.5


def check_service(figures: dict[str, dict]) -> list[Check]:
    """The targets; see the specification, "How fast"."""
    limits = {
        CREATE: CREATE_RATIO,
        RECEIVE: RECEIVE_RATIO,
        RECEIVE_ACKNOWLEDGED: RECEIVE_RATIO,
        CARD_OF_MANY: CARD_RATIO,
        QUEUE: QUEUE_RATIO,
    }
    checks = [
        Check(f"{name} / {AGAINST[name]}", figures[name]["ratio"], limit, f"{figures[name]['ratio']:.2f}")
        for name, limit in limits.items()
    ]
    many, few = figures[CARD_OF_MANY]["queries"], figures[CARD_OF_MANY]["other_queries"]
    return [
        *checks,
        Check("queries of the answer card", many, CARD_QUERIES, f"{many:.0f}"),
        Check("more queries for 1,000 orders than for 10", many - few, 0, f"{many - few:.0f}"),
    ]


def make_service_report(command: str, figures: dict[str, dict], today: date) -> str:
    """Two tables: what was measured, and the targets."""
    heads = ["", "", "queries", "against", "", "queries", "ratio"]
    targets = [[check.name, check.words, f"{check.limit:g}", check.verdict] for check in check_service(figures)]
    return "\n\n".join(
        (
            f"Measured on {today} by `{command}`; medians, ratios within each repetition.",
            make_table(heads, make_rows(figures, AGAINST)),
            make_table(["Target", "measured", "at most", ""], targets),
        )
    )


def make_rows(figures: dict[str, dict], against: dict[str, str]) -> list[list[str]]:
    """What was measured, one row each."""
    return [
        [
            name,
            _duration(measured["ours"]),
            f"{measured['queries']:,.0f}",
            against[name],
            _duration(measured["other"]),
            f"{measured['other_queries']:,.0f}",
            f"{measured['ratio']:.2f}",
        ]
        for name, measured in figures.items()
    ]


def _duration(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1000 * seconds:.0f} ms"
