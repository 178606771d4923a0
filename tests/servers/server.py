"""A real Odoo process that does nothing but the jobs of one database."""

import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from script.lib.places import checkout_folder
from script.lib.runtime import Runtime

SECONDS_TO_WAIT = 120
PAUSE = 0.05


class JobServer:
    """Odoo with one process for jobs and none for people; it can be killed like a machine that loses its power."""

    def __init__(self, runtime: Runtime, database: str, name: str) -> None:
        self.log = checkout_folder() / "log" / f"{database}_{name}.log"
        self.log.unlink(missing_ok=True)
        options = [f"--database={database}", "--no-http", "--max-cron-threads=1", f"--logfile={self.log}"]
        self.process = subprocess.Popen(
            runtime.odoo_command("server", *options),
            env=runtime.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def is_ready(self) -> bool:
        """Whether it has loaded the database and listens to what is to be done."""
        return self.log.exists() and "Registry loaded" in self.log.read_text()

    def kill(self) -> None:
        """End it at once, wherever it is."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def is_running(self) -> bool:
        """Whether it has not ended by itself."""
        return self.process.poll() is None


@contextmanager
def job_servers(runtime: Runtime, database: str, *names: str):
    """Servers of these names, ready to work; killed at the end, if they still run."""
    servers = [JobServer(runtime, database, name) for name in names]
    try:
        wait_until(lambda: all(server.is_ready() for server in servers), "the servers are ready")
        yield servers
    finally:
        for server in servers:
            if server.is_running():
                server.kill()


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Look again and again; fails when what is awaited does not come."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {SECONDS_TO_WAIT} s in vain until {what}")
        time.sleep(PAUSE)


def read_failures(log: Path) -> list[str]:
    """The lines in which a server tells that something went wrong."""
    return [line for line in log.read_text().splitlines() if " ERROR " in line or " WARNING " in line]
