"""The databases of this checkout, all copies of one base that holds Odoo's own modules only."""

from script.lib.commands import run_quietly
from script.lib.environment import pins_key
from script.lib.failure import SolvableError
from script.lib.locks import only_one
from script.lib.places import checkout_folder, content_key
from script.lib.progress import step
from script.lib.runtime import Runtime

# What the addon depends on, and Odoo's own application for contacts, where salespeople meet it too.
DEPENDENCIES = (
    "sale_management",
    "sale_crm",
    "sale_margin",
    "portal",
    "rating",
    "resource",
    "phone_validation",
    "digest",
    "contacts",
)
# The first one becomes the language of new contacts and users.
LANGUAGES = ("en_US", "zh_CN")
BASE_PREFIX = "crm_sme_base_"
# A copy of a database is then complete without a copy of a folder.
KEEP_ATTACHMENTS_IN_DATABASE = """
env['ir.config_parameter'].set_param('ir_attachment.location', 'db')
env['ir.attachment'].force_storage()
env.cr.commit()
"""


def base_key(runtime: Runtime) -> str:
    """What the base database is made of, in short."""
    parts = (runtime.odoo.version, *DEPENDENCIES, "languages", *LANGUAGES, KEEP_ATTACHMENTS_IN_DATABASE)
    return content_key([pins_key(), *(part.encode() for part in parts)])


def ensure_base(runtime: Runtime) -> str:
    """Return the name of the base database: the dependencies and the languages, no demo data; make it once.

    It is shared by all checkouts on this server, and nobody ever works in it.
    """
    name = BASE_PREFIX + base_key(runtime)
    if name not in runtime.server.databases():
        with only_one(name):
            if name not in runtime.server.databases():
                _build_base(runtime, name)
    return name


def _build_base(runtime: Runtime, name: str) -> None:
    building = f"{name}_building"
    drop(runtime, building)
    create(runtime, building, "template0")
    with step(f"a base database with {len(DEPENDENCIES)} modules of Odoo (about 1.5 minutes)"):
        install = [f"--init={','.join(DEPENDENCIES)}", f"--load-language={','.join(LANGUAGES)}"]
        run_odoo(runtime, building, *install)
        run_in_shell(runtime, building, KEEP_ATTACHMENTS_IN_DATABASE)
    runtime.server.query(f'ALTER DATABASE "{building}" RENAME TO "{name}"')


def copy_base(runtime: Runtime, name: str) -> None:
    """Make a fresh database of this name out of the base; one that exists is replaced."""
    base = ensure_base(runtime)
    drop(runtime, name)
    create(runtime, name, base)


def create(runtime: Runtime, name: str, template: str) -> None:
    """Create a database as a copy of another that nobody is connected to."""
    # Copies are taken file by file, which a template without activity allows and which is faster.
    runtime.server.query(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')


def drop(runtime: Runtime, name: str) -> None:
    """Drop a database, whoever is connected to it; nothing happens when it does not exist."""
    # Not WITH (FORCE): an ordinary user may not end an autovacuum, which DROP DATABASE by itself sends away.
    runtime.server.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{name}' AND backend_type = 'client backend'"
    )
    runtime.server.query(f'DROP DATABASE IF EXISTS "{name}"')


def run_odoo(runtime: Runtime, database: str, *arguments: str) -> str:
    """Run Odoo once on a database, for example to install a module; return its log.

    :raises SolvableError: when Odoo fails, or logs an error while it exits with success
    """
    log = checkout_folder() / "log" / f"{database}.log"
    command = runtime.odoo_command("server", f"--database={database}", "--no-http", "--max-cron-threads=0", *arguments)
    output = run_quietly([*command, "--stop-after-init"], "Odoo failed", environment=runtime.environment(), log=log)
    errors = [line for line in output.splitlines() if " ERROR " in line or " CRITICAL " in line]
    if errors:
        raise SolvableError(f"Odoo logged an error: {errors[0]} (all of it: {log})")
    return output


def run_in_shell(runtime: Runtime, database: str, code: str) -> str:
    """Run Python lines with ``env`` in a database, as Odoo's shell does; return what they printed."""
    command = runtime.odoo_command("shell", f"--database={database}", "--no-http", "--log-level=warn")
    return run_quietly(command, "Odoo's shell failed", environment=runtime.environment(), text_in=code)
