"""Names, addresses and numbers for the demo customers, from Faker with a fixed seed."""

import random
import re
import unicodedata
from dataclasses import dataclass

from faker import Faker

from bench.demo.places import Place, Region

TRADES = {
    "en_US": (
        "{} Records",
        "{} & Sons Music",
        "Radio {}",
        "{} High School",
        "{} Dance Studio",
        "Cafe {}",
        "{} Events LLC",
    ),
    "en_GB": ("{} Records Ltd", "The {} Arms", "{} Academy", "{} Studios Ltd", "Radio {}"),
    "de_DE": ("Schallplatten {} GmbH", "Musikhaus {}", "Café {}", "Tanzschule {}", "{} Tonstudio KG"),
    "fr_FR": ("Disques {} SARL", "Librairie {}", "Café {}", "Studio {}", "Hôtel {}"),
    "nl_NL": ("Platenzaak {}", "Café {}", "{} Muziek BV"),
    "zh_CN": ("{}文化传媒有限公司", "{}音乐书店", "{}咖啡馆", "{}艺术培训中心", "{}酒店管理有限公司", "{}唱片行"),
}
FUNCTIONS = {
    "zh_CN": ("采购经理", "店长", "行政主管"),
    "en_US": ("Purchasing", "Store Manager", "Office Manager", "Head of Programming"),
}
MAIL_DOMAINS = ("example.com", "example.org", "example.net")


@dataclass(frozen=True)
class Person:
    """Who somebody is and how to reach him; for a company, its name and switchboard."""

    name: str
    email: str
    phone: str
    street: str
    zip: str
    place: Place
    language: str


class Directory:
    """Hands out people and companies; no two share an e-mail address, no two companies a name."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.fakers: dict[str, Faker] = {}
        self.seed = seed
        self.taken: dict[str, int] = {}
        self.company_names: set[str] = set()

    def draw_region(self, weights: dict[Region, int]) -> Region:
        """A region, with the given odds."""
        return self.random.choices(list(weights), list(weights.values()))[0]

    def draw_person(self, region: Region) -> Person:
        """A private customer."""
        faker = self._get_faker(region)
        name = f"{faker.last_name()}{faker.first_name()}" if region.locale == "zh_CN" else _plain_name(faker)
        domain = self.random.choice(MAIL_DOMAINS)
        return self._settle(name, f"{self._mailbox(name, region)}@{domain}", region, self.random.choice(region.places))

    def draw_company(self, region: Region) -> Person:
        """A shop, school, bar or station that buys for its business."""
        place = self.random.choice(region.places)
        name = self._draw_company_name(region, place)
        domain = self._unique(_latin(name) or f"gongsi{self.random.randrange(100, 1000)}")
        return self._settle(name, f"info@{domain}.example", region, place)

    def draw_contact(self, region: Region, company: Person) -> tuple[Person, str]:
        """Somebody who works for a company, and his job."""
        person = self.draw_person(region)
        mailbox, domain = person.email.partition("@")[0], company.email.partition("@")[2]
        jobs = FUNCTIONS.get(region.locale, FUNCTIONS["en_US"])
        at_work = Person(
            name=person.name,
            email=f"{mailbox}@{domain}",
            phone=self._digits(company.place.phone),
            street=company.street,
            zip=company.zip,
            place=company.place,
            language=company.language,
        )
        return at_work, self.random.choice(jobs)

    def _draw_company_name(self, region: Region, place: Place) -> str:
        faker = self._get_faker(region)
        while True:
            trade = self.random.choice(TRADES[region.locale])
            owner = f"{place.city[:-1]}{faker.company_prefix()}" if region.locale == "zh_CN" else faker.last_name()
            name = trade.format(owner)
            if name not in self.company_names:
                self.company_names.add(name)
                return name

    def _settle(self, name: str, email: str, region: Region, place: Place) -> Person:
        faker = self._get_faker(region)
        if region.locale == "zh_CN":
            street = f"{faker.street_name()}{self.random.randrange(1, 900)}号"
        else:
            street = faker.street_address().replace("\n", ", ")
        zip_code, phone = self._digits(place.zip), self._digits(place.phone)
        return Person(name, email, phone, street, zip_code, place, region.language)

    def _get_faker(self, region: Region) -> Faker:
        if region.locale not in self.fakers:
            faker = self.fakers[region.locale] = Faker(region.locale)
            faker.seed_instance(self.seed)
        return self.fakers[region.locale]

    def _mailbox(self, name: str, region: Region) -> str:
        """The part before the @; Chinese names get a romanised one from Faker, as they have in real life."""
        latin = self._get_faker(region).user_name() if region.locale == "zh_CN" else _latin(name, ".")
        return self._unique(latin)

    def _unique(self, text: str) -> str:
        self.taken[text] = self.taken.get(text, 0) + 1
        return text if self.taken[text] == 1 else f"{text}{self.taken[text]}"

    def _digits(self, pattern: str) -> str:
        return re.sub("#", lambda _match: str(self.random.randrange(10)), pattern)


def _plain_name(faker: Faker) -> str:
    """A name without titles."""
    return f"{faker.first_name()} {faker.last_name()}"


def _latin(text: str, separator: str = "-") -> str:
    """The text in small ASCII letters and digits, as it may stand in an address; empty when it has none."""
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", separator, decomposed).strip(separator)
