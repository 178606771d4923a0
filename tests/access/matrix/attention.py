"""Rights on alerts: a person reads the own ones, a manager all of the company; the engine writes them."""

MATRIX = {"sme.alert": {"salesman": ("r", ""), "salesman_all": ("", "r"), "sales_manager": ("r", "r")}}


def make_records(case):
    """An alert for the salesperson, and one for a colleague."""
    alerts = case.env["sme.alert"]._raise(
        [
            {
                "user_id": case.users[role].id,
                "partner_id": partner.id,
                "company_id": case.company.id,
                "kind": "customer",
                "key": f"matrix,{role}",
            }
            for role, partner in (("salesman", case.own), ("salesman_all", case.foreign))
        ]
    )
    return {"sme.alert": tuple(alerts)}
