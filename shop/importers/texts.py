"""Texts of a file as the shop stores them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset((
    "p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article",
))  # fmt: skip
_SILENT = frozenset(("script", "style", "head", "template"))
_LONGEST_TEXT = 5000


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Blocks end lines."""
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """See the start."""
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep what is read by people."""
        if not self._silent:
            self.parts.append(data)


def plain_text(html: str) -> str:
    """HTML as text: one line for each paragraph or item, at most 5000 characters."""
    if "<" in html or "&" in html:
        parser = _Text()
        parser.feed(html)
        parser.close()
        html = "".join(parser.parts)
    lines = (spaced(line) for line in html.splitlines())
    return cut("\n".join(line for line in lines if line), _LONGEST_TEXT)


def spaced(text: str) -> str:
    """Single spaces, none at the ends, no characters that cannot be stored."""
    return " ".join(text.replace("\0", "").split())


def cut(text: str, longest: int) -> str:
    """At most so many characters; what is cut ends with an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def split_list(text: str, separators: str = ",") -> tuple[str, ...]:
    """The parts of a list in one field, without blank ones; a separator after a backslash is no separator."""
    parts = re.split(rf"(?<!\\)[{re.escape(separators)}]", text)
    return tuple(part for part in (spaced(part.replace("\\", "")) for part in parts) if part)
