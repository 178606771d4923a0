"""Rights on the dialog that logs a call; the rest of the answer card is read by methods that check by themselves."""

MATRIX = {"sme.call.wizard": {"service": ("rwcu", ""), "salesman_all": ("", "rwcu")}}
WITHOUT_TABLE = {"sme.answer.card", "sme.answer.orders", "sme.answer.words", "sme.customer.lookup"}


def make_records(case):
    """The own dialog is the one that the role "service" opened, the foreign one a salesperson's."""
    return {
        "sme.call.wizard": tuple(
            case.env["sme.call.wizard"].with_user(case.users[role]).create({"partner_id": partner.id})
            for role, partner in (("service", case.own), ("salesman_all", case.foreign))
        )
    }
