"""Rights on the time spent on service records: seen with the record, written by the person it belongs to."""

from odoo.fields import Command

MATRIX = {
    "sme.service.effort": {
        # the first entry is of the role "salesman", the second of a salesperson with all documents
        "service": ("r", ""),
        "salesman": ("rwcu", ""),
        "salesman_all": ("r", "rwcu"),
        "sales_manager": ("rwcu", "rwcu"),
    },
}


def make_records(case):
    """Time of a salesperson in the team of the roles service and salesman, and of one in a team of its own."""
    env, users = case.env, case.users
    efforts = []
    for person, members, partner in (
        (users["salesman"], users["service"] + users["salesman"], case.own),
        (users["salesman_all"], users["salesman_all"], case.foreign),
    ):
        team = env["sme.service.team"].create(
            {"name": "Repairs", "company_id": case.company.id, "member_ids": [Command.set(members.ids)]}
        )
        service = env["sme.service"].create({"name": "Wobbles", "partner_id": partner.id, "team_id": team.id})
        efforts.append(env["sme.service.effort"].with_user(person).create({"service_id": service.id, "minutes": 5}))
    return {"sme.service.effort": tuple(efforts)}
