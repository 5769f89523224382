"""Words of a message with their places in it, and the spelling-proof form under which the lexicon knows them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

_WORD = r"[^\W\d_]+(?:['’`´][^\W\d_]+)*['’]?"
_TOKEN = re.compile(rf"\d+(?:[.,]\d+)*|{_WORD}|\n|\.{{2,}}|/{{2,}}|[^\w\s]|_", re.UNICODE)
_GLUED_TIMES = re.compile(r"[xX](?![lL]$)(?=[^\W\d_])")
_SPELLED_SIGNS = ("x", "xx", "xxx")
_SPELLED_ENDS = ("l", "s")
_GROUP = re.compile(r"\d+|,")
_SMALLEST_SIZE, _LARGEST_SIZE, _LARGEST_STEP = 24, 188, 12
_HEIGHT_STEP, _HEIGHT_REST = 6, 2  # 92, 98, 104 …
_FOLDS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "’": "'", "`": "'", "´": "'"})
_BARE_FOLDS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "é": "e", "è": "e", "’": "'", "`": "'", "´": "'"})


@dataclass(frozen=True)
class Token:
    """One word, number or sign.

    `glued`: nothing stands between it and the token before; `parts`: what a mistyped compound consists of.
    """

    text: str
    key: str
    start: int
    end: int
    glued: bool
    parts: tuple[Any, ...] = ()

    @property
    def is_word(self) -> bool:
        """Whether it consists of letters."""
        return self.text[0].isalpha()

    @property
    def is_number(self) -> bool:
        """Whether it consists of digits (with separators)."""
        return self.text[0].isdecimal()


def fold(text: str) -> str:
    """Return the lower-case form with umlauts and ß spelled out ("Größe" → "groesse")."""
    return text.lower().translate(_FOLDS)


def fold_bare(text: str) -> str:
    """Return the lower-case form with the umlauts' dots dropped ("Gürtel" → "gurtel")."""
    return text.lower().translate(_BARE_FOLDS)


def tokenize(text: str) -> list[Token]:
    """Split a message into tokens; "2xHemd" gives "2", "x", "Hemd", "größe x l" the size "xl"."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        for start, end in _pieces(text, match.start(), match.end(), tokens):
            piece = text[start:end]
            glued = bool(tokens) and tokens[-1].end == start
            tokens.append(Token(piece, fold(piece).rstrip("'"), start, end, glued))
    return _with_spelled_sizes([token for token in tokens if token.key])


def _with_spelled_sizes(tokens: list[Token]) -> list[Token]:
    """Join "x l" and "xx l"; behind a number, the x counts ("2 x L")."""
    joined: list[Token] = []
    i = 0
    while i < len(tokens):
        end = i
        if tokens[i].key in _SPELLED_SIGNS and not (joined and joined[-1].is_number):
            while end + 1 < len(tokens) and tokens[end].key in _SPELLED_SIGNS and not tokens[end + 1].glued:
                end += 1
                if tokens[end].key in _SPELLED_ENDS:
                    break
        if end > i and tokens[end].key in _SPELLED_ENDS:
            row = tokens[i : end + 1]
            key = "".join(token.key for token in row)
            joined.append(replace(tokens[i], text=" ".join(token.text for token in row), key=key, end=tokens[end].end))
        else:
            end = i
            joined.append(tokens[i])
        i = end + 1
    return joined


def _is_row_of_sizes(number: str) -> bool:
    """ "110,116,122": sizes one after another, not a number of nine digits."""
    groups = number.split(",")
    steps = {int(after) - int(before) for before, after in zip(groups, groups[1:], strict=False)}
    sizes = all(len(group) in (2, 3) and _SMALLEST_SIZE <= int(group) <= _LARGEST_SIZE for group in groups)
    if len(groups) == 2:  # "39,42" is money
        sizes = sizes and len(groups[0]) == 3 and {int(group) % _HEIGHT_STEP for group in groups} == {_HEIGHT_REST}
    return sizes and all(0 < step <= _LARGEST_STEP for step in steps)


def _pieces(text: str, start: int, end: int, before: list[Token]) -> list[tuple[int, int]]:
    word = text[start:end]
    if "," in word[1:] and "." not in word and _is_row_of_sizes(word):
        return [(start + match.start(), start + match.end()) for match in _GROUP.finditer(word)]
    after_number = bool(before) and before[-1].is_number and before[-1].end == start
    if after_number and _GLUED_TIMES.match(word) or after_number and word == "xL":
        return [(start, start + 1), (start + 1, end)]
    return [(start, end)]
