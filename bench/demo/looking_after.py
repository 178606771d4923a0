"""Who looks after whom in the demo: territories, somebody who goes on leave, and rhythms that were promised before."""

from datetime import date, timedelta

from bench.demo.firms import BOSTON
from bench.demo.setup import find_company, find_user

RHYTHM_DAYS = 90  # since when the classes have promised their rhythm
TERRITORIES = (
    # name, countries, codes of states, login
    ("New England", (), ("MA", "NH", "RI", "CT", "ME", "VT"), "ben"),
    ("West Coast", (), ("CA", "WA", "OR"), "tom"),
    ("Europe", ("DE", "FR", "NL", "GB", "IT", "ES"), (), "anna"),
)
LEAVE = ("anna", "tom", 3, 9)  # who, stand-in, in how many days it begins and ends


def fill_with_people(env, today: date) -> None:
    """Draw territories, plan a leave, and let the rhythms have begun some months ago."""
    company = find_company(env, BOSTON)
    env["sme.customer.class"].search([]).rhythm_since = today - timedelta(days=RHYTHM_DAYS)
    states = env["res.country.state"].search([("country_id.code", "=", "US")])
    env["sme.territory"].create(
        [
            {
                "name": name,
                "company_id": company.id,
                "country_ids": [(6, 0, env["res.country"].search([("code", "in", countries)]).ids)],
                "state_ids": [(6, 0, states.filtered(lambda state, codes=codes: state.code in codes).ids)],
                "user_id": find_user(env, login).id,
            }
            for name, countries, codes, login in TERRITORIES
        ]
    )
    away, stand_in, begin, end = LEAVE
    env["sme.absence"].create(
        {
            "user_id": find_user(env, away).id,
            "stand_in_id": find_user(env, stand_in).id,
            "date_from": today + timedelta(days=begin),
            "date_to": today + timedelta(days=end),
        }
    )
