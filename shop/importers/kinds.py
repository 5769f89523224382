"""Which type of goods an article is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shop.importers.known_words import KnownWords, Piece, folded, keys_of
from shop.importers.singular import singular
from shop.importers.texts import spaced

LONGEST_TYPE = 80
_SIDE = re.compile(
    r"\s[-–—|:]\s|[,(;|/]|\b(?:with|for|in|from|of|made|mit|ohne|für|aus|von|im|und|and)\b|[&+]", re.IGNORECASE
)
_SEVERAL = re.compile(r"\s*(?:&|\+|,|/|\band\b|\bund\b)\s*", re.IGNORECASE)
_FOR = frozenset(("for", "fuer"))
# Alone these say nothing about the goods: "knife set", "gift box".
_NEEDS_COMPANY = frozenset((
    "set", "kit", "pack", "bundle", "box", "pair", "collection", "paket", "paar", "sortiment",
))  # fmt: skip
_LANGUAGES = ("en", "de")
# What a German plural adds to the word that a title has in the singular.
_PLURAL_ENDINGS = ("e", "en", "n", "er", "s", "nen")
_ASIDE = ("color", "size", "audience")


@dataclass(frozen=True)
class Kind:
    """A type: its canonical value, how the file writes it ("" if it does not), and what its name also says.

    `also` are pairs of entity and value: "Herrenhemden" are shirts, and for men.
    """

    value: str
    written: str = ""
    also: tuple[tuple[str, str], ...] = ()


@dataclass
class KindFinder:
    """Finds types; `own` are those that the file itself names, by the keys of their words.

    `spoken` are the words of all titles: they tell what one of the "Leinen" is called.
    """

    known: KnownWords
    language: str
    spoken: frozenset[str] = frozenset()
    own: dict[tuple[str, ...], str] = field(default_factory=dict)

    def named(self, path: str, title: str) -> Kind | None:
        """The type that a file names, if it names one: the last part of a path, in the singular."""
        last = spaced(path.split(">")[-1])
        pieces, also = self._without_audience(self.known.pieces(last, self.language))
        if not pieces:
            return Kind("", "", also) if also else None
        written = self._one_of(spaced(_text_of(last, pieces)), title)
        known = self.known.meaning("product", written, self.language)
        if known is not None:
            return Kind(known, written, also)
        *described, head = self.known.pieces(written, self.language)
        product = head.value("product")
        if product is not None and all(piece.meanings for piece in described):
            attributes = [piece.meanings[0] for piece in described]
            attributes += [meaning for meaning in head.meanings if meaning[0] != "product"]
            return Kind(product, "", (*also, *attributes))
        return Kind(self._own(written), written, also)

    def learn(self, kind: Kind) -> None:
        """Remember a type that is the merchant's own, for titles of articles without one."""
        self.own[keys_of(kind.value)] = kind.value

    def titled(self, title: str) -> Kind:
        """The type that a title names: known goods or a type of the file, else its last noun."""
        found = (self._known_in(part) for part in (head_of(title), title))
        value = next(filter(None, found), None)
        return Kind(value or self._noun(title) or self._own(title))

    def _own(self, written: str) -> str:
        *rest, last = spaced(written).lower().split() or [""]
        return " ".join([*rest, self._one(last)])[:LONGEST_TYPE].strip()

    def _one(self, word: str) -> str:
        guessed = singular(word, self.language)
        if self.language == "de" and guessed not in self.spoken:
            said = [word.removesuffix(ending) for ending in _PLURAL_ENDINGS if word.endswith(ending)]
            said = [one for one in said if len(one) > 2 and one in self.spoken]
            return max(said, key=len, default=guessed)
        return guessed

    def _one_of(self, written: str, title: str) -> str:
        """ "Cups & Mugs" are cups or mugs: the title tells."""
        parts = _SEVERAL.split(written)
        if len(parts) > 1:
            words = {singular(word, self.language) for word in title.split()}
            return next((part for part in parts if part and self._own(part).split()[-1] in words), written)
        return written

    def _without_audience(self, pieces: list[Piece]) -> tuple[list[Piece], tuple[tuple[str, str], ...]]:
        also = [meaning for piece in pieces for meaning in piece.meanings[:1] if meaning[0] == "audience"]
        rest = [piece for piece in pieces if not piece.meanings or piece.meanings[0][0] != "audience"]
        while also and rest and (rest[-1].tokens[0] in _FOR or not rest[-1].text[0].isalnum()):
            rest.pop()
        while also and rest and not rest[0].text[0].isalnum():
            rest.pop(0)
        return rest, tuple(also)

    def _known_in(self, title: str) -> str | None:
        pieces = self.known.pieces(title, self.language)
        keys = [singular(key, self.language) for piece in pieces for key in piece.tokens]
        ends: list[tuple[int, int, str]] = []
        for words, value in self.own.items():
            for start in range(len(keys) - len(words) + 1):
                if tuple(keys[start : start + len(words)]) == tuple(map(folded, words)):
                    ends.append((start + len(words), len(words), value))
        place = 0
        for piece in pieces:
            place += len(piece.tokens)
            product = piece.value("product")
            if product is not None:
                ends.append((place, len(piece.tokens), product))
        return max(ends)[2] if ends else None

    def _noun(self, title: str) -> str | None:
        pieces = [piece for piece in self.known.pieces(head_of(title), self.language) if piece.text[0].isalpha()]
        words = [piece for piece in pieces if not any(piece.value(entity) for entity in _ASIDE) and len(piece.text) > 2]
        if not words:
            return None
        company = 2 if folded(words[-1].text) in _NEEDS_COMPANY else 1
        return self._own(" ".join(piece.text for piece in words[-company:])) or None


def without_kinds(
    pieces: Sequence[Piece], kinds: Mapping[str, Iterable[tuple[str, ...]]], language: str
) -> list[Piece]:
    """A title without the words that spell a type; `kinds` are the words of each type, by the last of them."""
    keys = [singular(piece.tokens[-1], language) for piece in pieces]
    gone: set[int] = set()
    for end, key in enumerate(keys, start=1):
        for kind in kinds.get(key, ()):
            if tuple(keys[max(0, end - len(kind)) : end]) == kind:
                gone |= set(range(end - len(kind), end))
    return [piece for place, piece in enumerate(pieces) if place not in gone]


def by_last_word(kinds: Iterable[str]) -> dict[str, set[tuple[str, ...]]]:
    """The words of types, by the last of them, as `without_kinds` needs them."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for kind in set(kinds):
        for keys in _as_looked_up(keys_of(kind)):
            found.setdefault(keys[-1], set()).add(keys)
    return found


def _as_looked_up(keys: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words of a type with none, the last or all of them in the singular, in which titles are compared."""
    if keys:
        yield keys
        for language in _LANGUAGES:
            yield (*keys[:-1], singular(keys[-1], language))
            yield tuple(singular(key, language) for key in keys)


def head_of(title: str) -> str:
    """The part of a title that names the thing itself: what comes before "with", "for" or a dash."""
    return next((part for part in _SIDE.split(title) if part and part.strip()), title)


def _text_of(whole: str, pieces: Sequence[Piece]) -> str:
    """The written words from the first to the last of some pieces."""
    start = whole.find(pieces[0].text)
    return whole[start : whole.rfind(pieces[-1].text) + len(pieces[-1].text)]
