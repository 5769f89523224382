"""Words of a message with their places in it, and the spelling-proof form under which the lexicon knows them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_WORD = r"[^\W\d_]+(?:['’`´][^\W\d_]+)*['’]?"
_TOKEN = re.compile(rf"\d+(?:[.,]\d+)*|{_WORD}|\n|\.{{2,}}|[^\w\s]|_", re.UNICODE)
_GLUED_TIMES = re.compile(r"[xX](?![lL]$)(?=[^\W\d_])")
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
    """Split a message into tokens; "2xHemd" gives "2", "x", "Hemd"."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        for start, end in _pieces(text, match.start(), match.end(), tokens):
            piece = text[start:end]
            glued = bool(tokens) and tokens[-1].end == start
            tokens.append(Token(piece, fold(piece).rstrip("'"), start, end, glued))
    return [token for token in tokens if token.key]


def _pieces(text: str, start: int, end: int, before: list[Token]) -> list[tuple[int, int]]:
    word = text[start:end]
    after_number = bool(before) and before[-1].is_number and before[-1].end == start
    if after_number and _GLUED_TIMES.match(word) or after_number and word == "xL":
        return [(start, start + 1), (start + 1, end)]
    return [(start, end)]
