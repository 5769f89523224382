"""Titles within the limits of a messenger: never cut in the middle of a word, never two equal ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

ELLIPSIS = "…"
# Left out first when titles are too long: they say least.
_JOINERS = (" - ", " – ", " | ")


def shortened(text: str, limit: int) -> str:
    """Return text of at most `limit` characters; whole words, with an ellipsis where some are left out.

    A single word longer than the limit is cut between its letters, since there is nothing else to cut; an accent or a
    joined emoji stays with what it belongs to.
    """
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    room = limit - len(ELLIPSIS)
    if room < 1:
        return ELLIPSIS[:limit]
    head = text[:room]
    if not text[room].isspace():
        words = head.rsplit(None, 1)
        head = words[0] if len(words) == 2 and words[0].strip() else _whole_signs(text, room)
    return head.rstrip(" ,;:(–-/") + ELLIPSIS if head.rstrip(" ,;:(–-/") else ELLIPSIS


def distinct(titles: Sequence[str], limit: int) -> list[str]:
    """Return the titles within the limit, each of them once.

    Where shortening makes two of them equal, what they differ in is kept: their ends; and where nothing else helps, a
    number in front.
    """
    short = [shortened(title, limit) for title in titles]
    for make in (_ends, _numbered):
        doubled = [index for index, title in enumerate(short) if short.count(title) > 1]
        if not doubled:
            break
        for index in doubled:
            short[index] = make(titles[index], index, limit)
    return _all_different(short, limit)


def _ends(title: str, index: int, limit: int) -> str:
    words = " ".join(title.split()).split(" ")
    kept: list[str] = []
    for word in reversed(words):
        if len(ELLIPSIS) + len(" ".join([word, *kept])) > limit:
            break
        kept.insert(0, word)
    if not kept or len(kept) == len(words):
        return shortened(title, limit)
    return ELLIPSIS + " ".join(kept)


def _numbered(title: str, index: int, limit: int) -> str:
    number = f"{index + 1}. "
    return number + shortened(title, max(1, limit - len(number)))


def _all_different(titles: list[str], limit: int) -> list[str]:
    seen: set[str] = set()
    for index, title in enumerate(titles):
        while title in seen:
            title = _numbered(title, index, limit)
            if title in seen:  # a title that looks like our numbers
                title = shortened(f"{index + 1}.{len(seen)}", limit)
        titles[index] = title
        seen.add(title)
    return titles


def _whole_signs(text: str, room: int) -> str:
    """Cut before what would be torn from its base: combining marks, joiners, variation selectors."""
    while room > 1 and (
        unicodedata.combining(text[room]) or text[room] in "\u200d\ufe0f" or text[room - 1] == "\u200d"
    ):
        room -= 1
    return text[:room]
