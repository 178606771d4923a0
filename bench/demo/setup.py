"""Companies, currencies, sales teams, products and users, by the ORM."""

from datetime import date, timedelta

from bench.demo.firms import (
    ADMINISTRATOR,
    BOSTON,
    COLLEAGUES,
    FIRMS,
    PASSWORD,
    YUAN_PER_DOLLAR,
    Colleague,
    Firm,
)

EVERYBODYS_GROUPS = ("base.group_user", "base.group_partner_manager")


class Office:
    """The records that the rest of the demo refers to, by firm code and by login."""

    def __init__(self) -> None:
        self.companies = {}
        self.teams = {}
        self.products = {}
        self.users = {}

    def user_id(self, login: str | None) -> int | None:
        """The database id of a user; nobody's is None."""
        return self.users[login].id if login else None


def set_up_office(env, today: date) -> Office:
    """Make both companies ready for business."""
    office = Office()
    _set_exchange_rate(env, today)
    for firm in FIRMS:
        office.companies[firm.code] = _set_up_company(env, firm)
    for colleague in COLLEAGUES:
        office.users[colleague.login] = _set_up_user(env, colleague, office)
    for firm in FIRMS:
        office.teams[firm.code] = _set_up_team(env, firm, office)
        office.products[firm.code] = _create_products(env, firm, office.companies[firm.code])
    return office


def _set_exchange_rate(env, today: date) -> None:
    yuan = env.ref("base.CNY")
    yuan.active = True
    rate = {"currency_id": yuan.id, "company_id": False, "rate": YUAN_PER_DOLLAR}
    env["res.currency.rate"].create({**rate, "name": today - timedelta(days=3 * 365)})


def _set_up_company(env, firm: Firm):
    country = env["res.country"].search([("code", "=", firm.country)])
    state = env["res.country.state"].search([("country_id", "=", country.id), ("code", "=", firm.state)])
    values = {
        "name": firm.name,
        "currency_id": env["res.currency"].search([("name", "=", firm.currency)]).id,
        "country_id": country.id,
        "state_id": state.id,
        "city": firm.city,
        "street": firm.street,
        "zip": firm.zip,
        "phone": firm.phone,
        "email": firm.email,
    }
    if "iap_enrich_auto_done" in env["res.company"]._fields:
        # Odoo would otherwise ask a service of its maker about the company.
        values["iap_enrich_auto_done"] = True
    if firm is BOSTON:
        company = env.ref("base.main_company")
        company.write(values)
    else:
        company = env["res.company"].create(values)
    company.partner_id.tz = firm.timezone
    company.resource_calendar_id.tz = firm.timezone
    return company


def _set_up_user(env, colleague: Colleague, office: Office):
    companies = [office.companies[code] for code in colleague.firms]
    home = next(firm for firm in FIRMS if firm.code == colleague.firms[0])
    values = {
        "name": colleague.name,
        "company_ids": [(6, 0, [company.id for company in companies])],
        "company_id": companies[0].id,
        "lang": colleague.language,
        "tz": home.timezone,
        "email": f"{colleague.login}@{home.email.partition('@')[2]}",
    }
    groups = [env.ref(name).id for name in (*EVERYBODYS_GROUPS, *colleague.groups)]
    if colleague is ADMINISTRATOR:
        user = env.ref("base.user_admin")
        user.write({**values, "group_ids": [(4, group) for group in groups]})
    else:
        user = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    **values,
                    "login": colleague.login,
                    "group_ids": [(6, 0, groups)],
                    "notification_type": "inbox",
                    # else Odoo's assistant covers the first screen on a phone
                    "odoobot_state": "disabled",
                }
            )
        )
    user.password = get_password(colleague.login)
    return user


def get_password(login: str) -> str:
    """The password of a demo user."""
    return "admin" if login == ADMINISTRATOR.login else PASSWORD


def _set_up_team(env, firm: Firm, office: Office):
    company = office.companies[firm.code]
    sellers = [login for login in firm.manager_weights if login]
    values = {
        "name": firm.team,
        "company_id": company.id,
        "user_id": office.users[sellers[-1]].id,
        "member_ids": [(6, 0, [office.users[login].id for login in sellers])],
    }
    if firm is BOSTON:
        team = env.ref("sales_team.team_sales_department")
        team.write(values)
        return team
    return env["crm.team"].with_company(company).create(values)


def _create_products(env, firm: Firm, company):
    """The goods of a firm in its own currency, in the order of its list."""
    category = env["product.category"].create({"name": firm.name})
    return (
        env["product.product"]
        .with_company(company)
        .create(
            [
                {
                    "name": good.name,
                    "default_code": good.code,
                    "company_id": company.id,
                    "categ_id": category.id,
                    "type": "consu",
                    "list_price": good.list_cents / 100,
                    "standard_price": round(good.list_cents * good.cost_share) / 100,
                    # Nothing is delivered or invoiced in the demo: orders would otherwise wait for years.
                    "invoice_policy": "delivery",
                    "taxes_id": [(5, 0, 0)],
                }
                for good in firm.goods
            ]
        )
    )


def find_company(env, firm: Firm):
    """The company of a firm in a database that was set up before."""
    return env["res.company"].search([("name", "=", firm.name)])


def find_user(env, login: str):
    """The user of a colleague in a database that was set up before."""
    return env["res.users"].search([("login", "=", login)])
