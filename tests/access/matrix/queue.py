"""Rights on service records and what orders them."""

from odoo.fields import Command

CONFIGURATION = {
    "service": ("r", "r"),
    "salesman": ("r", "r"),
    "salesman_all": ("r", "r"),
    "sales_manager": ("rwcu", "rwcu"),
}
# The own dialog is the one that the role "service" opened, the foreign one that of a salesperson with all documents.
DIALOG = {"service": ("rwcu", ""), "salesman_all": ("", "rwcu")}

MATRIX = {
    "sme.service": {
        "portal": ("r", ""),
        "service": ("rwc", ""),
        "salesman": ("rwc", ""),
        "salesman_all": ("rwc", "rwc"),
        "sales_manager": ("rwcu", "rwcu"),
    },
    "sme.service.type": {"portal": ("r", "r"), **CONFIGURATION},
    "sme.service.stage": {"portal": ("r", "r"), **CONFIGURATION},
    "sme.service.team": CONFIGURATION,
    "sme.service.cause": {
        "service": ("rwc", "rwc"),
        "salesman": ("rwc", "rwc"),
        "salesman_all": ("rwc", "rwc"),
        "sales_manager": ("rwcu", "rwcu"),
    },
    "sme.blocked.sender": CONFIGURATION,
    "sme.quota": {"sales_manager": ("r", "r")},
    "sme.service.bulk.wizard": DIALOG,
    "sme.service.lead.wizard": DIALOG,
    "sme.service.merge.wizard": DIALOG,
    "sme.service.split.wizard": DIALOG,
}
WITHOUT_TABLE = {"sme.service.origin.mixin", "sme.company.guard.mixin"}


def make_records(case):
    """A record of each customer, in a team of its own; the portal user belongs to the own customer."""
    env, users = case.env, case.users
    case.users["portal"].partner_id.parent_id = case.own
    members = (users["service"] + users["salesman"], users["salesman_all"])
    teams = [
        env["sme.service.team"].create(
            {"name": "Repairs", "company_id": case.company.id, "member_ids": [Command.set(people.ids)]}
        )
        for people in members
    ]
    services = [
        env["sme.service"].create(
            {"name": "Wobbles", "partner_id": partner.id, "team_id": team.id, "user_id": people[0].id}
        )
        for partner, team, people in zip((case.own, case.foreign), teams, members, strict=True)
    ]
    shared = {
        "sme.service.type": services[0].type_id,
        "sme.service.stage": services[0].stage_id,
        "sme.service.cause": env["sme.service.cause"].create({"name": "Glue", "company_id": case.company.id}),
        "sme.blocked.sender": env["sme.blocked.sender"].create({"email_from": "spam@example.com"}),
        "sme.quota": env["sme.quota"].create({"key": "matrix"}),
    }
    records = {"sme.service": tuple(services), "sme.service.team": tuple(teams)}
    for model, values in (
        ("sme.service.bulk.wizard", lambda service: {"service_ids": service.ids}),
        ("sme.service.lead.wizard", lambda service: {"service_id": service.id}),
        ("sme.service.merge.wizard", lambda service: {"service_ids": service.ids, "original_id": service.id}),
        ("sme.service.split.wizard", _prepare_split),
    ):
        records[model] = tuple(
            env[model].with_user(users[role]).create(values(service))
            for role, service in zip(("service", "salesman_all"), services, strict=True)
        )
    return records | {model: (record, record) for model, record in shared.items()}


def _prepare_split(service):
    message = service.message_post(body="Also the drawer", message_type="comment", subtype_xmlid="mail.mt_comment")
    return {"service_id": service.id, "message_id": message.id, "name": "Drawer", "type_id": service.type_id.id}
