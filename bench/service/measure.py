"""Both sides at work, turn by turn, so that both meet the same weather."""

from collections.abc import Callable

from bench.figures.screens_comparison import Worker
from bench.figures.timing import middle
from bench.service.databases import make_sides
from bench.service.names import (
    CARD_OF_FEW,
    CARD_OF_MANY,
    CREATE,
    CREATE_ASSIGNED,
    DEADLINES,
    MAILS,
    PIPELINE,
    QUEUE,
    QUEUE_RECORDS,
    RECEIVE,
    RECEIVE_ACKNOWLEDGED,
    RECORDS,
)
from script.lib.failure import SolvableError
from script.lib.progress import step
from script.lib.runtime import Runtime

# What is measured against the other helpdesk, and how much has to come of it on both sides.
AGAINST_HELPDESK = {
    CREATE: RECORDS * DEADLINES,
    CREATE_ASSIGNED: RECORDS * DEADLINES,
    RECEIVE: MAILS,
    RECEIVE_ACKNOWLEDGED: MAILS,
}
# What is measured within our database: the work, what it is measured against, how much has to come of both.
WITHIN = {CARD_OF_MANY: (CARD_OF_FEW, 1), QUEUE: (PIPELINE, QUEUE_RECORDS)}
SHORT_RUNS_PER_REPETITION = 5


class ServiceWorker(Worker):
    """See ``bench.service.worker``."""

    module = "bench.service.worker"


def measure_service(runtime: Runtime, repeat: int) -> dict[str, dict]:
    """By work: median seconds of it and of what it is measured against, their median ratio, queries of both."""
    ours, theirs = make_sides(runtime)
    figures = {}
    with ServiceWorker(runtime, *ours.command_options()) as our_worker:
        with ServiceWorker(runtime, *theirs.command_options()) as their_worker:
            for name, expected in AGAINST_HELPDESK.items():
                with step(f"measuring {name}, {repeat} times"):
                    work = (make_work(our_worker, name, expected), make_work(their_worker, name, expected))
                    figures[name] = compare(*work, repeat)
        for name, (other, expected) in WITHIN.items():
            times = repeat * SHORT_RUNS_PER_REPETITION
            with step(f"measuring {name}, {times} times"):
                work = (make_work(our_worker, name, expected), make_work(our_worker, other, expected))
                figures[name] = compare(*work, times)
    return figures


def make_work(worker: Worker, name: str, expected: int | None = None) -> Callable[[], dict]:
    """One run of a piece of work; it fails when not what is expected, or nothing, comes of it."""

    def work() -> dict:
        answer = worker.ask(action=name)
        if not answer["done"] or expected not in (None, answer["done"]):
            raise SolvableError(
                f"{name}: {answer['done']} instead of {expected or 'something'} came of it; this measures nothing"
            )
        return answer

    return work


def compare(ours: Callable[[], dict], other: Callable[[], dict], repeat: int) -> dict:
    """Both, turn by turn: median seconds and queries of each, the median of the ratios."""
    sides = (ours, other)
    for side in sides:
        side()
    answers = ([], [])
    for number in range(repeat):
        for side in (0, 1) if number % 2 else (1, 0):
            answers[side].append(sides[side]())
    seconds = [[answer["seconds"] for answer in of_side] for of_side in answers]
    return {
        "ours": middle(seconds[0]),
        "other": middle(seconds[1]),
        "ratio": middle([own / other for own, other in zip(*seconds, strict=True)]),
        "queries": middle([answer["queries"] for answer in answers[0]]),
        "other_queries": middle([answer["queries"] for answer in answers[1]]),
    }
