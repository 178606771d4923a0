"""The browser of the browser tests."""

import os
import shutil

from script.lib.commands import run_quietly
from script.lib.failure import SolvableError
from script.lib.locks import only_one
from script.lib.progress import step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def ensure_browser() -> None:
    """Make sure that Odoo's tests find a Chromium; install Debian's where that is allowed."""
    if not _found():
        with only_one("browser"):
            if not _found():
                _install()


def _found() -> bool:
    return any(shutil.which(name) for name in NAMES)


def _install() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SolvableError("the browser tests need Chromium: run 'sudo apt-get install chromium', then this again")
    advice = "Chromium could not be installed; check the network, run 'apt-get install chromium', then this again"
    with step("Chromium (system package)"):
        run_quietly(["apt-get", "update"], advice)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
        run_quietly(install, advice, environment=environment)
