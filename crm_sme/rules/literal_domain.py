"""Search domains that people type: literals only, no code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

OPERATORS = ("&", "|", "!")


def parse(text: str | None) -> list:
    """The domain written in a text; empty for an empty text, ValueError for anything but a list of conditions."""
    if not text or not text.strip():
        return []
    try:
        domain = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise ValueError(text) from error
    if not isinstance(domain, list):
        raise ValueError(text)
    for leaf in domain:
        if leaf in OPERATORS:
            continue
        if not isinstance(leaf, list | tuple) or len(leaf) != 3 or not all(isinstance(part, str) for part in leaf[:2]):
            raise ValueError(text)
    return domain


def get_fields(domain: list) -> Iterator[str]:
    """The fields that the conditions of a domain ask for, those of domains within conditions left out."""
    for leaf in domain:
        if not isinstance(leaf, str):
            yield leaf[0]


def has_inner_domain(domain: list) -> bool:
    """Whether a condition asks for records by a domain of its own."""
    return any(not isinstance(leaf, str) and "any" in leaf[1] for leaf in domain)
