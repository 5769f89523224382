"""Goods whose name is one long word: "Baumwollhemd" is a shirt of cotton, "Herrensocken" are socks for men."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import OSA

from components.reading.lexicon import Entry, Lexicon
from components.reading.spelling import LONGEST_WORD, Speller, is_everyday

_SHORTEST_HEAD = 3
_LINKS = ("", "s", "n", "en", "e", "er")
_SHORTEST_FREE_PART = 4
_SHORTEST_NEAR_VALUE = 6


@dataclass(frozen=True)
class Part:
    """A meaning and its place within the word."""

    entry: Entry
    start: int
    end: int


class Splitter:
    """Splits a compound with the lexicon itself."""

    def __init__(self, lexicon: Lexicon, speller: Speller) -> None:
        self._lexicon = lexicon
        self._speller = speller

    def split(self, key: str) -> list[Part]:
        """Return the parts that mean something; the product last; empty if the word is no compound of goods."""
        unsplit = key in self._lexicon.never or self._speller_never(key)
        if not 7 <= len(key) <= LONGEST_WORD or unsplit or not key.isalpha():
            return []
        for head in self._lexicon.neutral_heads:
            if key.endswith(head):
                return self._modifiers(key[: -len(head)], 0) or []
        loose: list[Part] = []
        for cut in range(3, len(key) - _SHORTEST_HEAD + 1):
            heads = [e for e in self._speller.exact(key[cut:]) if e.entity in ("product", "color")]
            if not heads:
                continue
            modifiers = self._modifiers(key[:cut], 0)
            if modifiers is not None and heads[0].entity == "product":
                return [*modifiers, Part(_german(heads), cut, len(key))]
            if modifiers is None and key[:cut] in self._lexicon.shades and heads[0].entity == "color":
                return [Part(heads[0], 0, len(key))]
            free = len(key) - cut >= 4 and heads[0].entity == "product" and is_everyday(key[:cut].rstrip("s"))
            if free and cut >= _SHORTEST_FREE_PART and not loose:
                loose = [Part(_german(heads), cut, len(key))]
        return loose

    def _speller_never(self, key: str) -> bool:
        return any(key.startswith(word) for word in self._lexicon.never if len(word) > 7)

    def _modifiers(self, text: str, offset: int) -> list[Part] | None:
        """Attributes of the first parts; None if they are not all known."""
        if not text:
            return []
        for length in range(len(text), 2, -1):
            known, entry = self._part(text[:length])
            if not known:
                continue
            for link in _LINKS:
                rest = text[length:]
                if rest.startswith(link):
                    after = self._modifiers(rest[len(link) :], offset + length + len(link))
                    if after is not None:
                        return ([Part(entry, offset, offset + length)] if entry else []) + after
        return None

    def _part(self, text: str) -> tuple[bool, Entry | None]:
        if text in self._lexicon.parts:
            meaning = self._lexicon.parts[text]
            return True, Entry(*meaning) if meaning else None
        if len(text) > 2:
            for entry in self._lexicon.forms.get(text, ()):
                if len(text) == 3 and entry.entity != "color":  # "rotschal"
                    continue
                if entry.entity in ("color", "material", "audience", "fit") or entry.learned and entry.entity == "size":
                    return True, entry
        return False, None

    def is_attribute(self, text: str) -> bool:
        """Whether a first part says a color, a material, an audience or a fit."""
        known, entry = self._part(text)
        return known and entry is not None and entry.entity != "product"

    def mistyped(self, key: str) -> list[Part]:
        """A known first part with a mistyped product, or the other way round."""
        if not 8 <= len(key) <= LONGEST_WORD or not key.isalpha() or is_everyday(key):
            return []
        for cut in range(4, len(key) - 3):
            modifiers = self._modifiers(key[:cut], 0)
            heads = self._speller.exact(key[cut:]) if len(key) - cut >= 4 else []
            if modifiers is not None and len(key) - cut >= 5:
                heads = self._speller.typo(key[cut:], key[cut:])
                if heads and heads[0].entity == "product":
                    return [*modifiers, Part(_german(heads), cut, len(key))]
            elif heads and heads[0].entity == "product":
                near = self._near_part(key[:cut])
                if near is not None:
                    return [*([Part(near, 0, cut)] if near.entity else []), Part(_german(heads), cut, len(key))]
        return self._heard(key)

    def _heard(self, key: str) -> list[Part]:
        """ "wolmantel", "lederjake": both parts sound like known ones."""
        for cut in range(3, len(key) - 3):
            heads = self._speller.heard_product(key[cut:])
            near = self._speller.heard_part(key[:cut]) if heads else None
            if near is not None:
                return [*([Part(near, 0, cut)] if near.entity else []), Part(_german(heads), cut, len(key))]
        return []

    def _near_part(self, text: str) -> Entry | None:
        if len(text) < 4:
            return None
        for part, meaning in self._lexicon.parts.items():
            if abs(len(part) - len(text)) <= 1 and part[0] == text[0] and len(part) >= 5 and _distance(part, text) == 1:
                return Entry(*meaning) if meaning else Entry("", "")
        near = self._speller.nearest(text) if len(text) >= _SHORTEST_NEAR_VALUE else None
        values = self._lexicon.forms.get(near, ()) if near else ()
        return next((entry for entry in values if entry.learned and entry.entity in ("color", "material")), None)


def _distance(one: str, other: str) -> int:
    return OSA.distance(one, other, score_cutoff=1)


def _german(entries: list[Entry]) -> Entry:
    """A compound is mostly German ("Streifenshirt" ends in the German Shirt); the catalog's own words come first."""
    return min(entries, key=lambda entry: (not entry.learned, entry.language != "de"))
