"""The Python environment: pinned wheels, and Odoo beside them."""

import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from script.lib.commands import run_quietly
from script.lib.debian import PrivateApt, find_mirror
from script.lib.failure import SolvableError
from script.lib.locks import only_one
from script.lib.odoo_source import OdooSource
from script.lib.places import ROOT, cache_folder, content_key
from script.lib.progress import step

REQUIREMENTS = ROOT / "requirements" / "environment.txt"
DATASETS = ROOT / "requirements" / "datasets.txt"
ADVICE = "the Python packages could not be installed; check the network and run this again"


def pins_key() -> bytes:
    """What the pins say, for cache keys."""
    return REQUIREMENTS.read_bytes() + DATASETS.read_bytes()


def ensure_environment(odoo: OdooSource) -> Path:
    """Return the Python in which ``odoo`` and everything pinned can be imported; build it when missing."""
    key = content_key([pins_key(), sys.version.encode(), sys.base_prefix.encode(), str(odoo.home).encode()])
    folder = cache_folder() / "environments" / key
    if not (folder / ".complete").exists():
        with only_one(f"environment-{key}"):
            if not (folder / ".complete").exists():
                _build(folder, odoo)
    return folder / "bin" / "python"


def ensure_folder_of_wheels(name: str, requirements: Path) -> Path:
    """Return a folder with what the pinned wheels hold, and nothing they depend on; fill it when missing.

    It is on nobody's path: who needs it names it.
    """
    key = content_key([requirements.read_bytes(), sys.version.encode()])
    folder = cache_folder() / "wheels" / f"{name}-{key}"
    if not (folder / ".complete").exists():
        with only_one(f"wheels-{name}-{key}"):
            if not (folder / ".complete").exists():
                shutil.rmtree(folder, ignore_errors=True)
                with step(f"packages of {requirements.name}"):
                    run_quietly([*_pip(sys.executable), "--no-deps", f"--target={folder}", "-r", requirements], ADVICE)
                (folder / ".complete").touch()
    return folder


def without_odoo_settings() -> dict[str, str]:
    """The environment of this process without what would lead Odoo to another configuration or database."""
    return {name: value for name, value in os.environ.items() if name not in ("ODOO_RC", "PGDATABASE", "PYTHONPATH")}


def _build(folder: Path, odoo: OdooSource) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    with step("Python packages (about 110 wheels)"):
        venv.EnvBuilder(symlinks=True).create(folder)
        python = folder / "bin" / "python"
        pip = _pip(python)
        run_quietly([*pip, "--requirement", REQUIREMENTS], ADVICE)
        run_quietly([*pip, "--no-deps", "--requirement", DATASETS], ADVICE)
        _put_beside(odoo.home, python)
        advice = "the new Python environment cannot import Odoo"
        run_quietly([python, "-c", "import odoo.release, psycopg2, lxml"], advice)
    (folder / ".complete").touch()


def _pip(python: Path | str) -> list[Path | str]:
    """The command that installs pinned wheels and nothing else."""
    pip = [python, _find_pip() / "pip", "--no-input", "--disable-pip-version-check", "install"]
    return [
        *pip,
        *("--only-binary=:all:", "--require-hashes", "--progress-bar=off", "--quiet", "--no-warn-script-location"),
    ]


def _put_beside(home: Path, python: Path) -> None:
    query = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run([python, "-c", query], capture_output=True, text=True, check=True).stdout.strip()
    (Path(packages) / "odoo.pth").write_text(f"{home}\n")


def _find_pip() -> Path:
    """A wheel of pip, which runs without being installed: Python's own, else Debian's (it leaves Python's out)."""
    spec = importlib.util.find_spec("ensurepip")
    if spec and spec.origin:
        bundled = sorted((Path(spec.origin).parent / "_bundled").glob("pip-*.whl"))
        if bundled:
            return bundled[-1]
    system_wheels = Path("/usr/share/python-wheels")
    cached_wheels = cache_folder() / "pip"
    for wheels in (system_wheels, cached_wheels / "usr/share/python-wheels"):
        for wheel in sorted(wheels.glob("pip-*.whl"), reverse=True):
            return wheel
    if not shutil.which("apt-get"):
        raise SolvableError("this Python has no pip: install its ensurepip (the package python3-venv or similar)")
    return _fetch_pip(cached_wheels)


def _fetch_pip(target: Path) -> Path:
    with only_one("odoo"):
        apt = PrivateApt(find_mirror())
        apt.update()
        apt.unpack(["python3-pip-whl"], target)
    return sorted((target / "usr/share/python-wheels").glob("pip-*.whl"))[-1]
