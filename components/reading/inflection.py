"""Forms that a word of a catalog can take, as far as they can be derived."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

_VOWEL_PLURALS = {"a": "ä", "o": "ö", "u": "ü", "au": "äu"}
_LAST_VOWEL = re.compile(r"(au|a|o|u)(?=[^aeiouäöü]*(?:e[lnr])?$)", re.IGNORECASE)
_UMLAUT_ENDINGS = ("", "e", "er")
_MEASURE = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)[ -]?(?P<unit>[^\W\d_]+)", re.UNICODE)
_AREA = re.compile(r"(\d+(?:[.,]\d+)?)\s*[x×]\s*(\d+(?:[.,]\d+)?)(.*)", re.IGNORECASE)


def english_plural(word: str) -> str:
    """Return the regular English plural, which merchants' borrowed words mostly take in German, too."""
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def plurals(word: str, language: str | None) -> set[str]:
    """Return what several of it may be called; endings that only add letters are the speller's affair."""
    found: set[str] = set()
    if language in (None, "en"):
        found.add(english_plural(word))
        if word.endswith("fe"):
            found.add(word[:-2] + "ves")
        elif word.endswith("f"):
            found.add(word[:-1] + "ves")
    if language in (None, "de"):
        found |= set(_german_plurals(word))
    return found - {word}


def _german_plurals(word: str) -> Iterator[str]:
    """ "Stuhl" → "Stühle", "Vorhang" → "Vorhänge", "Glas" → "Gläser": the umlaut is what an ending cannot add."""
    vowel = _LAST_VOWEL.search(word)
    if vowel is None:
        return
    umlaut = _VOWEL_PLURALS[vowel.group().lower()]
    umlaut = umlaut.capitalize() if vowel.group()[0].isupper() else umlaut
    stem = word[: vowel.start()] + umlaut + word[vowel.end() :]
    for ending in _UMLAUT_ENDINGS:
        yield stem + ending


def spellings(word: str, units: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the ways to write a word; a measure has many ("250 g", "250g", "250 Gramm", "160 x 230 cm")."""
    found = {word}
    area = _AREA.fullmatch(word.strip())
    if area:
        found |= {f"{area[1]} {sign} {area[2]}{rest}" for sign in ("x", "mal", "by") for rest in {area[3], ""}}
    measure = _MEASURE.fullmatch(word.strip())
    if measure:
        unit = measure["unit"].lower()
        same = next((names for names in units.values() if unit in names), [unit])
        numbers = {measure["number"], measure["number"].replace(".", ","), measure["number"].replace(",", ".")}
        found |= {f"{number} {name}" for number in numbers for name in same}
    return found
