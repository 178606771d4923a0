"""The demo database: real order histories in a copy of the base, then the addon."""

import json
from pathlib import Path

from script.lib.commands import run_quietly
from script.lib.databases import copy_base, run_odoo
from script.lib.failure import SolvableError
from script.lib.locks import only_one
from script.lib.places import ADDON, ROOT, checkout_folder
from script.lib.progress import say, step
from script.lib.runtime import Runtime
from script.lib.stamps import addon_key, read_stamp, stamp

MAKING = "demo: half made"
MADE = "demo: made with "


def ensure_demo(runtime: Runtime, database: str, fresh: bool) -> None:
    """Make the demo database when it is missing, half made or to be made afresh; else bring its addon up to date.

    :raises SolvableError: when a database of this name exists that is no demo of ours: it is never touched
    """
    current = MADE + addon_key()
    with only_one(database):
        found = _state(runtime, database)
        if found and found.startswith(MADE) and not fresh:
            if found != current:
                with step(f"updating {ADDON} in {database}"):
                    run_odoo(runtime, database, f"--update={ADDON}")
                stamp(runtime, database, current)
            return
        if found == MAKING:
            say(f"{database} was left half made: making it anew")
        _make(runtime, database)
        stamp(runtime, database, current)


def point_links(runtime: Runtime, database: str, address: str) -> None:
    """Make the links in the demo's mails lead to this address.

    One that somebody set to another machine, or froze, stays.
    """
    local = r"^http://(localhost|127\.0\.0\.1)(:\d+)?$"
    runtime.server.query(
        f"UPDATE ir_config_parameter SET value = '{address}'"
        f" WHERE key = 'web.base.url' AND value ~ '{local}' AND value <> '{address}'"
        " AND NOT EXISTS (SELECT FROM ir_config_parameter WHERE key = 'web.base.url.freeze')",
        database,
    )


def read_logins(database: str) -> list[dict[str, str]]:
    """The people of the demo who can log in: role, login and password of each."""
    return json.loads(_logins_file(database).read_text())


def _state(runtime: Runtime, database: str) -> str | None:
    if database not in runtime.server.databases():
        return None
    found = read_stamp(runtime, database)
    if found != MAKING and not found.startswith(MADE):
        raise SolvableError(f"the database {database} exists and is no demo: choose another name with --database")
    return found


def _make(runtime: Runtime, database: str) -> None:
    copy_base(runtime, database)
    stamp(runtime, database, MAKING)
    _logins_file(database).unlink(missing_ok=True)
    with step("loading the order histories of 2,357 customers"):
        _run_loader(runtime, database)
    with step(f"installing {ADDON}"):
        run_odoo(runtime, database, f"--init={ADDON}")
    with step("classifying the customers and finishing the demo"):
        _run_loader(runtime, database, "--after-install")


def _run_loader(runtime: Runtime, database: str, *options: str) -> None:
    loader = [runtime.python, "-m", "bench.demo", "--database", database, "--logins", _logins_file(database), *options]
    run_quietly(
        loader,
        "the demo data could not be loaded",
        environment=runtime.environment(),
        folder=ROOT,
        log=checkout_folder() / "log" / f"{database}.loader.log",
    )


def _logins_file(database: str) -> Path:
    return checkout_folder() / "data" / f"{database}.logins.json"
