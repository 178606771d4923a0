"""Rights on follow-ups: managers make plans, the engine writes follow-ups, and people see theirs."""

READ = ("r", "r")
READ_OWN = ("r", "")
PLAN = {"service": READ, "salesman": READ, "salesman_all": READ, "sales_manager": ("rwcu", "rwcu")}
DIALOG = {"salesman": ("rwcu", ""), "sales_manager": ("", "rwcu")}

MATRIX = {
    "sme.plan": PLAN,
    "sme.plan.step": PLAN,
    "sme.plan.exit": PLAN,
    "sme.enrolment": {
        "service": ("", "r"),
        "salesman": READ_OWN,
        "salesman_all": READ,
        "sales_manager": ("ru", "ru"),
    },
    # The own dialog is the one that the salesman opened.
    "sme.outcome.wizard": DIALOG,
    "sme.enrol.wizard": DIALOG,
    "sme.enrolment.step": {"service": ("", "r"), "salesman": READ_OWN, "salesman_all": READ, "sales_manager": READ},
}


def make_records(case):
    """A follow-up of each customer: the own one's step is the account manager's, the foreign one's the service's."""
    env = case.env
    steps = env["sme.enrolment.step"]
    plans = env["sme.plan"]
    for partner, who in ((case.own, {"who": "account_manager"}), (case.foreign, {"who": "fixed"})):
        plan = env["sme.plan"].create(
            {
                "name": "Plan",
                "company_id": case.company.id,
                "active": True,
                "step_ids": [(0, 0, {"name": "Call", "user_id": case.users["service"].id, **who})],
                "exit_ids": [(0, 0, {"event": "order"})],
            }
        )
        plans += plan
        steps += plan._enrol(
            [{"partner_id": partner.id, "documents": {}, "reasons": [], "date": env.cr.now().date()}]
        ).step_ids
    outcomes = env["sme.outcome.wizard"], {"step_id": steps[0].id}
    dialogs = env["sme.enrol.wizard"], {"plan_id": plans[0].id, "partner_ids": [(6, 0, case.own.ids)]}
    return {
        **{
            model._name: tuple(
                model.with_user(case.users[role]).create(values) for role in ("salesman", "sales_manager")
            )
            for model, values in (outcomes, dialogs)
        },
        "sme.plan": tuple(plans),
        "sme.plan.step": tuple(plans.step_ids),
        "sme.plan.exit": tuple(plan.exit_ids.filtered(lambda way: way.event == "order") for plan in plans),
        "sme.enrolment": tuple(steps.enrolment_id),
        "sme.enrolment.step": tuple(steps),
    }
