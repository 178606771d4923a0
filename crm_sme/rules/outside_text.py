"""Text that strangers write, made harmless for lists, mails and spreadsheets."""

from __future__ import annotations

import unicodedata

# Marks that turn the direction of what follows: a file "cod.exe" would be shown as "exe.doc".
DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
FORMULA_STARTS = ("=", "+", "-", "@", "{=")


def clean_text(text: str, most: int) -> str:
    """Text of several lines without characters that a database, a mail or a reader stumbles over."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character for character in lines if character in "\n\t" or _is_harmless(character)).strip()[:most]


def clean_line(text: str, most: int) -> str:
    """One line that no spreadsheet takes for a formula."""
    line = " ".join("".join(character if _is_harmless(character) else " " for character in text).split())
    if line.startswith(FORMULA_STARTS):
        line = f"'{line}"
    return line[:most].rstrip()


def clean_file_name(name: str, most: int = 150) -> str:
    """The name of a file that shows what it is: no path, no hidden characters, the extension kept."""
    line = clean_line(name.replace("\\", "/").rpartition("/")[2], 1000).lstrip("'")
    stem, dot, extension = line.rpartition(".")
    if len(line) > most and dot and len(extension) <= 10:
        line = f"{stem[: most - len(extension) - 1]}.{extension}"
    return line[:most] or "file"


def _is_harmless(character: str) -> bool:
    return character not in DIRECTION_MARKS and unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
