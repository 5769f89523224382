"""Texts within the limits of a messenger: cut into messages at line breaks, nothing left out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

# How long a text is for a messenger: `len` counts characters, `utf16_length` what Telegram and Java count.
Measure = Callable[[str], int]
# A break so early in a part would leave a part of a few words; a later and worse place is better then.
_TOO_EARLY = 4


def utf16_length(text: str) -> int:
    """Return the number of UTF-16 code units: an emoji has two, with its skin color four."""
    return len(text) + sum(1 for character in text if character > "\uffff")


def split(text: str, limit: int, measure: Measure = len) -> list[str]:
    """Return the text in parts of at most `limit`, broken between lines, else between words, else between signs.

    Nothing but the white space at a break is lost. An empty text has no parts.
    """
    parts: list[str] = []
    rest = text.strip()
    while rest:
        fitting = prefix_length(rest, limit, measure)
        cut = fitting if fitting == len(rest) else _place_to_cut(rest, max(1, fitting))
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return parts


def prefix_length(text: str, limit: int, measure: Measure = len) -> int:
    """Return how many characters of the beginning of a text fit."""
    # No character is shorter than one, so that the rest of a long text need not be measured.
    if len(text) <= limit and measure(text) <= limit:
        return len(text)
    low, high = 0, min(len(text), max(0, limit))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle]) <= limit else (low, middle - 1)
    return low


def whole_signs(text: str, room: int) -> int:
    """Return where to cut at `room` or before, so that no sign is torn: an accent, a joined emoji, a flag."""
    cut = room
    while cut > 1 and _joined(text, cut):
        cut -= 1
    # One sign that is longer than the room has to be torn.
    return cut if cut > 1 or not _joined(text, cut) else room


def _joined(text: str, at: int) -> bool:
    """Tell whether the characters before and after a place belong to one sign."""
    if at >= len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.combining(after) or after in "\u200d\ufe0f\u20e3" or before == "\u200d":
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    return _is_half_flag(before) and _is_half_flag(after) and _flags_before(text, at) % 2 == 1


def _is_half_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    count = 0
    while count < at and _is_half_flag(text[at - 1 - count]):
        count += 1
    return count


def _place_to_cut(text: str, fitting: int) -> int:
    earliest = fitting // _TOO_EARLY
    line_break = text.rfind("\n", earliest, fitting + 1)
    if line_break > 0:
        return line_break
    space = max((text.rfind(sign, earliest, fitting + 1) for sign in (" ", "\t", "\n")), default=-1)
    return space if space > 0 else whole_signs(text, fitting)
