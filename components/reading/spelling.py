"""Inflected and mistyped forms of known words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import simplemma
from rapidfuzz import process
from rapidfuzz.distance import OSA

from components.reading.lexicon import Entry, Lexicon, english_plural

LANGUAGES = ("en", "de")
# Endings that color, fit and size words take in German ("grauen", "lilanes"); longest first.
_ADJECTIVE = (
    "farbenen",
    "farbenes",
    "farbene",
    "farben",
    "farbiges",
    "farbigen",
    "farbige",
    "farbig",
    "nen",
    "nes",
    "ner",
    "ne",
    "em",
    "en",
    "er",
    "es",
    "e",
    "s",
)
_ENGLISH = ("'s", "s")
_NOUN = ("'s", "en", "er", "es", "e", "n", "s")
_ENDINGS = {"color": _ADJECTIVE, "fit": _ADJECTIVE, "size": ("er", "es", "e"), "product": _NOUN}
SHORTEST_FUZZY = 4


def is_everyday(word: str) -> bool:
    """Whether the word is spelled right in one of the languages, so that it is no typo of another one."""
    if 4 < len(word) <= 6 and word.lower().endswith("s") and is_everyday(word[:-1]):
        return True  # "gehts", "whats"
    return any(
        simplemma.is_known(word.lower(), lang) or simplemma.is_known(word.capitalize(), lang) for lang in LANGUAGES
    )


def _vocabulary(lexicon: Lexicon) -> set[str]:
    """Single words that typos are compared with besides the forms: parts of phrases, function and number words."""
    words = {key[0] for key in lexicon.functions if len(key) == 1 and len(key[0]) > SHORTEST_FUZZY}
    for form, entries in lexicon.forms.items():
        breaks = sorted({0, len(form), *(place for entry in entries for place in entry.breaks)})
        words |= {form[start:end] for start, end in zip(breaks, breaks[1:], strict=False)}
    numbers = {word for name in ("units", "scales") for word in lexicon.numbers[name] if len(word) >= SHORTEST_FUZZY}
    return {word for word in words | numbers if word.isalpha()}


class Speller:
    """Finds the lexicon entries behind a written form."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._by_start: dict[tuple[str, int], list[str]] = defaultdict(list)
        self.vocabulary = _vocabulary(lexicon)
        for word in self.vocabulary - set(lexicon.forms):
            if len(word) > SHORTEST_FUZZY:
                self._by_start[word[0], len(word)].append(word)
        for form, entries in lexicon.forms.items():
            if len(form) >= SHORTEST_FUZZY:
                self._by_start[form[0], len(form)].append(form)
                if any(e.entity == "color" and e.language == "de" for e in entries):
                    for ending in ("e", "en", "es", "er"):
                        self._by_start[form[0], len(form) + len(ending)].append(form + ending)
                # The plural of a word learned as a singular is as easily mistyped.
                if any(e.entity == "product" and e.plural is None and e.language is None for e in entries):
                    plural = english_plural(form)
                    self._by_start[form[0], len(plural)].append(plural)

    def exact(self, key: str) -> list[Entry]:
        """Entries of the form itself, else of the form without an inflection ending."""
        forms = self._lexicon.forms
        if key in forms:
            return forms[key]
        if len(key) < 4 or (key,) in self._lexicon.functions:
            return []
        return list(self._uninflected(key))

    def _uninflected(self, key: str) -> Iterator[Entry]:
        seen: set[tuple[str, str]] = set()
        for ending in sorted(set(_ADJECTIVE + _NOUN), key=len, reverse=True):
            stem = key[: -len(ending)] if key.endswith(ending) else ""
            for entry in self._lexicon.forms.get(stem, ()) if len(stem) >= 3 else ():
                if entry.language == "en" and ending not in _ENGLISH:
                    continue
                if (
                    ending in _ENDINGS.get(entry.entity, ())
                    and len(stem) > 2
                    and (entry.entity, entry.value) not in seen
                ):
                    if entry.entity == "size" and len(stem) < 5:
                        continue
                    seen.add((entry.entity, entry.value))
                    plural = (entry.plural or None) if entry.entity == "product" and ending == "'s" else None
                    plural = True if entry.entity == "product" and entry.language is None else plural
                    yield Entry(
                        entry.entity, entry.value, plural, entry.language, entry.own_language_only, entry.breaks
                    )

    def meant(self, key: str, word: str) -> str | None:
        """The known word that a mistyped one stands for."""
        if len(key) < SHORTEST_FUZZY or not key.isalpha() or is_everyday(word):
            return None
        return self.nearest(key)

    def typo(self, key: str, word: str) -> list[Entry]:
        """Entries of the nearest form if the word is close to one and is no everyday word itself."""
        if len(key) < SHORTEST_FUZZY or not key.isalpha() or is_everyday(word):
            return []
        nearest = self.nearest(key)
        return self._meanings(nearest) if nearest else []

    def _meanings(self, form: str) -> list[Entry]:
        return self._lexicon.forms.get(form) or list(self._uninflected(form))

    def nearest(self, key: str) -> str | None:
        """The closest form within the distance its length allows; None if there is none."""
        allowed = 1 if len(key) <= 6 else 2
        best: tuple[float, str] | None = None
        for start in (key[0], key[1]):
            swapped = start != key[0]
            limit = 1 if swapped else allowed
            lengths = (len(key),) if swapped else range(len(key) - limit, len(key) + limit + 1)
            for length in lengths:
                pool = self._by_start.get((start, length))
                found = process.extractOne(key, pool, scorer=OSA.distance, score_cutoff=limit) if pool else None
                if found and (best is None or found[1] < best[0]):
                    best = (found[1], found[0])
        return best[1] if best and (best[0] < 2 or len(best[1]) >= 6) else None
