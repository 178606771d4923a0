"""script/lint: the checks of style and form; all of them run, and every complaint is shown.

ruff (rules and formatting), pylint-odoo, well-formed and indented XML, complete translations.
"""

import subprocess
from collections.abc import Callable

from script.lib.commands import run_quietly
from script.lib.failure import SolvableError, end_with_one_line
from script.lib.places import ADDON, ROOT, checkout_folder
from script.lib.progress import step
from script.lib.runtime import Runtime, prepare_runtime
from script.lib.test_database import installed_copy

LANGUAGES = ("zh_CN",)


def main(arguments: list[str]) -> int:
    """Run all checks; 0 when none complains."""
    if arguments:
        raise SolvableError("takes no arguments")
    runtime = prepare_runtime()
    checks: dict[str, Callable[[Runtime], bool]] = {
        "ruff": _ruff,
        "ruff format": _ruff_format,
        "pylint-odoo": _pylint,
        "XML": _xml,
        "translations": _translations,
    }
    failed = [name for name, check in checks.items() if not _passes(name, check, runtime)]
    if failed:
        raise SolvableError(
            f"complaints of {', '.join(failed)}: see above (script/python -m ruff format . formats Python)"
        )
    return 0


def _passes(name: str, check: Callable[[Runtime], bool], runtime: Runtime) -> bool:
    with step(name):
        return check(runtime)


def _ruff(runtime: Runtime) -> bool:
    return _run(runtime, "ruff", "check", "--quiet", ".")


def _ruff_format(runtime: Runtime) -> bool:
    return _run(runtime, "ruff", "format", "--quiet", "--diff", ".")


def _pylint(runtime: Runtime) -> bool:
    return _run(runtime, "pylint", "--rcfile=.pylintrc", ADDON)


def _xml(runtime: Runtime) -> bool:
    return _run(runtime, "script.lib.check_xml", ADDON)


def _translations(runtime: Runtime) -> bool:
    """Compare each translation with what the installed addon has to translate."""
    template = checkout_folder() / f"{ADDON}.pot"
    with installed_copy(runtime) as database:
        export = runtime.odoo_command("i18n", "export", f"--database={database}", f"--output={template}", ADDON)
        run_quietly(export, "the terms of the addon could not be exported", environment=runtime.environment())
    translations = [f"{ADDON}/i18n/{language}.po" for language in LANGUAGES]
    return _run(runtime, "script.lib.check_translations", str(template), *translations)


def _run(runtime: Runtime, module: str, *arguments: str) -> bool:
    command = [runtime.python, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, env=runtime.environment(), check=False).returncode == 0


if __name__ == "__main__":
    end_with_one_line(main, "lint")
