"""Rights on scorecards, their history, classes and policies."""

MATRIX = {
    "sme.customer": {
        "salesman": ("r", ""),
        "salesman_all": ("r", "r"),
        "sales_manager": ("r", "r"),
    },
    "sme.customer.event": {
        "salesman": ("r", ""),
        "salesman_all": ("r", "r"),
        "sales_manager": ("r", "r"),
    },
    "sme.customer.override": {
        "salesman": ("r", ""),
        "salesman_all": ("r", "r"),
        "sales_manager": ("rwcu", "rwcu"),
    },
    "sme.customer.class": {
        "service": ("r", "r"),
        "salesman": ("r", "r"),
        "salesman_all": ("r", "r"),
        "sales_manager": ("rw", "rw"),
    },
    "sme.policy": {
        "salesman": ("r", "r"),
        "salesman_all": ("r", "r"),
        "sales_manager": ("rw", "rw"),
    },
    "sme.refresh": {
        "salesman": ("r", "r"),
        "salesman_all": ("r", "r"),
        "sales_manager": ("r", "r"),
    },
    "sme.customer.override.wizard": {"sales_manager": ("rwcu", "rwcu")},
    "sme.policy.preview": {"sales_manager": ("rwcu", "rwcu")},
}
WITHOUT_TABLE = {"sme.explanation", "sme.classification", "sme.scorecard.mixin", "sme.first.mixin"}


def make_records(case):
    """Scorecard, events and override of both customers; the rest hangs on no customer."""
    env = case.env(context=dict(case.env.context, active_test=False))
    env["sme.customer"].action_refresh()
    for partner in (case.own, case.foreign):
        env["sme.customer.override"].create(
            {"partner_id": partner.id, "class_id": case.classes["growth"].id, "reason": "promised"}
        )
    records = {
        model: tuple(
            env[model].search([("partner_id", "=", partner.id)], limit=1) for partner in (case.own, case.foreign)
        )
        for model in ("sme.customer", "sme.customer.event", "sme.customer.override")
    }
    as_manager = case.env(user=case.users["sales_manager"].id)
    shared = {
        "sme.customer.class": case.classes["key"],
        "sme.policy": case.policy,
        "sme.refresh": env["sme.refresh"].search([("company_id", "=", case.company.id)], limit=1),
        "sme.customer.override.wizard": as_manager["sme.customer.override.wizard"].create(
            {"class_id": case.classes["key"].id, "reason": "because"}
        ),
        "sme.policy.preview": as_manager["sme.policy.preview"].create({}),
    }
    return records | {model: (record, record) for model, record in shared.items()}
