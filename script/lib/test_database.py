"""Databases with the addon installed: one is kept while the addon is unchanged, every run works in copies of it."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from script.lib.databases import base_key, copy_base, create, drop, run_odoo
from script.lib.failure import SolvableError
from script.lib.locks import only_one
from script.lib.places import ADDON, TEST_DATABASE
from script.lib.progress import step
from script.lib.runtime import Runtime
from script.lib.stamps import addon_key, read_stamp, stamp


@contextmanager
def installed_copy(runtime: Runtime) -> Iterator[str]:
    """A database of this process alone, in which the addon is installed as it is in the checkout now.

    It is dropped at the end, together with the databases whose names begin with its name.
    """
    name = name_for_process("run")
    _drop_left_behind(runtime)
    with only_one(TEST_DATABASE):
        _ensure_installed(runtime)
        create(runtime, name, TEST_DATABASE)
    try:
        yield name
    finally:
        for database in runtime.server.databases():
            if database.startswith(name):
                drop(runtime, database)


def name_for_process(purpose: str) -> str:
    """A database name that no other process uses; what a process leaves behind is dropped by a later one."""
    return f"{TEST_DATABASE}_{purpose}_{os.getpid()}"


def _ensure_installed(runtime: Runtime) -> None:
    made_of = f"{base_key(runtime)} {addon_key()}"
    if read_stamp(runtime, TEST_DATABASE) != made_of:
        copy_base(runtime, TEST_DATABASE)
        with step(f"installing {ADDON}"):
            _expect_no_warning(run_odoo(runtime, TEST_DATABASE, f"--init={ADDON}"))
        stamp(runtime, TEST_DATABASE, made_of)


def _drop_left_behind(runtime: Runtime) -> None:
    for database in runtime.server.databases():
        owner = re.match(rf"{TEST_DATABASE}_[a-z]+_(\d+)", database)
        if owner and not _is_alive(int(owner[1])):
            drop(runtime, database)


def _is_alive(process: int) -> bool:
    return os.path.exists(f"/proc/{process}")


def _expect_no_warning(log: str) -> None:
    warnings = [line for line in log.splitlines() if " WARNING " in line]
    if warnings:
        raise SolvableError(f"installing {ADDON} makes Odoo warn: {warnings[0]}")
