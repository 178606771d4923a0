"""Rights on promises and clocks: everybody who serves sees them with the record, managers make promises."""

from odoo.fields import Command

SEEN_WITH_THE_RECORD = {
    "service": ("r", ""),
    "salesman": ("r", ""),
    "salesman_all": ("r", "r"),
    "sales_manager": ("r", "r"),
}
MATRIX = {
    "sme.service.target": {
        "service": ("r", "r"),
        "salesman": ("r", "r"),
        "salesman_all": ("r", "r"),
        "sales_manager": ("rwcu", "rwcu"),
    },
    "sme.service.clock": SEEN_WITH_THE_RECORD,
    "sme.service.clock.change": SEEN_WITH_THE_RECORD,
}
WITHOUT_TABLE = {"sme.tick"}


def make_records(case):
    """A record in the team of the roles service and salesman, and one in a team of somebody else's."""
    env, users = case.env, case.users
    services = env["sme.service"]
    for members, partner in (
        (users["service"] + users["salesman"], case.own),
        (users["salesman_all"], case.foreign),
    ):
        team = env["sme.service.team"].create(
            {"name": "Promises", "company_id": case.company.id, "member_ids": [Command.set(members.ids)]}
        )
        services += env["sme.service"].create(
            {"name": "Wobbles", "partner_id": partner.id, "team_id": team.id, "user_id": members[0].id}
        )
    env["sme.service.target"].create({"company_id": case.company.id, "priority": "2", "resolution_hours": 1})
    services.priority = "2"
    clocks = [
        service.clock_ids.filtered(lambda clock: clock.kind == "resolution" and clock.state == "running")
        for service in services
    ]
    target = clocks[0].target_id
    return {
        "sme.service.target": (target, target),
        "sme.service.clock": tuple(clocks),
        "sme.service.clock.change": tuple(clock.change_ids for clock in clocks),
    }
