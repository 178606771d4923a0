"""Packages from the machine's own Debian mirror, unpacked into a folder, without touching the system.

A private apt configuration takes the mirror and the keyring from the machine's own sources and only changes the
suite. apt verifies everything it downloads against the signed lists of the archive. No root is needed.
"""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from script.lib.commands import run_quietly
from script.lib.failure import SolvableError
from script.lib.places import cache_folder
from script.lib.progress import step

SOURCES = Path("/etc/apt")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
UNSTABLE = "sid"
RELEASES_WITH_OLD_FONTS = ("bookworm", "trixie")
RELEASES = ("stable", "oldstable", "testing", "unstable", UNSTABLE, *RELEASES_WITH_OLD_FONTS, "forky")
ADVICE = "a Debian package could not be fetched; check the network and run this again, or set ODOO_HOME to your Odoo 19"


@dataclass(frozen=True)
class Mirror:
    """Where this machine gets its packages from, and its release there."""

    address: str
    release: str

    @property
    def release_with_old_fonts(self) -> str:
        """The suite whose fonts have the file names that Odoo links to."""
        return self.release if self.release in RELEASES_WITH_OLD_FONTS else RELEASES_WITH_OLD_FONTS[-1]


class PrivateApt:
    """apt with its own sources, lists and cache, all under one folder."""

    def __init__(self, mirror: Mirror) -> None:
        self.mirror = mirror
        self.folder = cache_folder() / "apt"
        for part in ("lists/partial", "cache/archives/partial", "packages"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        self._options = [f"--option={name}={value}" for name, value in self._settings().items()]

    def update(self) -> None:
        """Fetch the package lists of the unstable suite and of the release with the old fonts."""
        signed = f" [signed-by={KEYRING}]" if KEYRING.exists() else ""
        lines = (
            f"deb{signed} {self.mirror.address} {suite} main\n"
            for suite in (UNSTABLE, self.mirror.release_with_old_fonts)
        )
        (self.folder / "sources.list").write_text("".join(lines))
        with step("Debian's package lists"):
            self._apt("update", "--error-on=any")

    def candidate(self, package: str) -> str:
        """The version of a package that a download would bring; empty when the suites have none."""
        output = run_quietly(["apt-cache", *self._options, "policy", package], ADVICE)
        found = re.search(r"Candidate: (\S+)", output)
        return found[1] if found and found[1] != "(none)" else ""

    def unpack(self, packages: list[str], target: Path) -> list[str]:
        """Download packages ("name" or "name/suite") and unpack them into a folder; return the file names."""
        downloads = self.folder / "packages"
        shutil.rmtree(downloads)
        downloads.mkdir()
        self._apt("download", *packages)
        archives = sorted(downloads.glob("*.deb"))
        target.mkdir(parents=True, exist_ok=True)
        for archive in archives:
            run_quietly(["dpkg-deb", "--extract", archive, target], f"{archive.name} could not be unpacked")
            archive.unlink()
        return [archive.name for archive in archives]

    def _apt(self, *arguments: str) -> None:
        run_quietly(["apt-get", *self._options, *arguments], ADVICE, folder=self.folder / "packages")

    def _settings(self) -> dict[str, str | Path]:
        return {
            "Dir::Etc::sourcelist": self.folder / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::Etc::preferences": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Dir::State": self.folder,
            "Dir::State::Lists": self.folder / "lists",
            "Dir::State::status": "/dev/null",
            "Dir::Cache": self.folder / "cache",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "APT::Sandbox::User": "",
        }


def find_mirror() -> Mirror:
    """The Debian mirror named in the machine's own apt sources."""
    if not shutil.which("apt-get"):
        raise SolvableError("this machine has no apt: set ODOO_HOME to your own Odoo 19")
    texts = [*sorted(SOURCES.glob("sources.list.d/*.sources")), SOURCES / "sources.list"]
    texts += sorted(SOURCES.glob("sources.list.d/*.list"))
    for path in filter(Path.is_file, texts):
        read = _read_stanzas if path.suffix == ".sources" else _read_lines
        for address, suites, components in read(path.read_text(errors="replace")):
            releases = [suite for suite in suites if suite in RELEASES]
            if releases and "main" in components:
                return Mirror(address, releases[0])
    raise SolvableError(
        "this machine's apt sources name no Debian mirror: use Debian 12+, or set ODOO_HOME to your Odoo 19"
    )


def _read_stanzas(text: str) -> list[tuple[str, list[str], list[str]]]:
    """Sources in the deb822 format: blocks of "Key: value" lines."""
    found = []
    for stanza in re.split(r"\n\s*\n", re.sub(r"(?m)^#.*\n?", "", text)):
        fields = dict(re.findall(r"(?m)^([A-Za-z-]+):[ \t]*(.*(?:\n[ \t]+.+)*)", stanza))
        if "deb" in fields.get("Types", "").split() and fields.get("Enabled", "yes").strip() != "no":
            suites, components = fields.get("Suites", "").split(), fields.get("Components", "").split()
            found += [(address, suites, components) for address in fields.get("URIs", "").split()]
    return found


def _read_lines(text: str) -> list[tuple[str, list[str], list[str]]]:
    """Sources in the format of one line each: deb [options] address suite components."""
    lines = re.findall(r"(?m)^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+([^#\n]*)", text)
    return [(address, [suite], components.split()) for address, suite, components in lines]
