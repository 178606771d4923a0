"""The databases of the benchmark: CDNOW raw on Odoo alone, and copies of these with the addon."""

import sys
from datetime import date

from script.lib.commands import run_quietly
from script.lib.databases import base_key, copy_base, create, drop, run_odoo
from script.lib.places import ADDON, CHECKOUT_KEY, ROOT, checkout_folder, content_key
from script.lib.progress import step
from script.lib.runtime import Runtime

LOADER_FILES = ("bench/cdnow.py", "bench/raw.py", "bench/loader.py", "bench/mass_insert.py", "bench/rows.py")
COMMENT = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'"
# Autovacuum would otherwise work beside some measures and not beside others.
SETTLE = "VACUUM (FREEZE, ANALYZE)"


def ensure_plain(runtime: Runtime, copies: int) -> str:
    """The database with the histories, without the addon; kept between runs of one day."""
    name = f"{ADDON}_{CHECKOUT_KEY}_bench_plain_{copies}"
    loaded = f"loaded {date.today()} with {_loader_key(runtime)}"
    if name in runtime.server.databases() and loaded in runtime.server.query(COMMENT.format(name=name)):
        return name
    copy_base(runtime, name)
    with step(f"loading CDNOW {copies} x into {name}"):
        command = [sys.executable, "-m", "bench.raw", "--database", name, "--copies", str(copies)]
        log = checkout_folder() / "log" / f"{name}.log"
        advice = "the histories could not be loaded"
        run_quietly(command, advice, environment=runtime.environment(), folder=ROOT, log=log)
        runtime.server.query(SETTLE, name)
    runtime.server.query(f"COMMENT ON DATABASE \"{name}\" IS '{loaded}'")
    return name


def make_with_addon(runtime: Runtime, copies: int) -> str:
    """A fresh copy of the database with the histories, and the addon in it, its first classification not yet run."""
    plain = ensure_plain(runtime, copies)
    name = f"{ADDON}_{CHECKOUT_KEY}_bench_addon_{copies}"
    drop(runtime, name)
    create(runtime, name, plain)
    with step(f"installing {ADDON} in {name}"):
        run_odoo(runtime, name, f"--init={ADDON}")
        runtime.server.query(SETTLE, name)
    return name


def _loader_key(runtime: Runtime) -> str:
    return content_key([base_key(runtime).encode(), *((ROOT / path).read_bytes() for path in LOADER_FILES)])
