"""Two databases on the same base: one with the addon, one with the other helpdesk; both filled alike."""

from dataclasses import dataclass

from bench.figures.databases import SETTLE
from script.lib.commands import run_quietly
from script.lib.databases import copy_base, run_odoo
from script.lib.environment import ensure_folder_of_wheels
from script.lib.places import ADDON, CHECKOUT_KEY, ROOT, checkout_folder
from script.lib.progress import step
from script.lib.runtime import Runtime

WHEELS = ROOT / "requirements" / "benchmark.txt"
OTHER_ADDONS = ("helpdesk_mgmt", "helpdesk_mgmt_sla")


@dataclass(frozen=True)
class Side:
    """One of the two: its name, its database and the path on which its Odoo finds addons."""

    name: str
    database: str
    addons_path: str

    def command_options(self) -> list[str]:
        """How a worker is told which side it is."""
        return ["--side", self.name, "--database", self.database, "--addons-path", self.addons_path]


def make_sides(runtime: Runtime) -> tuple[Side, Side]:
    """Fresh databases of both sides, ours first."""
    folders = [str(path) for path in runtime.odoo.addons_folders]
    other = ensure_folder_of_wheels("benchmark", WHEELS) / "odoo" / "addons"
    ours = Side("ours", f"{ADDON}_{CHECKOUT_KEY}_bench_service", ",".join([str(ROOT), *folders]))
    theirs = Side("theirs", f"{ADDON}_{CHECKOUT_KEY}_bench_helpdesk", ",".join([str(other), *folders]))
    for side, addons in ((ours, (ADDON,)), (theirs, OTHER_ADDONS)):
        _make(runtime, side, addons)
    return ours, theirs


def _make(runtime: Runtime, side: Side, addons: tuple[str, ...]) -> None:
    copy_base(runtime, side.database)
    with step(f"installing {', '.join(addons)} in {side.database}"):
        run_odoo(runtime, side.database, f"--addons-path={side.addons_path}", f"--init={','.join(addons)}")
    with step(f"filling {side.database}"):
        command = [runtime.python, "-m", "bench.service.fill", *side.command_options()]
        log = checkout_folder() / "log" / f"{side.database}.log"
        run_quietly(
            command, "the database could not be filled", environment=runtime.environment(), folder=ROOT, log=log
        )
        runtime.server.query(SETTLE, side.database)
