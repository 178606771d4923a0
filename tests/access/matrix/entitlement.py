"""Rights on entitlements: everybody who serves customers reads them, salespeople write them, managers delete them."""

from odoo.fields import Command

MATRIX = {
    "sme.entitlement": {
        "service": ("r", "r"),
        "salesman": ("rwc", "rwc"),
        "salesman_all": ("rwc", "rwc"),
        "sales_manager": ("rwcu", "rwcu"),
    },
    # The own dialog is the one that the sales manager opened.
    "sme.entitlement.wizard": {"sales_manager": ("rwcu", "")},
    "sme.entitlement.renewal.wizard": {"sales_manager": ("rwcu", ""), "salesman": ("", "rwcu")},
}


def make_records(case):
    env, users = case.env, case.users
    product = env["product.product"].create(
        {"name": "Care", "type": "service", "sme_entitlement_kind": "contract", "company_id": case.company.id}
    )
    rights = [
        env["sme.entitlement"].create(
            {"partner_id": partner.id, "product_id": product.id, "kind": "contract", "company_id": case.company.id}
        )
        for partner in (case.own, case.foreign)
    ]
    past = {"product_tmpl_ids": [Command.set(product.product_tmpl_id.ids)]}
    renewal = {"entitlement_id": rights[0].id, "product_id": product.id}
    manager = users["sales_manager"]
    return {
        "sme.entitlement": tuple(rights),
        "sme.entitlement.wizard": (
            env["sme.entitlement.wizard"].with_user(manager).create(past),
            env["sme.entitlement.wizard"].create(past),
        ),
        "sme.entitlement.renewal.wizard": (
            env["sme.entitlement.renewal.wizard"].with_user(manager).create(renewal),
            env["sme.entitlement.renewal.wizard"].with_user(users["salesman"]).create(renewal),
        ),
    }
