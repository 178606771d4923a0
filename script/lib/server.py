"""script/server: a running Odoo with the addon and its demo data.

Use:

    script/server                    on http://127.0.0.1:8069
    script/server --fresh            make the demo database anew
    script/server --port N           on another port
    script/server --database NAME    with a demo database of another name
    script/server --config FILE      with the database server that an Odoo configuration file names
"""

import argparse
import errno
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from script.lib.commands import last_words
from script.lib.demo import ensure_demo, point_links, read_logins
from script.lib.failure import SolvableError, end_with_one_line
from script.lib.places import DEMO_DATABASE, checkout_folder
from script.lib.progress import step
from script.lib.runtime import Runtime, prepare_runtime

HOST = "127.0.0.1"
SECONDS_TO_START = 120


def main(arguments: list[str]) -> int:
    """Prepare what is missing, start Odoo, say where it is, and stay until it is stopped."""
    options = _read_options(arguments)
    _expect_free(options.port)
    runtime = prepare_runtime(options.config)
    ensure_demo(runtime, options.database, options.fresh)
    point_links(runtime, options.database, _address(options.port))
    log = checkout_folder() / "log" / "server.log"
    server = _start(runtime, options.database, options.port, log)
    try:
        _wait_until_it_answers(server, options.port, log)
        _announce(options.port, options.database, log)
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()
        server.wait()


def _read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/server", description="Odoo with the addon and its demo data.")
    parser.add_argument("--fresh", action="store_true", help="make the demo database anew")
    parser.add_argument("--port", type=int, default=8069, help="port of the web server (8069)")
    parser.add_argument("--database", default=DEMO_DATABASE, help="name of the demo database")
    parser.add_argument("--config", type=Path, help="Odoo configuration file that names the database server")
    options = parser.parse_args(arguments)
    if not re.fullmatch(r"\w[\w-]*", options.database):
        raise SolvableError(f"{options.database} is no name for a database: use letters, digits, - and _")
    return options


def _address(port: int) -> str:
    return f"http://{HOST}:{port}"


def _expect_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) == errno.EADDRINUSE:
                raise SolvableError(
                    f"port {port} is taken: stop what uses it, or choose another with --port"
                ) from error
            raise SolvableError(f"port {port} cannot be used ({error}): choose another with --port") from error


def _start(runtime: Runtime, database: str, port: int, log: Path) -> subprocess.Popen:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    options = [f"--database={database}", f"--db-filter=^{database}$", f"--http-interface={HOST}"]
    options += [f"--http-port={port}", f"--logfile={log}"]
    return subprocess.Popen(
        runtime.odoo_command("server", *options), env=runtime.environment(), stdin=subprocess.DEVNULL
    )


def _wait_until_it_answers(server: subprocess.Popen, port: int, log: Path) -> None:
    with step("Odoo"):
        deadline = time.monotonic() + SECONDS_TO_START
        while not _answers(port):
            if server.poll() is not None:
                raise SolvableError(f"Odoo stopped: {last_words(log.read_text())} (all of it: {log})")
            if time.monotonic() > deadline:
                raise SolvableError(f"Odoo does not answer on port {port}; its log: {log}")
            time.sleep(0.2)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"{_address(port)}/web/login", timeout=60) as answer:
            return answer.status == 200
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def _announce(port: int, database: str, log: Path) -> None:
    print(f"\nOdoo runs on {_address(port)} (stop it with Ctrl+C; its log: {log})\n")
    people = read_logins(database)
    widths = {key: max(len(person[key]) for person in people) for key in ("role", "login")}
    for person in people:
        role, login = (person[key].ljust(width) for key, width in widths.items())
        print(f"    {role}   login: {login}   password: {person['password']}")
    print(flush=True)


if __name__ == "__main__":
    end_with_one_line(main, "server")
