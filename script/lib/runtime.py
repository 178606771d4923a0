"""Everything a command needs to run Odoo for this checkout, made ready on demand."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from script.lib.environment import ensure_environment, without_odoo_settings
from script.lib.odoo_source import OdooSource, find_odoo
from script.lib.places import ADDON, ROOT, checkout_folder
from script.lib.postgres import Server, find_server


@dataclass(frozen=True)
class Runtime:
    """An Odoo, the Python that imports it, a database server, and the configuration of this checkout."""

    odoo: OdooSource
    python: Path
    server: Server
    configuration: Path

    @property
    def data_folder(self) -> Path:
        """Odoo's data folder of this checkout: sessions and attachments."""
        return checkout_folder() / "data"

    def environment(self) -> dict[str, str]:
        """The environment for a program that uses Odoo or PostgreSQL."""
        variables = without_odoo_settings()
        variables.update(self.server.environment(), ODOO_RC=str(self.configuration))
        variables["PATH"] = f"{self.python.parent}{os.pathsep}{variables['PATH']}"
        return variables

    def odoo_command(self, *arguments: str) -> list[str]:
        """The command line of Odoo's own program with these arguments."""
        return [str(self.python), "-m", "odoo", *arguments]


def prepare_runtime(configuration: Path | None = None) -> Runtime:
    """Make Odoo, its Python and PostgreSQL ready; what is there already is used as it is.

    :param configuration: an Odoo configuration file of the user, which names the database server; by default the one
        that ODOO_RC names
    """
    named = configuration or (Path(os.environ["ODOO_RC"]) if os.environ.get("ODOO_RC") else None)
    odoo = find_odoo()
    python = ensure_environment(odoo)
    server = find_server(python, named)
    return Runtime(odoo, python, server, _write_configuration(odoo, server))


def _write_configuration(odoo: OdooSource, server: Server) -> Path:
    """Write the Odoo configuration file of this checkout and return its path."""
    folder = checkout_folder()
    addons = [ROOT] if (ROOT / ADDON / "__manifest__.py").exists() else []
    options = {
        "addons_path": ",".join(str(path) for path in (*addons, *odoo.addons_folders)),
        "data_dir": folder / "data",
        "db_host": server.host,
        "db_port": server.port,
        "db_user": server.user,
        "http_interface": "127.0.0.1",
        "list_db": False,
        **({"db_password": server.password} if server.password else {}),
    }
    path = folder / "odoo.conf"
    # Others may be reading the file: it changes as a whole.
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as file:
        file.write("[options]\n" + "".join(f"{key} = {value}\n" for key, value in options.items()))
    Path(file.name).rename(path)
    return path
