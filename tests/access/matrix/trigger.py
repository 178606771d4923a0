"""Rights on previews of plans: a manager's own."""

ALL = {"sales_manager": ("rwcu", "rwcu")}

MATRIX = {"sme.plan.preview": ALL, "sme.plan.preview.line": ALL, "sme.plan.switch": ALL}


def make_records(case):
    manager = case.users["sales_manager"]
    plan = case.env["sme.plan"].with_context(active_test=False).search([("company_id", "=", case.company.id)], limit=1)
    preview = case.env["sme.plan.preview"].with_user(manager)._start(plan.with_user(manager))
    line = preview.env["sme.plan.preview.line"].create(
        {
            "preview_id": preview.id,
            "kind": "enrolment",
            "partner_id": case.own.id,
            "customer_id": case.own.id,
            "date": preview.date_from,
        }
    )
    switch = case.env["sme.plan.switch"].with_user(manager)._start(plan.with_user(manager))
    return {
        "sme.plan.preview": (preview, preview),
        "sme.plan.preview.line": (line, line),
        "sme.plan.switch": (switch, switch),
    }
