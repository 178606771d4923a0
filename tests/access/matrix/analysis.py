"""Rights on the service analysis: its rows are seen with the records."""

from odoo.fields import Command

MATRIX = {
    "sme.service.analysis": {
        "service": ("r", ""),
        "salesman": ("r", ""),
        "salesman_all": ("r", "r"),
        "sales_manager": ("r", "r"),
    },
}


def make_records(case):
    """The rows of a record of each customer, in a team of its own."""
    env, users = case.env, case.users
    services = env["sme.service"]
    for members, partner in (
        (users["service"] + users["salesman"], case.own),
        (users["salesman_all"], case.foreign),
    ):
        team = env["sme.service.team"].create(
            {"name": "Repairs", "company_id": case.company.id, "member_ids": [Command.set(members.ids)]}
        )
        services += services.create({"name": "Wobbles", "partner_id": partner.id, "team_id": team.id})
    rows = env["sme.service.analysis"]
    return {"sme.service.analysis": tuple(rows.search([("service_id", "=", service.id)]) for service in services)}
