"""Titles within the limits of a messenger: never cut in the middle of a word, never two equal ones."""

from __future__ import annotations

from collections.abc import Sequence

from channels.content import Choice
from channels.rendering.texts import Measure, prefix_length, whole_signs

ELLIPSIS = "…"


def shortened(text: str, limit: int, measure: Measure = len) -> str:
    """Return text of at most `limit`, by default in characters; whole words, with an ellipsis where some are left out.

    A single word longer than the limit is cut between its letters, since there is nothing else to cut; an accent or a
    joined emoji stays with what it belongs to.
    """
    text = " ".join(text.split())
    if measure(text) <= limit:
        return text
    room = prefix_length(text, limit - len(ELLIPSIS), measure)
    if room < 1:
        return ELLIPSIS[:limit]
    head = text[:room]
    if not text[room].isspace():
        words = head.rsplit(None, 1)
        head = words[0] if len(words) == 2 and words[0].strip() else text[: whole_signs(text, room)]
    return head.rstrip(" ,;:(–-/") + ELLIPSIS if head.rstrip(" ,;:(–-/") else ELLIPSIS


def distinct(titles: Sequence[str], limit: int, measure: Measure = len) -> list[str]:
    """Return the titles within the limit, each of them once.

    Where shortening makes two of them equal, what they differ in is kept: their ends; and where nothing else helps, a
    number in front.
    """
    short = [shortened(title, limit, measure) for title in titles]
    for make in (_ends, _numbered):
        doubled = [index for index, title in enumerate(short) if short.count(title) > 1]
        if not doubled:
            break
        for index in doubled:
            short[index] = make(titles[index], index, limit, measure)
    return _all_different(short, limit, measure)


def choice_titles(choices: Sequence[Choice], limit: int, measure: Measure = len) -> list[str]:
    """Return what the buttons of choices say; none is empty, as no messenger takes that."""
    return distinct([choice.title.strip() or ELLIPSIS for choice in choices], limit, measure)


def _ends(title: str, index: int, limit: int, measure: Measure) -> str:
    words = " ".join(title.split()).split(" ")
    kept: list[str] = []
    for word in reversed(words):
        if len(ELLIPSIS) + measure(" ".join([word, *kept])) > limit:
            break
        kept.insert(0, word)
    if not kept or len(kept) == len(words):
        return shortened(title, limit, measure)
    return ELLIPSIS + " ".join(kept)


def _numbered(title: str, index: int, limit: int, measure: Measure) -> str:
    number = f"{index + 1}. "
    return number + shortened(title, max(1, limit - len(number)), measure)


def _all_different(titles: list[str], limit: int, measure: Measure) -> list[str]:
    seen: set[str] = set()
    for index, title in enumerate(titles):
        while title in seen:
            title = _numbered(title, index, limit, measure)
            if title in seen:  # a title that looks like our numbers
                title = shortened(f"{index + 1}.{len(seen)}", limit, measure)
        titles[index] = title
        seen.add(title)
    return titles
