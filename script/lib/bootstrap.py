"""script/bootstrap: everything that running and testing the addon needs, once."""

from script.lib.failure import SolvableError, end_with_one_line
from script.lib.progress import say
from script.lib.runtime import prepare_runtime


def main(arguments: list[str]) -> None:
    """Prepare Odoo, Python and PostgreSQL, and say where they are."""
    if arguments:
        raise SolvableError("takes no arguments")
    runtime = prepare_runtime()
    say(f"Odoo {runtime.odoo.version} in {runtime.odoo.home}")
    say(f"Python in {runtime.python}")
    say(f"PostgreSQL at {runtime.server.host}, user {runtime.server.user}")


if __name__ == "__main__":
    end_with_one_line(main, "bootstrap")
