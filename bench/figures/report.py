"""The figures as Markdown tables, ready for the README."""

from collections.abc import Iterable
from datetime import date

from bench.figures.targets import Check, check_growth, check_scale, check_screens, get_medians, get_ratios


def collect_checks(scales: dict[int, dict], screens: dict[str, dict]) -> list[Check]:
    """All targets that these figures allow to judge."""
    checks = [check for copies, figures in scales.items() for check in check_scale(copies, figures)]
    if len(scales) > 1:
        smaller, larger = min(scales), max(scales)
        checks += check_growth(scales[smaller], scales[larger], larger / smaller)
    return checks + check_screens(screens)


def make_report(command: str, scales: dict[int, dict], screens: dict[str, dict], today: date) -> str:
    """Three tables: the refresh, the daily work, the targets."""
    parts = [f"Measured on {today} by `{command}`; medians, seconds unless said."]
    if scales:
        parts.append(_make_refresh_table(scales))
    if screens:
        parts.append(_make_screens_table(screens))
    checks = collect_checks(scales, screens)
    rows = ([check.name, check.words, _limit_words(check), check.verdict] for check in checks)
    parts.append(make_table(["Target", "measured", "at most", ""], rows))
    return "\n\n".join(parts) + "\n"


def _make_refresh_table(scales: dict[int, dict]) -> str:
    medians = {copies: get_medians(figures) for copies, figures in scales.items()}
    lines = {
        "bare facts query": "facts",
        "the addon's own facts query": "facts_addon",
        "bare insert of as many rows": "write",
        "`action_refresh`, first run, all rows written": "first",
        "again, nothing changed, no row rewritten": "unchanged",
        "a day later, 500 more orders": "next_day",
    }
    rows = [[name, *(f"{figures[key]:.2f}" for figures in medians.values())] for name, key in lines.items()]
    ratios = [get_ratios(figures) for figures in scales.values()]
    rows.append(["first run / (facts + bare insert)", *(f"{ratio['first']:.2f}" for ratio in ratios)])
    rows.append(["unchanged run / facts", *(f"{ratio['unchanged']:.2f}" for ratio in ratios)])
    rows.append(["a day later / (facts + bare insert)", *(f"{ratio['next_day']:.2f}" for ratio in ratios)])
    rows.append(["rows rewritten that day", *(f"{figures['next_day_rows']:,.0f}" for figures in medians.values())])
    rows.append(["peak memory above idle (MB)", *(f"{figures['memory'] / 1024**2:.0f}" for figures in scales.values())])
    heads = [
        f"CDNOW {copies} x ({figures['customers']:,} customers, {figures['orders']:,} orders)"
        for copies, figures in scales.items()
    ]
    return make_table(["", *heads], rows)


def _make_screens_table(screens: dict[str, dict]) -> str:
    rows = []
    for name, figures in screens.items():
        more = ", ".join(figures["more_queries"]) or "none"
        if figures["fewer_queries"]:
            more += f" (fewer: {', '.join(figures['fewer_queries'])})"
        milliseconds = [f"{1000 * figures[side]:.1f} ms" for side in ("without", "with")]
        rows.append([name, *milliseconds, f"{figures['ratio']:.2f}", more])
    return make_table(["", "without", "with the addon", "ratio", "extra queries"], rows)


def _limit_words(check: Check) -> str:
    return f"{check.limit / 1024**2:.0f} MB" if check.words.endswith("MB") else f"{check.limit:g}"


def make_table(heads: list[str], rows: Iterable[list[str]]) -> str:
    """A table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
