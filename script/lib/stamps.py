"""A note on a database that says what it was made of: it goes with the database wherever that goes."""

from script.lib.places import ADDON, ROOT, content_key
from script.lib.runtime import Runtime


def stamp(runtime: Runtime, database: str, text: str) -> None:
    """Write the note of a database."""
    runtime.server.query(f"COMMENT ON DATABASE \"{database}\" IS '{text}'")


def read_stamp(runtime: Runtime, database: str) -> str:
    """The note of a database; empty when there is none, or no such database."""
    statement = (
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
        f" WHERE datname = '{database}' AND shobj_description(oid, 'pg_database') IS NOT NULL"
    )
    return "".join(runtime.server.query(statement))


def addon_key() -> str:
    """A short name for the addon as it is in the checkout now."""
    folder = ROOT / ADDON
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return content_key([part for path in files for part in (str(path.relative_to(ROOT)).encode(), path.read_bytes())])
