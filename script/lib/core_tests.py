"""Odoo's own tests with the addon and without it: the results must be the same.

Tests that cannot run here, or not reliably, are named with their reasons in ``core_tests_known.txt``.
"""

import subprocess
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

from script.lib.browser import ensure_browser
from script.lib.databases import copy_base, drop, run_odoo
from script.lib.places import ADDON, checkout_folder
from script.lib.progress import say, step
from script.lib.runtime import Runtime
from script.lib.test_database import name_for_process

MODULES = ("sale", "sale_crm", "crm")
KNOWN = Path(__file__).with_name("core_tests_known.txt")
PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


def compare_core_tests(runtime: Runtime) -> int:
    """Run Odoo's tests of the modules that the addon touches, twice; print what differs; 0 when nothing does."""
    ensure_browser()
    without = _run(runtime, name_for_process("without"), install=False)
    with_addon = _run(runtime, name_for_process("with"), install=True)
    reasons = _read_known_reasons()
    differences = [
        f"{name}: {without.get(name, 'absent')} without the addon, {with_addon.get(name, 'absent')} with it"
        for name in sorted({*without, *with_addon})
        if without.get(name) != with_addon.get(name) and name not in reasons
    ]
    print("\n".join(differences))
    _tell_not_passed_without(without, reasons)
    for title, results in (("without the addon", without), ("with the addon", with_addon)):
        counts = Counter(results.values())
        print(f"{title}: {counts[PASSED]} passed, {counts[FAILED]} failed, {counts[SKIPPED]} skipped")
    same = len({*without, *with_addon}) - len(differences)
    print(f"{same} passed, {len(differences)} failed")
    return 1 if differences or not without else 0


def _run(runtime: Runtime, database: str, install: bool) -> dict[str, str]:
    copy_base(runtime, database)
    if install:
        with step(f"installing {ADDON}"):
            run_odoo(runtime, database, f"--init={ADDON}")
    report = checkout_folder() / "log" / f"core_tests_{'with' if install else 'without'}.xml"
    log = report.with_suffix(".log")
    report.unlink(missing_ok=True)
    say(f"Odoo's tests of {', '.join(MODULES)} in {database} (takes long; output: {log})")
    with log.open("w") as output:
        subprocess.run(
            _pytest(runtime, database, report),
            env=runtime.environment(),
            cwd=checkout_folder(),
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    drop(runtime, database)
    return read_results(report)


def _pytest(runtime: Runtime, database: str, report: Path) -> list[str]:
    empty = report.with_suffix(".ini")
    # This family of reports names the file of each test.
    empty.write_text("[pytest]\njunit_family = xunit1\n")
    options = ["-c", str(empty), "-p", "no:cacheprovider", "-q", "-ra", "--import-mode=importlib"]
    options += [f"--odoo-config={runtime.configuration}", f"--odoo-database={database}", "--odoo-http"]
    options += ["--odoo-log-level=critical"]
    options += ["--numprocesses=2", "--dist=loadscope", f"--junitxml={report}"]
    tests = [str(folder / module / "tests") for module in MODULES for folder in runtime.odoo.addons_folders]
    return [str(runtime.python), "-m", "pytest", *options, *(path for path in tests if Path(path).is_dir())]


def read_results(report: Path) -> dict[str, str]:
    """The outcome of each test in a report of pytest, by its id."""
    if not report.exists():
        return {}
    return {_identify(case): _outcome(case) for case in ElementTree.parse(report).iter("testcase")}


def _identify(case: ElementTree.Element) -> str:
    """An id that is the same wherever Odoo lies: addon/tests/file.py::Class::test."""
    file = case.get("file", "").rpartition("/addons/")[2]
    return f"{file}::{case.get('classname', '').rpartition('.')[2]}::{case.get('name')}"


def _outcome(case: ElementTree.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return FAILED
    return SKIPPED if case.find("skipped") is not None else PASSED


def _read_known_reasons() -> dict[str, str]:
    lines = KNOWN.read_text().splitlines()
    return dict(line.split("  # ", 1) for line in lines if not line.startswith("#"))


def _tell_not_passed_without(results: dict[str, str], reasons: dict[str, str]) -> None:
    """Print the tests that do not pass on this build of Odoo by itself, with the reason where it is known."""
    for name, outcome in sorted(results.items()):
        if outcome != PASSED:
            print(f"{name}: {outcome} without the addon as well ({reasons.get(name, 'reason unknown')})")
