"""script/database: copies of the base database, made and dropped by hand.

Use:

    script/database name             print the name of this checkout's test database
    script/database base             print the name of the base database; make it when it is missing
    script/database copy NAME        make a fresh database out of the base
    script/database drop NAME        drop a database
    script/database list             print the databases of this checkout
    script/database psql NAME ...    open PostgreSQL's own client in a database
    script/database stop             stop our own PostgreSQL; the next command that needs it starts it again
"""

import os

from script.lib.databases import copy_base, drop, ensure_base
from script.lib.failure import SolvableError, end_with_one_line
from script.lib.places import CHECKOUT_KEY, TEST_DATABASE
from script.lib.postgres import Cluster
from script.lib.runtime import Runtime, prepare_runtime

USAGE = "use: script/database name | base | list | copy NAME | drop NAME | psql NAME [ARGUMENTS] | stop"


def main(arguments: list[str]) -> None:
    """Carry out one of the actions named in the description of this module."""
    match arguments:
        case ["name"]:
            print(TEST_DATABASE)
        case ["base"]:
            print(ensure_base(prepare_runtime()))
        case ["list"]:
            print("\n".join(sorted(name for name in prepare_runtime().server.databases() if CHECKOUT_KEY in name)))
        case ["copy", name]:
            copy_base(prepare_runtime(), name)
        case ["drop", name]:
            drop(prepare_runtime(), name)
        case ["psql", name, *rest]:
            _open_client(prepare_runtime(), name, rest)
        case ["stop"]:
            Cluster(prepare_runtime().server.programs).stop()
        case _:
            raise SolvableError(USAGE)


def _open_client(runtime: Runtime, name: str, arguments: list[str]) -> None:
    program = str(runtime.server.programs / "psql")
    os.execve(program, [program, f"--dbname={name}", *arguments], runtime.environment())


if __name__ == "__main__":
    end_with_one_line(main, "database")
