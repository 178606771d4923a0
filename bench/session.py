"""A database opened as Odoo opens it, from outside of a running server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import odoo.api
import odoo.tools
from odoo.modules.registry import Registry


def configure(database: str, addons_path: str | None = None) -> None:
    """Have Odoo read the configuration file named by ODOO_RC and log warnings only.

    :param addons_path: instead of the one that the file names
    """
    arguments = ["--database", database, "--log-level", "warn"]
    if addons_path:
        arguments += ["--addons-path", addons_path]
    if os.environ.get("ODOO_RC"):
        arguments += ["--config", os.environ["ODOO_RC"]]
    odoo.tools.config.parse_config(arguments, setup_logging=True)


@contextmanager
def open_environment(database: str, login: str | None = None) -> Iterator[odoo.api.Environment]:
    """The environment of the superuser, or of a user; committed at the end, rolled back after an error."""
    with Registry(database).cursor() as cursor:
        env = odoo.api.Environment(cursor, odoo.api.SUPERUSER_ID, {})
        if login:
            user = env["res.users"].search([("login", "=", login)])
            env = env(
                user=user, context={"allowed_company_ids": user.company_ids.ids, "lang": user.lang, "tz": user.tz}
            )
        yield env
