"""Check that translations are complete: check_translations TEMPLATE.pot TRANSLATION.po..."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-+#0]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]|\{\w*\}|%%")


def main(arguments: list[str]) -> int:
    """Print one line for each fault; 1 when there is any."""
    template, *translations = map(Path, arguments)
    terms = polib.pofile(str(template))
    faults = [fault for path in translations for fault in find_faults(path, terms)]
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


def find_faults(path: Path, terms: polib.POFile) -> Iterator[str]:
    """Say which terms a translation lacks, leaves open, carries without use, or gives other placeholders."""
    if not path.exists():
        yield f"{path}: missing; {len(terms)} terms are to be translated"
        return
    translated = {entry.msgid: entry for entry in polib.pofile(str(path)) if not entry.obsolete}
    wanted = {entry.msgid for entry in terms}
    for term in sorted(wanted - translated.keys()):
        yield f"{path}: not translated: {term!r}"
    for term in sorted(translated.keys() - wanted):
        yield f"{path}:{translated[term].linenum}: no longer used: {term!r}"
    for term in sorted(wanted & translated.keys()):
        fault = _fault_of(translated[term])
        if fault:
            yield f"{path}:{translated[term].linenum}: {fault}: {term!r}"


def _fault_of(entry: polib.POEntry) -> str:
    if not entry.msgstr.strip():
        return "empty"
    if entry.fuzzy:
        return "fuzzy"
    if sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr)):
        return "other placeholders than the term"
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
