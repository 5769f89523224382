""" "2", "die 2", "the second one": something named by its position in what was last shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

_FOLDER = Path(__file__).parent
_LONGEST = 40
_WORD = re.compile(r"[\w']+")
_NUMBER = re.compile(r"\d{1,3}")


@dataclass(frozen=True)
class Position:
    """A position that was named, from 1; -1 is the last one. `bare`: as a number without any word beside it."""

    number: int
    bare: bool

    def of(self, titles: Sequence[str]) -> int | None:
        """Return the index among titles, or None: there is none there, or the number is a title itself.

        Among the sizes 36 to 46 a "38" is a size.
        """
        named = any(str(self.number) in _NUMBER.findall(title) for title in titles)
        if named or not 1 <= abs(self.number) <= len(titles):
            return None
        return self.number - 1 if self.number > 0 else len(titles) + self.number


@dataclass(frozen=True)
class _Words:
    positions: dict[str, int]
    fillers: frozenset[str]


def position_in(text: str) -> Position | None:
    """Return the position that a text names if it says nothing else, in any language; else None."""
    if len(text) > _LONGEST:
        return None
    words = [word.casefold() for word in _WORD.findall(text)]
    bare = len(words) == 1 and bool(_NUMBER.fullmatch(words[0]))
    for language in _languages():
        left = [word for word in words if word not in language.fillers]
        if len(left) != 1:
            continue
        if _NUMBER.fullmatch(left[0]):
            return Position(int(left[0]), bare)
        if left[0] in language.positions:
            return Position(language.positions[left[0]], False)
    return None


@lru_cache(maxsize=1)
def _languages() -> tuple[_Words, ...]:
    return tuple(map(_read, sorted(_FOLDER.glob("*.yml"))))


def _read(file: Path) -> _Words:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    positions = {word: number for number, words in enumerate(content["ordinals"], start=1) for word in words}
    return _Words(positions | {word: -1 for word in content["last"]}, frozenset(content["fillers"]))
