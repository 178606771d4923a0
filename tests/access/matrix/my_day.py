"""Rights on what is put off: everybody sees and ends the own ones, managers all; My Day itself checks by itself."""

OWN = ("rwc", "")

MATRIX = {
    "sme.snooze": {
        "service": ("", ""),
        "salesman": OWN,
        "salesman_all": ("", "rwc"),
        "sales_manager": ("rwc", "rwc"),
    },
    "sme.workload": {"sales_manager": ("r", "r")},
    "sme.handover.wizard": {"sales_manager": ("rwcu", "")},
}
WITHOUT_TABLE = {"sme.my.day", "sme.my.day.words"}


def make_records(case):
    """Each customer put off by whoever looks after it; of the two dialogs one is the manager's own."""
    people = [case.users[role] for role in ("salesman", "salesman_all")]
    snoozes = [
        case.env["sme.snooze"].with_user(person).create({"partner_id": partner.id})
        for person, partner in zip(people, (case.own, case.foreign), strict=True)
    ]
    values = {"user_id": people[0].id}
    dialogs = case.env["sme.handover.wizard"]
    return {
        "sme.snooze": tuple(snoozes),
        "sme.workload": tuple(case.env["sme.workload"].search([("user_id", "=", person.id)]) for person in people),
        "sme.handover.wizard": (
            dialogs.with_user(case.users["sales_manager"]).create(values),
            dialogs.create(values),
        ),
    }
