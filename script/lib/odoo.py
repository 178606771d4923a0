"""script/odoo: Odoo's own command line with the configuration and the database server of this checkout."""

import os

from script.lib.failure import end_with_one_line
from script.lib.runtime import prepare_runtime


def main(arguments: list[str]) -> None:
    """Become Odoo."""
    runtime = prepare_runtime()
    command = runtime.odoo_command(*arguments)
    os.execve(command[0], command, runtime.environment())


if __name__ == "__main__":
    end_with_one_line(main, "odoo")
