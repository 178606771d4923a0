"""The same actions in two Odoos, with the addon and without, turn by turn, so that both meet the same weather."""

import json
import subprocess
import sys
from collections import Counter

from bench.figures.timing import middle
from script.lib.failure import SolvableError
from script.lib.places import ROOT
from script.lib.runtime import Runtime

# Names only: the actions themselves need an Odoo to be imported.
ACTION_NAMES = (
    "opening a contact form for the first time",
    "opening a contact form again",
    "contact list (80 rows)",
    "quotation list (80 rows)",
    "confirming a 10-line order",
)
WARM_UP = 3


class Worker:
    """An Odoo in a process of its own; see ``screen_worker``."""

    module = "bench.figures.screen_worker"

    def __init__(self, runtime: Runtime, *options: str) -> None:
        command = [sys.executable, "-m", self.module, *options]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command, env=runtime.environment(), cwd=ROOT, stdin=pipe, stdout=pipe, text=True, bufsize=1
        )

    def ask(self, **order):
        """Send one order and wait for its answer."""
        print(json.dumps(order), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise SolvableError("an Odoo that was being measured stopped; its last words are above")
        return json.loads(answer)

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_error) -> None:
        self.process.stdin.close()
        self.process.wait()


def compare_screens(runtime: Runtime, plain: str, with_addon: str, repeat: int) -> dict[str, dict]:
    """By action: median seconds without and with the addon, median ratio, queries that the addon adds or saves."""
    with Worker(runtime, "--database", plain) as without, Worker(runtime, "--database", with_addon) as having:
        return {name: _compare(name, without, having, repeat) for name in ACTION_NAMES}


def _compare(name: str, without: Worker, having: Worker, repeat: int) -> dict:
    workers = (without, having)
    seconds = ([], [])
    for worker in workers:
        worker.ask(action=name, count=WARM_UP)
    for number in range(repeat):
        for side in (0, 1) if number % 2 else (1, 0):
            seconds[side].extend(workers[side].ask(action=name, count=1))
    queries = [Counter(worker.ask(action=name, queries=True)) for worker in workers]
    return {
        "without": middle(seconds[0]),
        "with": middle(seconds[1]),
        "ratio": middle([after / before for before, after in zip(*seconds, strict=True)]),
        "queries": queries[0].total(),
        "more_queries": _list_counts(queries[1] - queries[0]),
        "fewer_queries": _list_counts(queries[0] - queries[1]),
    }


def _list_counts(counts: Counter) -> list[str]:
    return [f"{count} x {query}" if count > 1 else query for query, count in sorted(counts.items())]
