"""The database of the tests: a copy of the base with the addon installed, kept while the addon is unchanged."""

from script.lib.databases import base_key, copy_base, run_odoo
from script.lib.failure import SolvableError
from script.lib.locks import only_one
from script.lib.places import ADDON, TEST_DATABASE
from script.lib.progress import step
from script.lib.runtime import Runtime
from script.lib.stamps import addon_key, read_stamp, stamp


def ensure_test_database(runtime: Runtime) -> str:
    """Return the name of a database in which the addon is installed as it is in the checkout now."""
    made_of = f"{base_key(runtime)} {addon_key()}"
    with only_one(TEST_DATABASE):
        if read_stamp(runtime, TEST_DATABASE) != made_of:
            copy_base(runtime, TEST_DATABASE)
            with step(f"installing {ADDON}"):
                _expect_no_warning(run_odoo(runtime, TEST_DATABASE, f"--init={ADDON}"))
            stamp(runtime, TEST_DATABASE, made_of)
    return TEST_DATABASE


def _expect_no_warning(log: str) -> None:
    warnings = [line for line in log.splitlines() if " WARNING " in line]
    if warnings:
        raise SolvableError(f"installing {ADDON} makes Odoo warn: {warnings[0]}")
