"""Words that a space is missing between: "zweipullover", "poloshirtsXXL", "inM", "grauemütze" with a size behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from components.reading.lexicon import Lexicon
from components.reading.spelling import Speller, is_everyday
from components.reading.tokens import Token, fold

_SIZE = r"(?:X{0,3}[SL]|M)"
_SIZE_BEHIND = re.compile(rf"(?P<word>[^\W\d_]*[a-zäöüß])(?P<size>{_SIZE})", re.UNICODE)
_SIZE_BEFORE = re.compile(rf"(?P<size>{_SIZE})(?P<word>[a-zäöüß]{{3,}})", re.UNICODE)
_BIG_SIZE_BEHIND = re.compile(r"(?P<word>[^\W\d_]{3,})(?P<size>x{1,3}[sl])", re.UNICODE)
_LONGEST = 28
_SHORTEST = 6
_SHORTEST_GOODS = 3
_SHORTEST_PRODUCT = 4
_SHORTEST_SHARED = 5  # "shirt", which means something else in the other language, but always goods
_LEADERS = ("indef", "indef_head", "in", "order", "search", "each", "another", "and", "def")
# "onepair", "dreistück": the goods follow; "einenin L", "pulloverin L": the size does.
_OPEN_ROWS = (("number", "pieces"), ("article", "pieces"), ("article", "in"), ("number", "in"), ("product", "in"))
_ARTICLES = ("indef", "indef_head", "def")
_PIECES = ("pieces", "pair_of")
_ENTITIES = ("product", "color", "material", "audience", "fit")


class Separator:
    """Puts the spaces back where every piece is a known word."""

    def __init__(self, lexicon: Lexicon, speller: Speller) -> None:
        self._lexicon = lexicon
        self._speller = speller
        self._leaders = {
            key[0]
            for key, kinds in lexicon.functions.items()
            if len(key) == 1 and kinds & set(_LEADERS) and key[0].isalpha() and (len(key[0]) > 2 or key[0] == "in")
        }
        self._before_sizes = {key[0] for key, kinds in lexicon.functions.items() if len(key) == 1 and "size" in kinds}
        self._kind = lru_cache(maxsize=4096)(self._kind_of)

    def separate(self, token: Token, first: bool, counted: bool, is_goods: Callable[[Token], bool]) -> list[Token]:
        """Return the pieces, the token alone if it is one word.

        `first`: no word stands before it; `counted`: a number is glued to its end; `is_goods` tells whether a word by
        itself means goods (compounds too).
        """
        sized = self._sized(token, is_goods)
        if sized:
            return sized
        text = token.text.lower()
        named = token.text.istitle() and not first
        if named or not _SHORTEST <= len(text) <= _LONGEST or not text.isalpha() or is_everyday(text):
            return [token]
        if counted and text.endswith("x"):
            pieces = self._separated(token, len(text) - 1)
            return [*pieces, _piece(token, len(text) - 1, len(text))] if pieces else [token]
        return self._separated(token, len(text)) or [token]

    def _separated(self, token: Token, length: int) -> list[Token]:
        cuts = self._cuts(token.text.lower()[:length])
        return [_piece(token, start, end) for start, end in zip(cuts, cuts[1:], strict=False)]

    def _sized(self, token: Token, is_goods: Callable[[Token], bool]) -> list[Token]:
        """ "inM", "poloshirtsXXL", "XXLgrau", "hoodiexl"."""
        match = _SIZE_BEHIND.fullmatch(token.text)
        if match:
            word = _piece(token, 0, match.end("word"))
            if word.key in self._leaders or word.key in self._before_sizes or is_goods(word):
                return [word, _piece(token, match.start("size"), len(token.text))]
            before = self._separated(token, match.end("word"))
            return [*before, _piece(token, match.start("size"), len(token.text))] if before else []
        match = _SIZE_BEFORE.fullmatch(token.text)
        if match:
            word = _piece(token, match.start("word"), len(token.text))
            sure = len(match["size"]) > 1 or self._kind(word.key) == "color"
            return [_piece(token, 0, match.end("size")), word] if sure and is_goods(word) else []
        match = _BIG_SIZE_BEHIND.fullmatch(token.text)
        if match:
            word = _piece(token, 0, match.end("word"))
            return [word, _piece(token, match.start("size"), len(token.text))] if is_goods(word) else []
        return []

    def _cuts(self, text: str) -> list[int]:
        """Where the words begin and end; empty if the text is no row of known words with goods among them."""
        for first in range(len(text) - 2, 1, -1):
            one = self._kind(fold(text[:first]))
            if not one:
                continue
            two = self._kind(fold(text[first:]))
            if two and _fits(one, two):
                return [0, first, len(text)]
            for second in range(len(text) - 2, first + 1, -1):
                middle, last = self._kind(fold(text[first:second])), self._kind(fold(text[second:]))
                if middle and last and _fits(one, middle, last):
                    return [0, first, second, len(text)]
        return []

    def _kind_of(self, key: str) -> str:
        """What a piece is: "product", another kind of goods word, "number", "leader", "in"; empty if none of them."""
        if key == "in":
            return "in"
        if len(key) < _SHORTEST_GOODS:
            return ""
        if key in self._lexicon.numbers["units"]:
            return "number"
        if key in self._leaders:
            return "article" if self._lexicon.functions[(key,)] & set(_ARTICLES) else "leader"
        if self._lexicon.functions.get((key,), set()) & set(_PIECES):
            return "pieces"
        entry = next((entry for entry in self._speller.exact(key) if entry.entity in _ENTITIES), None)
        if entry is None or entry.own_language_only and len(key) < _SHORTEST_SHARED:
            return ""
        return "" if entry.entity == "product" and len(key) < _SHORTEST_PRODUCT else entry.entity


def _fits(*kinds: str) -> bool:
    """Whether such words make sense in such a row: goods, or a colour with what counts it ("einschwarzer")."""
    if kinds in _OPEN_ROWS:
        return True
    if (
        "in" in kinds[:-1]
        and kinds[kinds.index("in") + 1] != "color"
        or kinds[-1] in ("in", "number", "article", "leader", "pieces")
    ):
        return False
    if kinds.count("product") > 1:  # "sneakersöckchen" are socks
        return False
    return "product" in kinds or kinds[0] in ("number", "article", "in") and "color" in kinds


def _piece(token: Token, start: int, end: int) -> Token:
    text = token.text[start:end]
    glued = token.glued if start == 0 else True
    return replace(token, text=text, key=fold(text), start=token.start + start, end=token.start + end, glued=glued)
