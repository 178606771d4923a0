"""Placeholders of templates: what is wrong with them, and which of them stayed empty.

Two kinds are known: `{{ expression }}` in a line, and `t-out="expression"` in a text.
"""

from __future__ import annotations

import ast
import re
from html import unescape

# Stands in a text where a placeholder had no value: seen by whoever writes the mail, refused by whatever sends it.
EMPTY = "⟪…⟫"
OBJECT = "object"

LINE = re.compile(r"\{\{(.+?)(\|\|\|\s*(.*?))?\}\}", re.DOTALL)
OUTPUT = re.compile(r"""(\bt-(?:out|esc)\s*=\s*)("([^"]*)"|'([^']*)')""")
TAG = re.compile(r"<[^>]*>")
# What Python writes where there is nothing.
NOTHING = re.compile(r"(?<!\w)(?:False|None)(?!\w)")
REMAINS = ("{{", "}}", "t-out", "t-esc")


def mark_line(source: str) -> str:
    """The same line, that shows where a placeholder is empty. A default given with ||| is wanted."""
    return LINE.sub(lambda found: found[0] if found[2] else f"{{{{ ({found[1].strip()}) or '{EMPTY}' }}}}", source)


def mark_text(source: str) -> str:
    """The same text, that shows where a placeholder is empty, whatever loop or condition it stands in."""

    def mark(found: re.Match) -> str:
        expression = found[3] if found[3] is not None else found[4]
        if not expression.strip() or expression.strip() == "0":
            return found[0]
        quote = found[2][0]
        inner = "'" if quote == '"' else "&quot;"
        if inner == "&quot;":
            quote = "'"
        return f"{found[1]}{quote}({expression}) or {inner}{EMPTY}{inner}{quote}"

    return OUTPUT.sub(mark, source)


def find_expressions(line: str, text: str) -> list[str]:
    """The expressions of a template, as they stand in its subject and its text."""
    found = [match[1].strip() for match in LINE.finditer(line)]
    for match in OUTPUT.finditer(text):
        expression = unescape(match[3] if match[3] is not None else match[4]).strip()
        found += [expression] if expression != "0" else []
    return found


def is_readable(expression: str) -> bool:
    """Whether a placeholder can be calculated at all."""
    try:
        ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def find_paths(expression: str) -> list[tuple[str, ...]]:
    """The fields that a readable expression asks of the document, ("partner_id", "name") for object.partner_id.name."""
    tree = ast.parse(expression.strip(), mode="eval")
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    paths = []
    for node in ast.walk(tree):
        names: list[str] = []
        if not isinstance(node, ast.Attribute) or id(node) in inner:
            continue
        step: ast.expr = node
        while isinstance(step, ast.Attribute):
            names.insert(0, step.attr)
            step = step.value
        if isinstance(step, ast.Name) and step.id == OBJECT:
            paths.append(tuple(names))
    return paths


def has_open_end(line: str) -> bool:
    """Whether a line opens or closes a placeholder that is not whole."""
    rest = LINE.sub("", line)
    return "{{" in rest or "}}" in rest


def is_incomplete(text: str, source: str = "") -> bool:
    """Whether what would be sent still shows that a placeholder had no value, or was not replaced.

    Words that the author of the template wrote in `source` are left alone.
    """
    if EMPTY in text or any(remains in text for remains in REMAINS):
        return True
    written = TAG.sub(" ", LINE.sub(" ", OUTPUT.sub("", source)))
    return bool(NOTHING.search(TAG.sub(" ", text))) and not NOTHING.search(written)
