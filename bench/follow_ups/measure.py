"""The work of follow-ups, and what it is measured against, turn by turn in one Odoo."""

from bench.figures.databases import SETTLE
from bench.figures.screens_comparison import Worker
from bench.follow_ups.names import (
    ACTIVITIES,
    ACTIVITY_LIST,
    CONFIRM,
    CONFIRM_WITHOUT_LEDGER,
    HISTORY_OF_FEW,
    HISTORY_OF_MANY,
    IDLE_TICK,
    MY_DAY,
    PLAN,
    POST,
    POST_WITHOUT_LEDGER,
    PREVIEW_OF_FEW,
    PREVIEW_OF_MANY,
    STEPS,
    STOP,
)
from bench.service.measure import compare, make_work
from script.lib.commands import run_quietly
from script.lib.databases import copy_base, run_odoo
from script.lib.places import ADDON, CHECKOUT_KEY, ROOT, checkout_folder
from script.lib.progress import step
from script.lib.runtime import Runtime

DATABASE = f"{ADDON}_{CHECKOUT_KEY}_bench_follow_ups"
# The work, what it is measured against, how much has to come of each.
LONG = {PLAN: (ACTIVITIES, STEPS), STOP: (PLAN, STEPS)}
SHORT = {
    POST: (POST_WITHOUT_LEDGER, 1),
    CONFIRM: (CONFIRM_WITHOUT_LEDGER, 1),
    MY_DAY: (ACTIVITY_LIST, 1),
    IDLE_TICK: (IDLE_TICK, 1),
}
GROWTH = {PREVIEW_OF_MANY: PREVIEW_OF_FEW, HISTORY_OF_MANY: HISTORY_OF_FEW}
SHORT_RUNS_PER_REPETITION = 10


class FollowUpWorker(Worker):
    """See ``bench.follow_ups.worker``."""

    module = "bench.follow_ups.worker"


def make_database(runtime: Runtime) -> None:
    """A fresh database with the addon, filled."""
    copy_base(runtime, DATABASE)
    with step(f"installing {ADDON} in {DATABASE}"):
        run_odoo(runtime, DATABASE, f"--init={ADDON}")
    with step(f"filling {DATABASE} (some minutes)"):
        command = [runtime.python, "-m", "bench.follow_ups.fill", "--database", DATABASE]
        log = checkout_folder() / "log" / f"{DATABASE}.log"
        run_quietly(
            command, "the database could not be filled", environment=runtime.environment(), folder=ROOT, log=log
        )
        runtime.server.query(SETTLE, DATABASE)


def measure_follow_ups(runtime: Runtime, repeat: int) -> dict[str, dict]:
    """By work: median seconds of it and of what it is measured against, their median ratio, queries of both."""
    make_database(runtime)
    figures = {}
    with FollowUpWorker(runtime, "--database", DATABASE) as worker:
        runs = [(LONG, repeat), (SHORT, repeat * SHORT_RUNS_PER_REPETITION)]
        for works, times in runs:
            for name, (other, expected) in works.items():
                with step(f"measuring {name}, {times} times"):
                    figures[name] = compare(
                        make_work(worker, name, expected), make_work(worker, other, expected), times
                    )
        for name, other in GROWTH.items():
            with step(f"measuring {name}, {repeat} times"):
                figures[name] = compare(make_work(worker, name), make_work(worker, other), repeat)
    return figures
