"""Links and documents of a screen: as buttons where a messenger takes them, as text everywhere else."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from channels.content import Screen


@dataclass(frozen=True)
class Link:
    """Something to open: what its button says, and the address."""

    title: str
    url: str


def is_public(url: str | None) -> bool:
    """Tell whether an address is reached from outside; messengers refuse all others in buttons and for pictures."""
    try:
        parts = urlsplit(url or "")
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or "." not in host or host.endswith((".local", ".localhost")):
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return True


def links_of(screen: Screen) -> tuple[Link, ...]:
    """Return the links of a screen: its payment link, or the legal texts of a summary."""
    show = screen.show or {}
    if screen.kind == "link" and show.get("url"):
        return (_link(show.get("title"), show["url"]),)
    if screen.kind == "summary":
        return tuple(_link(title, url) for title, url in show.get("links") or ())
    return ()


def document_of(screen: Screen) -> Link | None:
    """Return the document of a screen: its file name and its address."""
    show = screen.show or {}
    if screen.kind != "document" or not show.get("url"):
        return None
    return _link(show.get("name"), show["url"])


def with_links(text: str, links: Sequence[Link]) -> str:
    """Return the text with the addresses that it does not have yet, each in a line of its own."""
    rows = [
        link.url if link.title == link.url else f"{link.title}: {link.url}" for link in links if link.url not in text
    ]
    return "\n".join([text, *rows] if text else rows)


def _link(title: object, url: object) -> Link:
    return Link(str(title or "").strip() or str(url), str(url))
