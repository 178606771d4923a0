"""Fill a demo database, or finish it after the addon was installed; see the package's description."""

import argparse
from datetime import date
from pathlib import Path

from bench.demo.after_install import finish_database
from bench.demo.before_install import fill_database
from bench.demo.logins import write_logins
from bench.session import configure, open_environment
from script.lib.failure import SolvableError, end_with_one_line

DONE_BEFORE, DONE_AFTER = "bench.demo_filled", "bench.demo_finished"


def main(arguments: list[str]) -> None:
    """Do one of the two steps; one that was done already is not done again."""
    options = parse_arguments(arguments)
    configure(options.database)
    with open_environment(options.database) as env:
        parameters = env["ir.config_parameter"]
        filled, finished = parameters.get_param(DONE_BEFORE), parameters.get_param(DONE_AFTER)
        if options.after_install:
            if not filled:
                raise SolvableError(f"{options.database} is no demo database: fill it first, without --after-install")
            if not finished:
                finish_database(env, options.today)
                parameters.set_param(DONE_AFTER, options.today)
        elif not filled:
            if env["sale.order"].search_count([], limit=1):
                raise SolvableError(
                    f"{options.database} holds orders already: the demo wants a fresh copy of the base database"
                )
            fill_database(env, options.today)
            parameters.set_param(DONE_BEFORE, options.today)
    write_logins(options.logins)


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.demo", description=__doc__)
    parser.add_argument("--database", required=True, help="a copy of the base database")
    parser.add_argument("--after-install", action="store_true", help="the addon is installed: finish the demo")
    parser.add_argument(
        "--logins", type=Path, metavar="FILE", help="write the logins as JSON here, not to standard output"
    )
    parser.add_argument("--today", type=date.fromisoformat, default=date.today(), help="the day the demo is built for")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    end_with_one_line(main, "python -m bench.demo")
