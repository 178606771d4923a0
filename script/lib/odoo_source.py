"""Finding Odoo 19.0: the user's own, else the one of Debian's unstable suite."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from script.lib.debian import PrivateApt, find_mirror
from script.lib.failure import SolvableError
from script.lib.locks import only_one
from script.lib.places import cache_folder
from script.lib.progress import step

SERIES = "19.0"
PACKAGE = "odoo-19"
# Files that the Debian package replaces by links into other packages.
LINKED_PACKAGES = (
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
# Odoo links to file names that the unstable versions no longer have.
OLD_FONT_PACKAGES = ("fonts-font-awesome", "fonts-inconsolata")
# Missing from the package without a replacement; without it every page of the backend logs an asset error.
ABSENT_FILE = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class OdooSource:
    """An Odoo to work with.

    ``home`` is the folder that holds the package ``odoo``; ``version`` names the build for cache keys.
    """

    home: Path
    version: str

    @property
    def addons_folders(self) -> list[Path]:
        """The folders of Odoo's own addons: beside the package in a source checkout, else inside it.

        Debian's package has both, but only the Python files beside.
        """
        folders = (self.home / "addons", self.home / "odoo" / "addons")
        return [folder for folder in folders if (folder / "web" / "static").is_dir()]


def find_odoo() -> OdooSource:
    """The Odoo named in ODOO_HOME, an importable one, the one in the cache, or a fresh download."""
    if os.environ.get("ODOO_HOME"):
        return _named_by_user(Path(os.environ["ODOO_HOME"]).expanduser().resolve())
    return _importable() or _cached() or _download()


def _named_by_user(folder: Path) -> OdooSource:
    for home in (folder, folder.parent):
        version = _series(home)
        if version:
            if version != SERIES:
                raise SolvableError(f"ODOO_HOME names Odoo {version}: point it at Odoo {SERIES}, or unset it")
            return OdooSource(home, _describe_build(home))
    raise SolvableError(f"ODOO_HOME ({folder}) holds no package odoo: point it at your Odoo {SERIES}, or unset it")


def _importable() -> OdooSource | None:
    """The Odoo of the Python that runs this, unless that is the environment made here."""
    try:
        spec = importlib.util.find_spec("odoo.release")
    except ModuleNotFoundError:
        return None
    home = Path(spec.origin).parents[1] if spec and spec.origin else None
    if not home or _series(home) != SERIES or home.is_relative_to(cache_folder()):
        return None
    return OdooSource(home, _describe_build(home))


def _cached() -> OdooSource | None:
    for record in sorted((cache_folder() / "odoo").glob("*/record.json"), reverse=True):
        contents = json.loads(record.read_text())
        return OdooSource(record.parent / contents["home"], contents["version"])
    return None


def _download() -> OdooSource:
    with only_one("odoo"):
        return _cached() or _download_alone()


def _download_alone() -> OdooSource:
    apt = PrivateApt(find_mirror())
    apt.update()
    version = apt.candidate(PACKAGE)
    if not version.startswith(f"{SERIES}."):
        offer = f"offers {PACKAGE} {version}, not {SERIES}" if version else f"has no {PACKAGE}"
        raise SolvableError(f"Debian's unstable suite {offer}: set ODOO_HOME to your own Odoo {SERIES}")
    folder = cache_folder() / "odoo" / re.sub(r"[^\w.+-]", "_", version)
    shutil.rmtree(folder, ignore_errors=True)
    old_fonts = [f"{package}/{apt.mirror.release_with_old_fonts}" for package in OLD_FONT_PACKAGES]
    with step(f"Odoo {version} (120 MB to download, 1.3 GB unpacked)"):
        archives = apt.unpack([PACKAGE, *LINKED_PACKAGES, *old_fonts], folder)
        home = folder / "usr/lib/python3/dist-packages"
        absent = home / "odoo" / "addons" / ABSENT_FILE
        absent.parent.mkdir(parents=True, exist_ok=True)
        absent.touch()
    _expect_no_dangling_links(folder)
    record = {"version": version, "home": str(home.relative_to(folder)), "archives": archives}
    (folder / "record.json").write_text(json.dumps(record, indent=4) + "\n")
    return OdooSource(home, version)


def _expect_no_dangling_links(folder: Path) -> None:
    dangling = [path for path in folder.rglob("*") if path.is_symlink() and not path.exists()]
    if dangling:
        name = dangling[0].name
        raise SolvableError(
            f"this build of Odoo links to {name}, which is in no known package: set ODOO_HOME to your own Odoo"
        )


def _series(home: Path) -> str:
    """The series an Odoo says it is, without importing it; empty when there is none."""
    release = home / "odoo" / "release.py"
    if not release.is_file():
        return ""
    found = re.search(r"(?m)^version_info\s*=\s*\((\d+),\s*(\d+)", release.read_text())
    return f"{found[1]}.{found[2]}" if found else ""


def _describe_build(home: Path) -> str:
    """A name for a user's own Odoo that changes when it is updated."""
    commit = subprocess.run(
        ["git", "-C", home, "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    touched = (home / "odoo" / "release.py").stat().st_mtime_ns
    return f"{SERIES} at {home}, {commit or touched}"
