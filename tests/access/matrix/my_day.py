"""Rights on what is put off: everybody sees and ends the own ones, managers all; My Day itself checks by itself."""

OWN = ("rwc", "")

MATRIX = {
    "sme.snooze": {
        "service": ("", ""),
        "salesman": OWN,
        "salesman_all": ("", "rwc"),
        "sales_manager": ("rwc", "rwc"),
    }
}
WITHOUT_TABLE = {"sme.my.day", "sme.my.day.words"}


def make_records(case):
    """Each customer put off by whoever looks after it."""
    return {
        "sme.snooze": tuple(
            case.env["sme.snooze"].with_user(case.users[role]).create({"partner_id": partner.id})
            for role, partner in (("salesman", case.own), ("salesman_all", case.foreign))
        )
    }
