""" "2", "die 2", "the second one": a choice named by its position in what the bot last showed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from channels.content import LANGUAGES, Choice
from channels.wording import listed, positions

_LONGEST = 40
_WORD = re.compile(r"[\w']+")
_NUMBER = re.compile(r"\d{1,3}")


def could_pick(text: str) -> bool:
    """Tell, without asking what was shown, whether a text may name a choice by its position."""
    return position_in(text) is not None


def position_in(text: str) -> tuple[int, bool] | None:
    """Return the position that a text names (-1: the last), and whether it stands there as a bare number; else None."""
    if len(text) > _LONGEST:
        return None
    words = [word.casefold() for word in _WORD.findall(text)]
    bare = len(words) == 1 and bool(_NUMBER.fullmatch(words[0]))
    for language in LANGUAGES:
        left = [word for word in words if word not in set(listed(language, "pick_fillers"))]
        if len(left) != 1:
            continue
        if _NUMBER.fullmatch(left[0]):
            return int(left[0]), bare
        position = positions(language).get(left[0])
        if position is not None:
            return position, False
    return None


def picked(text: str, choices: Sequence[Choice], numbered: bool) -> Choice | None:
    """Return the choice that a text picks by its position.

    A bare number does so only where the choices are shown with numbers, and never where it is a choice itself: among
    the sizes 36 to 46 a "38" is a size.
    """
    found = position_in(text)
    if found is None:
        return None
    position, bare = found
    named = any(str(position) in _NUMBER.findall(choice.title) for choice in choices)
    if named or (bare and not numbered) or not 1 <= abs(position) <= len(choices):
        return None
    return choices[position - 1 if position > 0 else position]
