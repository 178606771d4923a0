"""script/bench: measure, print the tables, say which targets are met."""

import argparse
import json
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path

from bench.figures.databases import ensure_plain, make_with_addon
from bench.figures.report import make_report
from bench.figures.screens_comparison import compare_screens
from bench.follow_ups.measure import measure_follow_ups
from bench.follow_ups.report import make_follow_up_report
from bench.service.measure import measure_service
from bench.service.report import make_service_report
from script.lib.failure import SolvableError, end_with_one_line
from script.lib.places import ROOT
from script.lib.progress import step
from script.lib.runtime import Runtime, prepare_runtime

SCREEN_RUNS_PER_REPETITION = 20
PARTS = {
    "scorecards": "the scorecards, and the daily work beside them",
    "service": "the service records",
    "follow-ups": "the follow-ups",
}
QUICK = {"scale": [1], "repeat": 1}


def main(arguments: list[str]) -> None:
    """Measure what the options ask for."""
    options = parse_arguments(arguments)
    runtime = prepare_runtime()
    command = shlex.join(["script/bench", *arguments])
    measured = {}
    if "scorecards" in options.parts:
        scales = {copies: measure_refresh(runtime, copies, options.repeat) for copies in options.scale}
        screens = measure_screens(runtime, min(options.scale), options.repeat * SCREEN_RUNS_PER_REPETITION)
        measured |= {"scales": scales, "screens": screens}
        print(make_report(command, scales, screens, date.today()))
    if "service" in options.parts:
        measured["service"] = measure_service(runtime, options.repeat)
        print(make_service_report(command, measured["service"], date.today()))
    if "follow-ups" in options.parts:
        measured["follow-ups"] = measure_follow_ups(runtime, options.repeat)
        print(make_follow_up_report(command, measured["follow-ups"], date.today()))
    if options.json:
        options.json.write_text(json.dumps(measured, indent=2) + "\n")


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(
        prog="script/bench", description="How fast the addon is, against bare SQL and Odoo."
    )
    parser.add_argument(
        "--scale", type=parse_scale, default=[1, 10], help="copies of CDNOW, for example 1,10 (default)"
    )
    parser.add_argument("--repeat", type=int, default=5, help="repetitions of which the median counts (5)")
    for part, what in PARTS.items():
        parser.add_argument(f"--{part}", dest="parts", action="append_const", const=part, help=f"only {what}")
    parser.add_argument("--quick", action="store_true", help="once, small: only to see that everything works")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write all seconds measured into this file")
    options = parser.parse_args(arguments)
    options.parts = options.parts or list(PARTS)
    if options.quick:
        vars(options).update(QUICK)
    if options.repeat < 1:
        parser.error("--repeat wants a number from 1 on")
    return options


def parse_scale(text: str) -> list[int]:
    """Numbers of copies out of ``1,10``."""
    scale = sorted({int(part) for part in text.split(",")})
    if scale[0] < 1:
        raise ValueError(text)
    return scale


def measure_refresh(runtime: Runtime, copies: int, repeat: int) -> dict:
    """The figures of ``refresh_worker`` on a fresh database with so many copies of CDNOW."""
    database = make_with_addon(runtime, copies)
    with step(f"measuring refreshes of {database}, {repeat} times"):
        command = [
            sys.executable,
            "-m",
            "bench.figures.refresh_worker",
            "--database",
            database,
            "--repeat",
            str(repeat),
        ]
        done = subprocess.run(
            command, env=runtime.environment(), cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
        )
    if done.returncode:
        raise SolvableError(f"the measures of {database} failed; the reason is above")
    return json.loads(done.stdout.splitlines()[-1])


def measure_screens(runtime: Runtime, copies: int, repeat: int) -> dict[str, dict]:
    """The daily work on a database with the histories, without the addon and with it."""
    plain = ensure_plain(runtime, copies)
    with_addon = plain.replace("_plain_", "_addon_")
    with step(f"measuring the daily work, {repeat} times each"):
        return compare_screens(runtime, plain, with_addon, repeat)


if __name__ == "__main__":
    end_with_one_line(main, "bench")
