"""Web addresses of a file: of pictures and of the merchant's own page of an article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

LONGEST_ADDRESS = 500
MOST_PICTURES = 10
_BETWEEN = re.compile(r",\s*(?=[a-z]+://)|,\s+|\s+(?=https?://)", re.IGNORECASE)


@dataclass
class Pictures:
    """The pictures of one article, in the order of the file, each once; beyond the tenth they are left out."""

    addresses: list[str] = field(default_factory=list)

    def add(self, texts: Iterable[str]) -> list[str]:
        """Keep what are addresses; returns what are none, for the report."""
        unreadable = []
        for text in texts:
            address = web_address(text)
            if address is None:
                unreadable.append(text)
            elif address not in self.addresses and len(self.addresses) < MOST_PICTURES:
                self.addresses.append(address)
        return unreadable


def web_address(text: str) -> str | None:
    """The address as messengers can open it: http or https, with a host, at most 500 characters; else None."""
    address = text.strip()
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return None
    readable = len(address) <= LONGEST_ADDRESS and address.isprintable() and not any(map(str.isspace, address))
    return address if usable and readable and not set(address) & set("<>\"'`\\") else None


def listed(text: str) -> list[str]:
    """The addresses of one field, separated by commas; a comma inside of one ("w_400,h_300") separates nothing."""
    return [part for part in (part.strip(" ,") for part in _BETWEEN.split(text)) if part]


def unreadable_picture(text: str) -> str:
    """What the report says of a picture that was left out."""
    return f"the picture {text[:60]!r} is no web address; left out"
