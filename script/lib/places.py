"""Where things lie: the checkout, the cache outside of it, and the names that keep checkouts apart."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHECKOUT_KEY = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
ADDON = "crm_sme"
TEST_DATABASE = f"{ADDON}_{CHECKOUT_KEY}_test"
DEMO_DATABASE = f"{ADDON}_{CHECKOUT_KEY}_demo"


def cache_folder() -> Path:
    """The folder for everything that is downloaded or built, shared by all checkouts of one user.

    PostgreSQL refuses to run as root, so root's cache must be open to the user that runs it instead; a home
    folder closed to others is not.
    """
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / ADDON
    if os.geteuid() == 0 and not _open_to_others(folder):
        folder = Path("/var/cache") / ADDON
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def checkout_folder() -> Path:
    """What belongs to this checkout alone: its Odoo configuration, data folder and logs."""
    folder = cache_folder() / "checkouts" / CHECKOUT_KEY
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "log").mkdir(exist_ok=True)
    return folder


def content_key(parts: Iterator[bytes] | list[bytes]) -> str:
    """A short name for what was built from these parts."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:12]


def _open_to_others(folder: Path) -> bool:
    existing = [path for path in (folder, *folder.parents) if path.exists()]
    return all(path.stat().st_mode & stat.S_IXOTH for path in existing)
