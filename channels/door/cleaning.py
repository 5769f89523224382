"""Text from outside, made harmless."""

from __future__ import annotations

import unicodedata

from components.order_line_extractor import MAX_CHARACTERS
from shop.text import storable

# Line breaks separate the items of a list.
_KEPT = "\n\t"
_SLASH = "/"


def cleaned(text: str) -> tuple[str, bool]:
    """Return the text without control characters and without what is beyond MAX_CHARACTERS, and whether that was much.

    A leading slash would be a command to Rasa; typed by a shopper it is a text like any other, so it goes.
    """
    short = text[: MAX_CHARACTERS * 2]  # nobody waits for the rest of a megabyte to be looked at
    plain = "".join(c for c in storable(short) if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cs"))
    plain = plain.strip()
    while plain.startswith(_SLASH):
        plain = plain[1:].strip()
    return plain[:MAX_CHARACTERS].rstrip(), len(plain) > MAX_CHARACTERS or len(text) > len(short)
