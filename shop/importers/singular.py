"""One of many: "Espresso Machines" are of the type "espresso machine", "Schlafsäcke" of the type "schlafsack"."""

from __future__ import annotations

import functools
import re

import simplemma

# One of these has the form of many.
_ONLY_PLURAL = frozenset((
    "scissors", "pliers", "tongs", "tweezers", "binoculars", "goggles", "glasses", "sunglasses", "headphones",
    "earphones", "overalls", "dungarees", "pajamas", "pyjamas", "tights", "leggings", "jeans", "shorts", "trousers",
    "pants", "clothes", "accessories", "series", "species", "news",
))  # fmt: skip
_NO_PLURAL_S = ("ss", "us", "is", "'s")
_GERMAN_PLURALS = ("e", "en", "n", "er", "s")
_SAME_START = 3
# The lemmatizer takes these for verbs: "shelves" would be to shelve.
_VES = ((re.compile(r"(?<=el|al|ea|oa|ol|ar|oo)ves$"), "f"), (re.compile(r"(?<=ni|wi|li)ves$"), "fe"))


@functools.lru_cache(maxsize=50_000)
def singular(words: str, language: str) -> str:
    """The words in lower case with the last one in the singular, in a language ("en" or "de")."""
    *rest, last = words.lower().split() or [""]
    return " ".join([*rest, _german(last) if language == "de" else _english(last)])


def _english(word: str) -> str:
    if word in _ONLY_PLURAL or not word.endswith("s") or word.endswith(_NO_PLURAL_S) or len(word) < 4:
        return word
    if not simplemma.is_known(word, "en"):
        return word[:-1]
    for ending, one in _VES:
        changed = ending.sub(one, word)
        if changed != word and simplemma.is_known(changed, "en"):
            return changed
    return _like(word, simplemma.lemmatize(word, lang="en"))


def _german(word: str) -> str:
    if not word.endswith(_GERMAN_PLURALS):
        return word
    # German nouns are known by their capitals; the greedy search also takes compounds apart.
    lemma = _like(word, simplemma.lemmatize(word.capitalize(), lang="de", greedy=True))
    return lemma if lemma != word else _english(word)


def _like(word: str, lemma: str) -> str:
    """The lemma, unless it is another word."""
    lemma = lemma.lower()
    return lemma if _bare(lemma)[:_SAME_START] == _bare(word)[:_SAME_START] else word


def _bare(word: str) -> str:
    return word.translate(str.maketrans("äöü", "aou"))
