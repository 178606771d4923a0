"""What somebody may have typed who looks for a customer."""

from __future__ import annotations

import re
from dataclasses import dataclass

SHORTEST = 3
LONGEST = 100
PHONE_DIGITS = 8
FEWEST_PHONE_DIGITS = 5

# Signs that people put between the digits of a phone number.
_PHONE = re.compile(r"^[+(0-9][0-9 ./()\u2010-\u2015-]*$")
_EMAIL_PART = re.compile(r"^[^@\s]*@[^@\s]*$")
_CODE = re.compile(r"^[\w/-]*\d[\w/-]*$")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the text may be, most telling first; `problem` says why it is nothing."""

    text: str
    kinds: tuple[str, ...] = ()
    phone_digits: str = ""
    problem: str | None = None


def read_wanted(text: object) -> Wanted:
    """Tell what a text may be: phone, email, code (an order, serial or record number), name."""
    if not isinstance(text, str):
        return Wanted("", problem="nothing")
    cleaned = " ".join(text.replace("\x00", " ").split())
    if not cleaned:
        return Wanted("", problem="nothing")
    if len(cleaned) < SHORTEST and cleaned.isascii():
        return Wanted(cleaned, problem="short")
    if len(cleaned) > LONGEST:
        return Wanted(cleaned[:LONGEST], problem="long")
    if not any(character.isalnum() for character in cleaned):
        return Wanted(cleaned, problem="signs")
    return _read_kinds(cleaned)


def _read_kinds(text: str) -> Wanted:
    digits = re.sub(r"\D", "", text)
    kinds = []
    is_phone = bool(_PHONE.match(text)) and len(digits) >= FEWEST_PHONE_DIGITS
    if is_phone:
        kinds.append("phone")
    if _EMAIL_PART.match(text):
        kinds.append("email")
    if _CODE.match(text.replace(" ", "")):
        kinds.append("code")
    kinds.append("name")
    return Wanted(text, tuple(kinds), digits[-PHONE_DIGITS:] if is_phone else "")
