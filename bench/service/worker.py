"""An Odoo that does the work of one side when told on standard input, and says how long it took.

    python -m bench.service.worker --side ours --database NAME --addons-path FOLDERS

Each line read is JSON: {"action": name}. Each line written is JSON: {"seconds": float, "queries": int, "done": int}.
"""

import argparse
import json
import sys
from importlib import import_module
from unittest.mock import patch

from bench.figures.timing import measure
from bench.session import configure, open_environment
from script.lib.failure import end_with_one_line


def run_once(database: str, action_class: type) -> dict:
    """Time one run in a transaction that is rolled back; ``done`` is what the action says it brought about."""
    with open_environment(database, action_class.login) as env, without_sending(env):
        action = action_class(env)
        env.cr.flush()
        env.invalidate_all()
        before = env.cr.sql_log_count
        seconds = measure(action.run)
        queries = env.cr.sql_log_count - before
        done = action.count()
        env.cr.rollback()
    return {"seconds": seconds, "queries": queries, "done": done}


def without_sending(env):
    """Have the mail server take every mail at once and deliver none, as Odoo does in its tests."""
    return patch.object(env.registry["ir.mail_server"], "_disable_send", lambda *_arguments: True)


def main(arguments: list[str]) -> None:
    """Answer until the input ends."""
    parser = make_parser("python -m bench.service.worker")
    options = parser.parse_args(arguments)
    configure(options.database, options.addons_path)
    actions = import_module(f"bench.service.{options.side}").ACTIONS
    for line in sys.stdin:
        answer = run_once(options.database, actions[json.loads(line)["action"]])
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def make_parser(program: str) -> argparse.ArgumentParser:
    """The options that say which side a process is."""
    parser = argparse.ArgumentParser(prog=program)
    parser.add_argument("--side", choices=("ours", "theirs"), required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--addons-path", required=True)
    return parser


if __name__ == "__main__":
    end_with_one_line(main, "python -m bench.service.worker")
