"""Who may log in to the demo, as which role."""

import json
import sys
from pathlib import Path

from bench.demo.firms import COLLEAGUES, CUSTOMER_ROLE, PASSWORD
from bench.demo.setup import get_password

PORTAL_LOGIN = "customer"


def create_portal_user(env, company) -> None:
    """Give the private customer with most orders a login to the portal."""
    domain = [("state", "=", "sale"), ("company_id", "=", company.id), ("partner_id.is_company", "=", False)]
    groups = env["sale.order"]._read_group(
        domain, ["partner_id"], ["__count"], order="__count desc, partner_id", limit=1
    )
    partner = groups[0][0]
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "login": PORTAL_LOGIN,
                "partner_id": partner.id,
                "company_ids": [(6, 0, company.ids)],
                "company_id": company.id,
                "group_ids": [(6, 0, env.ref("base.group_portal").ids)],
            }
        )
    )
    user.password = PASSWORD


def get_logins() -> list[dict[str, str]]:
    """Role, login and password of everybody, the administrator first."""
    people = [(colleague.role, colleague.login) for colleague in COLLEAGUES] + [(CUSTOMER_ROLE, PORTAL_LOGIN)]
    return [{"role": role, "login": login, "password": get_password(login)} for role, login in people]


def write_logins(path: Path | None) -> None:
    """Write the logins as JSON into a file, or as one line to standard output."""
    text = json.dumps(get_logins(), ensure_ascii=False)
    if path:
        path.write_text(text + "\n", encoding="utf-8")
    else:
        sys.stdout.write(text + "\n")
