"""Check that XML files are well-formed and indented by four spaces a level: check_xml FOLDER..."""

import sys
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

INDENT = "    "
# Text in these keeps its own layout.
FREE_LAYOUT = {"pre", "script", "style", "svg", "textarea"}


def main(folders: list[str]) -> int:
    """Print one line for each fault; 1 when there is any."""
    files = sorted(path for folder in folders for path in Path(folder).rglob("*.xml"))
    faults = [fault for path in files for fault in find_faults(path)]
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


def find_faults(path: Path) -> Iterator[str]:
    """Say what is wrong in one file, each with its line."""
    text = path.read_text()
    try:
        root = etree.fromstring(text.encode())
    except etree.XMLSyntaxError as error:
        yield f"{path}:{error.lineno}: {error.msg}"
        return
    if "\t" in text:
        yield f"{path}:{text[: text.index(chr(9))].count(chr(10)) + 1}: a tab"
    yield from (f"{path}:{line}: {fault}" for line, fault in _misplaced(root, 0))


def _misplaced(element: etree._Element, depth: int) -> Iterator[tuple[int, str]]:
    """Elements that begin a line of their own at another depth than their place in the tree."""
    if element.tag in FREE_LAYOUT:
        return
    children = list(element)
    for position, child in enumerate(children):
        before = element.text if position == 0 else children[position - 1].tail
        if _begins_line(before) and _indent(before) != INDENT * (depth + 1):
            yield child.sourceline, f"not indented by {len(INDENT) * (depth + 1)} spaces"
        yield from _misplaced(child, depth + 1)
    if children and _begins_line(children[-1].tail) and _indent(children[-1].tail) != INDENT * depth:
        yield children[-1].sourceline, f"</{element.tag}> after this is not indented by {len(INDENT) * depth} spaces"


def _begins_line(text: str | None) -> bool:
    return bool(text) and "\n" in text and not _indent(text).strip()


def _indent(text: str) -> str:
    return text.rpartition("\n")[2]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
