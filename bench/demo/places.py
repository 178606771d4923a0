"""Where the demo customers live: real cities, with telephone numbers that nobody has."""

from typing import NamedTuple


class Place(NamedTuple):
    """A city: its country's and, where Odoo has one, its state's code, and patterns whose # become digits."""

    city: str
    country: str
    state: str | None
    zip: str
    phone: str


class Region(NamedTuple):
    """Customers of one tongue: the Faker locale of their names, Odoo's language, their cities."""

    locale: str
    language: str
    places: tuple[Place, ...]


def _american(city: str, state: str, zip_pattern: str, area: str) -> Place:
    return Place(city, "US", state, zip_pattern, f"+1 {area}-555-01##")


AMERICA = Region(
    "en_US",
    "en_US",
    (
        _american("Boston", "MA", "021##", "617"),
        _american("Cambridge", "MA", "0213#", "617"),
        _american("Worcester", "MA", "0160#", "508"),
        _american("Providence", "RI", "0290#", "401"),
        _american("New York", "NY", "100##", "212"),
        _american("Brooklyn", "NY", "112##", "718"),
        _american("Philadelphia", "PA", "191##", "215"),
        _american("Chicago", "IL", "606##", "312"),
        _american("Nashville", "TN", "372##", "615"),
        _american("Austin", "TX", "787##", "512"),
        _american("Seattle", "WA", "981##", "206"),
        _american("Los Angeles", "CA", "900##", "323"),
    ),
)
BRITAIN = Region(
    "en_GB",
    "en_US",
    (
        Place("London", "GB", None, "N# #AB", "+44 20 7946 0###"),
        Place("Manchester", "GB", None, "M# #GH", "+44 161 496 0###"),
        Place("Edinburgh", "GB", None, "EH# #LN", "+44 131 496 0###"),
    ),
)
GERMANY = Region(
    "de_DE",
    "en_US",
    (
        Place("Berlin", "DE", None, "10###", "+49 30 23125 ###"),
        Place("Hamburg", "DE", None, "20###", "+49 40 66969 ###"),
        Place("München", "DE", None, "80###", "+49 89 99998 ###"),
    ),
)
FRANCE = Region(
    "fr_FR",
    "en_US",
    (
        Place("Paris", "FR", None, "7501#", "+33 1 99 00 ## ##"),
        Place("Lyon", "FR", None, "6900#", "+33 4 65 71 ## ##"),
        Place("Nantes", "FR", None, "44000", "+33 2 61 91 ## ##"),
    ),
)
NETHERLANDS = Region("nl_NL", "en_US", (Place("Amsterdam", "NL", None, "10## AB", "+31 20 555 0###"),))
CHINA = Region(
    "zh_CN",
    "zh_CN",
    (
        Place("上海市", "CN", "SH", "2000##", "+86 21 5555 0###"),
        Place("杭州市", "CN", "ZJ", "3100##", "+86 571 5555 0###"),
        Place("南京市", "CN", "JS", "2100##", "+86 25 5555 0###"),
        Place("苏州市", "CN", "JS", "2150##", "+86 512 5555 0###"),
        Place("北京市", "CN", "BJ", "1000##", "+86 10 5555 0###"),
        Place("深圳市", "CN", "GD", "5180##", "+86 755 5555 0###"),
    ),
)

REGIONS_OF_BOSTON = {AMERICA: 72, BRITAIN: 8, GERMANY: 7, FRANCE: 6, NETHERLANDS: 2, CHINA: 5}
REGIONS_OF_SHANGHAI = {CHINA: 88, AMERICA: 6, BRITAIN: 3, GERMANY: 3}
