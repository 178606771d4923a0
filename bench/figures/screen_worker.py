"""An Odoo that does what it is told on standard input, and says how long it took and what it asked the database.

    python -m bench.figures.screen_worker --database NAME

Each line read is JSON: {"action": name, "count": n} or, to name the queries, {"action": name, "queries": true}.
Each line written is JSON: a list of seconds, or a list of queries.
"""

import argparse
import json
import re
import sys
from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor

from bench.figures.screens import ACTIONS
from bench.figures.timing import measure
from bench.session import configure, open_environment
from script.lib.failure import end_with_one_line

LOGIN = "admin"
FIRST_TABLE = re.compile(r'\b(?:FROM|INTO|UPDATE)\s+"?(\w+)', re.IGNORECASE)
OWN_TABLE = re.compile(r"\bsme_\w+")


def time_action(database: str, name: str, count: int) -> list[float]:
    """Seconds of each of so many runs, each in a transaction of its own that is rolled back."""
    seconds = []
    for _number in range(count):
        with open_environment(database, LOGIN) as env:
            action = ACTIONS[name](env)
            _forget(env)
            seconds.append(measure(action.run))
            env.cr.rollback()
    return seconds


def name_queries(database: str, name: str) -> list[str]:
    """The queries of one run, each as its verb and its first table."""
    with open_environment(database, LOGIN) as env:
        action = ACTIONS[name](env)
        _forget(env)
        with record_queries() as statements:
            action.run()
        env.cr.rollback()
    return [describe(statement) for statement in statements]


@contextmanager
def record_queries():
    """Collect the text of all statements that Odoo's cursors execute."""
    statements = []
    execute = Cursor.execute

    def recording(self, query, *arguments, **options):
        statements.append(str(getattr(query, "code", query)))
        return execute(self, query, *arguments, **options)

    with patch.object(Cursor, "execute", recording):
        yield statements


def describe(statement: str) -> str:
    """``SELECT res_partner`` for a query that reads contacts; a table of the addon is named before others."""
    table = OWN_TABLE.search(statement) or FIRST_TABLE.search(statement)
    verb = statement.split(maxsplit=1)[0].upper()
    return f"{verb} {table[table.lastindex or 0]}" if table else verb


def _forget(env) -> None:
    """Have every run read its records anew, as a request does."""
    env.invalidate_all()


def main(arguments: list[str]) -> None:
    """Answer until the input ends."""
    parser = argparse.ArgumentParser(prog="python -m bench.figures.screen_worker")
    parser.add_argument("--database", required=True)
    database = parser.parse_args(arguments).database
    configure(database)
    for line in sys.stdin:
        order = json.loads(line)
        if order.get("queries"):
            answer = name_queries(database, order["action"])
        else:
            answer = time_action(database, order["action"], order["count"])
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    end_with_one_line(main, "python -m bench.figures.screen_worker")
