"""What every test run keeps to: Odoo's warnings and skipped tests are failures, browser tests share a process."""

import importlib.util
import logging
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no fault of a test.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

ROOT = Path(__file__).resolve().parents[1]
# Groups that take longest, so that they start first; the tests of one group run in one process.
LONG_GROUPS = ("http", "lifecycle")
# Reasons of skips that are meant, word for word.
EXPECTED_SKIPS: tuple[str, ...] = ()


class OdooWarnings(logging.Handler):
    """Collects what Odoo logs at WARNING or above; a test that means it says so with ``mute_logger``."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the warning when Odoo or an addon speaks."""
        if record.name.split(".")[0] == "odoo":
            self.lines.append(self.format(record))

    def take(self) -> list[str]:
        """Return what was collected since the last time."""
        taken, self.lines = self.lines, []
        return taken


warnings_key = pytest.StashKey[OdooWarnings]()
stray_warnings_key = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the addon importable as Odoo imports it, and listen to Odoo's log."""
    _put_checkout_on_addons_path()
    handler = OdooWarnings()
    logging.getLogger().addHandler(handler)
    config.stash[warnings_key] = handler
    config.stash[stray_warnings_key] = []


def _put_checkout_on_addons_path() -> None:
    # Also without a database and without the plugin, which reads it from Odoo's configuration.
    if importlib.util.find_spec("odoo"):
        import odoo.addons

        if str(ROOT) not in odoo.addons.__path__:
            odoo.addons.__path__.append(str(ROOT))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test the group that xdist keeps in one process, long groups first."""
    groups = {item: _group(item) for item in items}
    for item, group in groups.items():
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: LONG_GROUPS.index(groups[item]) if groups[item] in LONG_GROUPS else len(LONG_GROUPS))


def _group(item: pytest.Item) -> str:
    folder = item.path.relative_to(ROOT / "tests").parts[0]
    if folder == "http" or _uses_browser(item):
        return "http"
    return folder if folder in LONG_GROUPS else str(item.path.relative_to(ROOT))


def _uses_browser(item: pytest.Item) -> bool:
    test_class = getattr(item, "cls", None)
    return test_class is not None and any(base.__name__ == "HttpCase" for base in test_class.__mro__)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Turn a test that made Odoo warn, or that was skipped without a known reason, into a failure."""
    outcome = yield
    report = outcome.get_result()
    logged = item.config.stash[warnings_key].take()
    if logged and not report.failed:
        _fail(report, "Odoo logged while this test ran (mute_logger, if it is meant):\n" + "\n".join(logged))
    _refuse_skip(report)


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report():
    """Refuse skips of whole files as well."""
    outcome = yield
    _refuse_skip(outcome.get_result())


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if reason.removeprefix("Skipped: ") not in EXPECTED_SKIPS:
        _fail(report, f"{reason}\nSkipped tests count as failures.")


def _fail(report: pytest.TestReport | pytest.CollectReport, reason: str) -> None:
    report.outcome = "failed"
    report.longrepr = reason


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over what Odoo logged outside of any test; the main process fails for it."""
    config = session.config
    strays = config.stash[stray_warnings_key] + config.stash[warnings_key].take()
    if hasattr(config, "workeroutput"):
        config.workeroutput["stray_warnings"] = strays
        return
    config.stash[stray_warnings_key] = strays
    if strays and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    """Take over what a process of xdist hands over."""
    node.config.stash[stray_warnings_key].extend(getattr(node, "workeroutput", {}).get("stray_warnings", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what Odoo logged outside of any test."""
    strays = terminalreporter.config.stash[stray_warnings_key]
    if strays:
        terminalreporter.section("Odoo logged outside of any test: the run fails")
        terminalreporter.write_line("\n".join(strays))
