"""An Odoo that does the work of follow-ups when told on standard input, and says how long it took.

    python -m bench.follow_ups.worker --database NAME

Lines read and written are those of ``bench.service.worker``.
"""

import argparse
import json
import sys

from bench.follow_ups.actions import ACTIONS
from bench.service.worker import run_once
from bench.session import configure
from script.lib.failure import end_with_one_line


def main(arguments: list[str]) -> None:
    """Answer until the input ends."""
    parser = argparse.ArgumentParser(prog="python -m bench.follow_ups.worker")
    parser.add_argument("--database", required=True)
    options = parser.parse_args(arguments)
    configure(options.database)
    for line in sys.stdin:
        answer = run_once(options.database, ACTIONS[json.loads(line)["action"]])
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    end_with_one_line(main, "python -m bench.follow_ups.worker")
