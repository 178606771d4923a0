"""What customers may claim after buying, what was delivered long ago, and past answers of the service desk."""

from datetime import date, timedelta

from markupsafe import Markup

from bench.demo.firms import BOSTON, FIRMS, SHANGHAI, Firm
from bench.demo.setup import find_company, find_user

# Orders older than this were delivered and invoiced; younger ones are on their way.
DAYS_TO_DELIVER = 12
WARRANTY_MONTHS = {"PHONES": 24, "BOX": 6}
MANAGERS = {BOSTON: "maria", SHANGHAI: "zhangwei"}
# language, question, answer, good
SOLUTIONS = {
    BOSTON: (
        (
            "Left ear of the headphones is silent",
            "Batch 204 has a weak solder joint. Exchange at once, ask for nothing.",
            "PHONES",
        ),
        (
            "Headphones: no sound on one side",
            "Try another cable first. If that does not help, exchange under warranty.",
            "PHONES",
        ),
        (
            "Record sleeves split in the post",
            "Send a new sleeve free of charge, and note the carrier on the record.",
            "LP",
        ),
        ("The wrong disc was in the case", "Send the right disc today with a label for the wrong one.", "CD"),
        (
            "Where is my order?",
            "Parcels take three working days. The number of the parcel is on the delivery note.",
            None,
        ),
    ),
    SHANGHAI: (
        ("耳机左边没有声音", "204 批次焊点有问题。直接换新,无需客户寄回照片。", "PHONES"),
        ("唱片封套运输中开裂", "免费补寄封套,并在服务单上注明承运商。", "LP"),
        ("发票抬头需要修改", "请客户提供税号,财务当天重开发票。", None),
    ),
}
DELIVERED_LINES = """
    UPDATE sale_order_line line
       SET qty_delivered = line.product_uom_qty, qty_invoiced = line.product_uom_qty, qty_to_invoice = 0,
           invoice_status = 'invoiced'
      FROM sale_order sale
     WHERE sale.id = line.order_id AND sale.state = 'sale' AND sale.date_order < %s AND line.product_uom_qty > 0
"""
DELIVERED_ORDERS = "UPDATE sale_order SET invoice_status = 'invoiced' WHERE state = 'sale' AND date_order < %s"


def fill_with_rights(env, today: date) -> None:
    """Deliver old orders, give headphones and boxes a warranty, and write down past answers."""
    latest = today - timedelta(days=DAYS_TO_DELIVER)
    env.flush_all()
    env.cr.execute(DELIVERED_LINES, [latest])
    env.cr.execute(DELIVERED_ORDERS, [latest])
    env.invalidate_all()
    for firm in FIRMS:
        _give_warranties(env, firm)
        _write_solutions(env, firm)


def _of_manager(env, firm: Firm):
    company = find_company(env, firm)
    manager = find_user(env, MANAGERS[firm])
    return env(user=manager, context={"allowed_company_ids": company.ids, "mail_create_nosubscribe": True})


def _give_warranties(env, firm: Firm) -> None:
    company = find_company(env, firm)
    templates = env["product.template"]
    for code, months in WARRANTY_MONTHS.items():
        product = templates.search([("company_id", "=", company.id), ("default_code", "=", code)], limit=1)
        product.write(
            {
                "sme_entitlement_kind": "warranty",
                "sme_entitlement_duration": months,
                "sme_entitlement_unit": "months",
            }
        )
        templates |= product
    wizard = _of_manager(env, firm)["sme.entitlement.wizard"].create({"product_tmpl_ids": templates.ids})
    wizard.action_apply()


def _write_solutions(env, firm: Firm) -> None:
    company = find_company(env, firm)
    products = {
        product.default_code: product.id for product in env["product.product"].search([("company_id", "=", company.id)])
    }
    _of_manager(env, firm)["sme.solution"].create(
        [
            {
                "question": question,
                "answer": Markup("<p>%s</p>") % answer,
                "product_ids": [products[code]] if code else [],
                "language": "zh_CN" if firm is SHANGHAI else "en_US",
                "state": "published",
                "company_id": company.id,
            }
            for question, answer, code in SOLUTIONS[firm]
        ]
    )
