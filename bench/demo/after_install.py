"""Lets the addon look back over the last months, for a history, sets some classes by hand, and adds cases."""

from datetime import date, datetime, time, timedelta

from odoo.tests import freeze_time

from bench.demo.cases import fill_with_cases
from bench.demo.firms import BOSTON, FIRMS, SERVICE_DESK
from bench.demo.looking_after import fill_with_people
from bench.demo.morning import fill_with_morning
from bench.demo.rights import fill_with_rights
from bench.demo.setup import find_company, find_user

# What the addon would have recorded had it been installed three months ago and run each month.
EARLIER_RUNS_DAYS = (90, 60, 30)
OVERRIDES = (
    # class set by hand, computed class, reason, days it holds
    ("key", "growth", "Opens three more shops this year; agreed with Maria at the trade fair.", 120),
    ("key", "standard", "Reference customer: appears in our autumn campaign.", 60),
    ("occasional", "growth", "Buys through the buying group from January; no visits needed.", None),
)


def finish_database(env, today: date) -> None:
    """Give the service desk its group, run the classification as of earlier days and today, add overrides and cases."""
    find_user(env, SERVICE_DESK.login).group_ids += env.ref("crm_sme.group_sme_service")
    companies = env["res.company"].concat(*(find_company(env, firm) for firm in FIRMS))
    administrator = find_user(env, "admin")
    engine = env["sme.customer"].with_user(administrator).with_context(allowed_company_ids=companies.ids)
    for days in EARLIER_RUNS_DAYS:
        with freeze_time(datetime.combine(today - timedelta(days=days), time(20))):
            engine.action_refresh()
            env.flush_all()
    engine.action_refresh()
    _set_by_hand(env, today)
    fill_with_people(env, today)
    fill_with_rights(env, today)
    fill_with_cases(env, today)
    fill_with_morning(env, today)


def _set_by_hand(env, today: date) -> None:
    company = find_company(env, BOSTON)
    manager = find_user(env, "maria")
    overrides = env["sme.customer.override"].with_user(manager).with_context(allowed_company_ids=company.ids)
    for number, (code, computed_code, reason, days) in enumerate(OVERRIDES):
        domain = [("company_id", "=", company.id), ("computed_class_id.code", "=", computed_code)]
        domain += [("partner_id.is_company", "=", True), ("lifecycle", "=", "active")]
        customer = env["sme.customer"].search(domain, order="value_rank", offset=number, limit=1)
        overrides.create(
            {
                "company_id": company.id,
                "partner_id": customer.partner_id.id,
                "class_id": env["sme.customer.class"].search([("code", "=", code)]).id,
                "reason": reason,
                "date_start": today,
                "date_end": today + timedelta(days=days) if days else False,
            }
        )
