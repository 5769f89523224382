"""Choices in pages: more than a messenger shows at once, with a row that brings the next ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from channels.content import Choice, Screen

# Opened by the door itself: the conversation does not go on when somebody turns a page.
PAGE = "!page"


@dataclass(frozen=True)
class Page:
    """Some of the choices, in order, and the position of the next ones; None if these are the last."""

    choices: tuple[Choice, ...]
    first: int
    following: int | None


def page_of(screen: Screen, first: int, rows: int) -> Page:
    """Return the page that begins at a position, of at most `rows` rows; one is for "more" if there is more."""
    rest = screen.choices[first:]
    if len(rest) <= rows:
        return Page(tuple(rest), first, None)
    shown = tuple(rest[: rows - 1])
    return Page(shown, first, first + len(shown))


def page_payload(following: int) -> str:
    """Return the payload of the row that brings the next page."""
    return f"{PAGE} {following}"


def page_named(payload: str) -> int | None:
    """Return the position that a payload of `page_payload` names, or None."""
    head, _, number = payload.partition(" ")
    return int(number) if head == PAGE and number.isdecimal() and len(number) < 5 else None


def numbered_text(text: str, choices: Sequence[Choice], first: int = 0) -> str:
    """Return the text with its choices as numbered rows, for channels without buttons."""
    rows = [f"{number}. {choice.title}" for number, choice in enumerate(choices, start=first + 1)]
    return "\n".join([text, *rows] if text else rows)
