"""The link in a mail by which somebody ends all such mails."""

from __future__ import annotations

import re

# from the beginning of a word only: a picture within the text is a word of some hundred thousand letters
LINK = re.compile(r"""(?<![^\s"'<>])[^\s"'<>]*/sme/unsubscribe[^\s"'<>]*""")


def replace_links(text: str, url: str) -> tuple[str, bool]:
    """The text with every way out replaced by this one, and whether there was a link to any."""
    replaced = LINK.sub(lambda _found: url, text)
    return replaced, f'href="{url}"' in replaced
