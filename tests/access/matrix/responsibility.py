"""Rights on territories, which managers draw, and on absences, which everybody enters for himself or herself."""

from odoo.fields import Command

READ = ("r", "r")

MATRIX = {
    "sme.territory": {"service": READ, "salesman": READ, "salesman_all": READ, "sales_manager": ("rwcu", "rwcu")},
    "sme.territory.zip": {"service": READ, "salesman": READ, "salesman_all": READ, "sales_manager": ("rwcu", "rwcu")},
    "sme.absence": {
        "service": READ,
        "salesman": ("rwcu", "r"),
        "salesman_all": ("r", "rwcu"),
        "sales_manager": ("rwcu", "rwcu"),
    },
}
# The own dialog is the one that the sales manager opened.
MATRIX |= {
    "sme.assignment.wizard": {"sales_manager": ("rwcu", "")},
    "sme.assignment.wizard.line": {"sales_manager": ("rwcu", "")},
    "sme.assignment.wizard.load": {"sales_manager": ("rwcu", "")},
}
WITHOUT_TABLE = {"sme.responsibility", "sme.assignment"}


def make_records(case):
    """An absence of the salesperson, and one of a colleague; a territory."""
    env, users = case.env, case.users
    territory = env["sme.territory"].create(
        {
            "name": "North",
            "country_ids": [Command.set(env.ref("base.de").ids)],
            "zip_ids": [Command.create({"zip_from": "1"})],
        }
    )
    absences = env["sme.absence"].create(
        [
            {"user_id": users[role].id, "date_from": "2025-01-01", "date_to": "2025-01-02"}
            for role in ("salesman", "salesman_all")
        ]
    )
    wizards = [env["sme.assignment.wizard"].with_user(user).create({}) for user in (users["sales_manager"], env.user)]
    env["sme.customer"].action_refresh()
    card = env["sme.customer"].search([("partner_id", "=", case.own.id)])
    lines, loads = (
        [env[model].with_user(wizard.create_uid).create({"wizard_id": wizard.id, **values}) for wizard in wizards]
        for model, values in (
            ("sme.assignment.wizard.line", {"customer_id": card.id}),
            ("sme.assignment.wizard.load", {"user_id": env.uid}),
        )
    )
    return {
        "sme.assignment.wizard": tuple(wizards),
        "sme.assignment.wizard.line": tuple(lines),
        "sme.assignment.wizard.load": tuple(loads),
        "sme.territory": (territory, territory),
        "sme.territory.zip": (territory.zip_ids, territory.zip_ids),
        "sme.absence": tuple(absences),
    }
