"""script/python: the Python of this checkout, in which ``odoo`` can be imported and PostgreSQL be reached."""

import os

from script.lib.failure import end_with_one_line
from script.lib.runtime import prepare_runtime


def main(arguments: list[str]) -> None:
    """Become Python."""
    runtime = prepare_runtime()
    os.execve(runtime.python, [str(runtime.python), *arguments], runtime.environment())


if __name__ == "__main__":
    end_with_one_line(main, "python")
