"""The two companies of the demo, what they sell, and the people who work for them."""

import random
from dataclasses import dataclass
from typing import NamedTuple

PASSWORD = "demo"
YUAN_PER_DOLLAR = 7

# Group names by what a person may do in sales; the names of roles are what script/server prints.
NO_SALES = ()
OWN_DOCUMENTS = ("sales_team.group_sale_salesman",)
ALL_DOCUMENTS = ("sales_team.group_sale_salesman_all_leads",)
SALES_MANAGER = ("sales_team.group_sale_manager",)


class Colleague(NamedTuple):
    """Somebody with a login: where he works (see ``Firm.code``; the first is his main company), what he may do."""

    login: str
    name: str
    role: str
    groups: tuple[str, ...]
    firms: tuple[str, ...]
    language: str = "en_US"


class Good(NamedTuple):
    """Something sold, and from which price of a piece (in cents) on an order line means it.

    ``cost_share`` is the part of the price that the firm pays for it.
    """

    code: str
    name: str
    least_cents: int
    list_cents: int
    cost_share: float


ADMINISTRATOR = Colleague("admin", "Alex Morgan", "Administrator", SALES_MANAGER, ("boston", "shanghai"))
SERVICE_DESK = Colleague("sam", "Sam Whitfield", "Service desk, no sales figures", NO_SALES, ("boston",))
COLLEAGUES = (
    ADMINISTRATOR,
    Colleague("maria", "Maria Rossi", "Sales manager", SALES_MANAGER, ("boston", "shanghai")),
    Colleague("ben", "Ben Carter", "Salesperson, all documents", ALL_DOCUMENTS, ("boston",)),
    Colleague("anna", "Anna Keller", "Salesperson, own documents only", OWN_DOCUMENTS, ("boston",)),
    Colleague("tom", "Tom Okafor", "Salesperson, own documents only", OWN_DOCUMENTS, ("boston",)),
    Colleague("zhangwei", "张伟", "Sales manager, second company (Chinese)", SALES_MANAGER, ("shanghai",), "zh_CN"),
    Colleague("lina", "李娜", "Salesperson, own documents only (Chinese)", OWN_DOCUMENTS, ("shanghai",), "zh_CN"),
    SERVICE_DESK,
)
CUSTOMER_ROLE = "Customer (portal)"


@dataclass(frozen=True, eq=False)
class Firm:
    """A company of the demo; each is itself only.

    :param cents_per_cent: how many cents of its currency stand for one of the histories'
    :param manager_weights: logins of the account managers and how many customers they have, ``None`` being nobody
    """

    code: str
    name: str
    timezone: str
    currency: str
    country: str
    state: str
    city: str
    street: str
    zip: str
    phone: str
    email: str
    team: str
    cents_per_cent: int
    manager_weights: dict[str | None, int]
    goods: tuple[Good, ...]


BOSTON = Firm(
    code="boston",
    name="Harbour Street Music",
    timezone="America/New_York",
    currency="USD",
    country="US",
    state="MA",
    city="Boston",
    street="12 Harbour Street",
    zip="02110",
    phone="+1 617-555-0100",
    email="hello@harbour-street-music.example",
    team="Boston Sales",
    cents_per_cent=1,
    manager_weights={"ben": 26, "anna": 30, "tom": 26, "maria": 4, None: 14},
    goods=(
        Good("SAMPLE", "Sampler CD", 0, 500, 0.30),
        Good("SINGLE", "CD single", 1, 699, 0.72),
        Good("CD", "CD album", 900, 1399, 0.66),
        Good("LP", "Vinyl record", 1500, 1799, 0.60),
        Good("DOUBLE", "Double album", 2100, 2499, 0.62),
        Good("BOX", "Box set", 3200, 4999, 0.55),
        Good("PHONES", "Headphones", 8000, 9900, 0.74),
    ),
)
SHANGHAI = Firm(
    code="shanghai",
    name="港湾音乐(上海)有限公司",
    timezone="Asia/Shanghai",
    currency="CNY",
    country="CN",
    state="SH",
    city="上海市",
    street="虹口区四川北路88号",
    zip="200080",
    phone="+86 21 5555 0100",
    email="info@harbour-shanghai.example",
    team="上海销售部",
    cents_per_cent=YUAN_PER_DOLLAR,
    manager_weights={"lina": 60, "zhangwei": 25, None: 15},
    goods=(
        Good("SAMPLE", "试听碟", 0, 3000, 0.30),
        Good("SINGLE", "单曲碟", 1, 4900, 0.70),
        Good("CD", "CD 专辑", 6300, 9800, 0.66),
        Good("LP", "黑胶唱片", 10500, 12800, 0.58),
        Good("DOUBLE", "双碟专辑", 14700, 16800, 0.62),
        Good("BOX", "套装", 22400, 34900, 0.52),
        Good("PHONES", "耳机", 56000, 69900, 0.72),
    ),
)
FIRMS = (BOSTON, SHANGHAI)


def draw_manager(firm: Firm, chance: random.Random, *, surely: bool) -> str | None:
    """The login of the account manager of a customer; a good customer surely has one."""
    weights = {login: weight for login, weight in firm.manager_weights.items() if login or not surely}
    return chance.choices(list(weights), list(weights.values()))[0]
