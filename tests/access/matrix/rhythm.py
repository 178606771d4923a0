"""Rights on the report of promises kept: of own customers, or of all."""

from datetime import timedelta

from odoo import fields

READ = ("r", "r")

MATRIX = {"sme.rhythm.report": {"salesman": ("r", ""), "salesman_all": READ, "sales_manager": READ}}
WITHOUT_TABLE = {"sme.rhythm"}


def make_records(case):
    """A month of each customer."""
    case.env["sme.customer"].action_refresh()
    # whatever class they have in the end
    for customer_class in case.classes.values():
        customer_class.write({"contact_ideal_days": 30, "contact_max_days": 45})
        customer_class.rhythm_since = fields.Date.today() - timedelta(days=3)
    case.env.flush_all()
    report = case.env["sme.rhythm.report"]
    return {
        "sme.rhythm.report": tuple(
            report.search([("partner_id", "=", partner.id)], limit=1) for partner in (case.own, case.foreign)
        )
    }
