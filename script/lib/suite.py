"""script/test: the tests of this project.

Use:

    script/test                          all of them
    script/test tests/unit               a folder, a file or file::Class::test
    script/test "border and not share"   the tests whose names match the expression
    script/test --odoo                   Odoo's own tests of sale, sale_crm and crm, with the addon and without (long)

Options of pytest (-x, -v, -n 0, ...) are passed on.
"""

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from script.lib.browser import ensure_browser
from script.lib.core_tests import compare_core_tests
from script.lib.environment import ensure_environment, without_odoo_settings
from script.lib.failure import SolvableError, end_with_one_line
from script.lib.odoo_source import find_odoo
from script.lib.places import ROOT
from script.lib.progress import say
from script.lib.runtime import prepare_runtime
from script.lib.test_database import installed_copy

# What needs neither a database nor Odoo's registry.
WITHOUT_DATABASE = ("tests/unit", "tests/oracle/test_oracle_itself.py", "tests/test_architecture.py")
WITHOUT_BROWSER = ("tests/orm", "tests/access", "tests/perf", "tests/oracle", "tests/lifecycle")


@dataclass
class Selection:
    """Which tests to run, as the command line says."""

    paths: list[str] = field(default_factory=list)
    expressions: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)

    def lies_in(self, folders: tuple[str, ...]) -> bool:
        """Whether all chosen tests lie in these folders."""
        return bool(self.paths) and all(path.startswith(folders) for path in self.paths)

    def arguments(self) -> list[str]:
        """The arguments for pytest."""
        expression = " and ".join(f"({part})" for part in self.expressions)
        return [*(["-k", expression] if expression else []), *self.options, *self.paths]


def main(arguments: list[str]) -> int:
    """Run the chosen tests and return pytest's exit code."""
    os.chdir(ROOT)
    if arguments == ["--odoo"]:
        return compare_core_tests(prepare_runtime())
    selection = read_selection(arguments)
    if selection.lies_in(WITHOUT_DATABASE):
        python = ensure_environment(find_odoo())
        return _run_pytest(python, without_odoo_settings(), ["-p", "no:odoo", *selection.arguments()])
    if not selection.lies_in(WITHOUT_BROWSER):
        ensure_browser()
    runtime = prepare_runtime()
    with installed_copy(runtime) as database:
        options = [
            f"--odoo-config={runtime.configuration}",
            f"--odoo-database={database}",
            "--odoo-http",
            "--odoo-log-level=warn",
            f"--numprocesses={1 if selection.paths else 2}",
            "--dist=loadgroup",
            "--no-loadscope-reorder",
        ]
        return _run_pytest(runtime.python, runtime.environment(), [*options, *selection.arguments()])


def read_selection(arguments: list[str]) -> Selection:
    """Tell paths, expressions and options of pytest apart."""
    selection = Selection()
    remaining = iter(arguments)
    for argument in remaining:
        if argument == "-k":
            selection.expressions.append(next(remaining, ""))
        elif argument in ("-n", "-m", "-p", "-o"):
            selection.options += [argument, next(remaining, "")]
        elif argument.startswith("-"):
            selection.options.append(argument)
        elif (ROOT / argument.split("::")[0]).exists():
            selection.paths.append(os.path.relpath(ROOT / argument, ROOT))
        elif "/" in argument or argument.endswith(".py"):
            raise SolvableError(f"there is no {argument}: name a file or folder below {ROOT}")
        else:
            selection.expressions.append(argument)
    return selection


def _run_pytest(python: Path, environment: dict[str, str], arguments: list[str]) -> int:
    say("pytest")
    return subprocess.run([python, "-m", "pytest", *arguments], env=environment, check=False).returncode


if __name__ == "__main__":
    end_with_one_line(main, "test")
