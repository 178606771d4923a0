"""Rights on the dialog that sends the mail of a step as a test: managers make plans, and test them."""

MATRIX = {"sme.test.mail.wizard": {"sales_manager": ("rwcu", "")}}
WITHOUT_TABLE = {"report.crm_sme.letter"}


def make_records(case):
    """The own dialog is a manager's, the foreign one the system's."""
    env = case.env
    plan = env["sme.plan"].create(
        {"name": "Plan", "company_id": case.company.id, "step_ids": [(0, 0, {"name": "Mail", "kind": "mail"})]}
    )
    dialogs = env["sme.test.mail.wizard"]
    return {
        "sme.test.mail.wizard": tuple(
            dialogs.with_user(user).create({"step_id": plan.step_ids.id, "partner_id": case.own.id, "email": "a@b.c"})
            for user in (case.users["sales_manager"], env.user)
        )
    }
