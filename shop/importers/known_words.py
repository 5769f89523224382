"""What the words of a file mean in the languages that the shop's readers know.

The one place where the shop asks the conversation's word lists: an import has to store a value under the very name by
which shoppers' messages will ask for it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from components.reading.compounds import Splitter
from components.reading.language import LanguageGuesser
from components.reading.lexicon import Entry, Lexicon
from components.reading.spelling import Speller, is_everyday
from components.reading.tokens import Token, fold, fold_bare, tokenize

_MOST_GUESSED = 4000
# The same few colors, sizes and types come back in every row.
_MOST_KEPT = 50_000
Meaning = tuple[str, str]


@dataclass(frozen=True)
class Piece:
    """A word or phrase of a title; `meanings` pairs of entity and value, the likeliest first; none if unknown."""

    text: str
    tokens: tuple[str, ...]
    meanings: tuple[Meaning, ...]

    def value(self, entity: str) -> str | None:
        """What it says about one attribute."""
        return next((value for kind, value in self.meanings if kind == entity), None)


class KnownWords:
    """Looks words up in the lists of all languages."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._speller = Speller(lexicon)
        self._splitter = Splitter(lexicon, self._speller)
        self._guesser = LanguageGuesser(lexicon)
        self._words: dict[tuple[str, str], tuple[Meaning, ...]] = {}
        self._plainest: dict[tuple[str, str, str | None], str] = {}
        for form, entry in lexicon.entities():
            self._plainest.setdefault((entry.entity, entry.value, entry.language), form)

    def meaning(self, entity: str, text: str, language: str) -> str | None:
        """The canonical value that a text names as a whole; None if it is no known word."""
        entries = [entry for entry in self._lexicon.forms.get(form_of(text), ()) if entry.entity == entity]
        return _first(entries, language)

    def names(self, entity: str, word: str, value: str) -> bool:
        """Whether a word is known, in any language, to mean this value."""
        return any((e.entity, e.value) == (entity, value) for e in self._lexicon.forms.get(form_of(word), ()))

    def is_plain(self, entity: str, word: str, value: str, language: str) -> bool:
        """Whether the word is the plain one for this value ("grau" for grey), not one of its shades ("anthrazit")."""
        plainest = self._plainest.get((entity, value, language))
        return folded(word) == folded(value) or plainest in (form_of(word), fold_bare(word))

    def is_common(self, word: str) -> bool:
        """Whether a single word has a job in every sentence ("in", "only"), so that it cannot name goods."""
        key = form_of(word)
        jobs = self._lexicon.functions.get((key,), set()) - {"filler"}
        return bool(jobs) or any(key in words for words in self._lexicon.language_words.values())

    def is_abbreviation(self, word: str) -> bool:
        """Whether its only job is to be short for something ("b. Müller")."""
        return self._lexicon.functions.get((form_of(word),), set()) == {"abbreviation"}

    def says_little(self, word: str) -> bool:
        """Whether a single word cannot tell one article from another ("classic", "the")."""
        key = form_of(word)
        return self.is_common(word) or (key,) in self._lexicon.functions or key in self._lexicon.shades

    def describes(self, part: str) -> bool:
        """Whether the first part of a compound is an attribute: "kinder", "leder"."""
        return len(part) > 2 and self._splitter.is_attribute(part)

    def is_everyday(self, word: str) -> bool:
        """Whether it is an ordinary word of a language rather than a name."""
        return is_everyday(word)

    def language_of(self, texts: Iterable[str]) -> str:
        """The language that most of the texts seem to be in."""
        sample = ""
        for text in texts:
            sample += text + " . "
            if len(sample) > _MOST_GUESSED:
                break
        return self._guesser.guess(sample[:_MOST_GUESSED]) or "en"

    def pieces(self, text: str, language: str) -> list[Piece]:
        """A title, cut into known phrases (the longest first) and single words."""
        tokens = [token for token in tokenize(text) if token.text != "-"]
        pieces: list[Piece] = []
        start = 0
        while start < len(tokens):
            piece, count = self._piece_at(tokens, start, language, text)
            pieces.append(piece)
            start += count
        return pieces

    def _piece_at(self, tokens: list[Token], start: int, language: str, text: str) -> tuple[Piece, int]:
        for count in range(min(self._lexicon.longest, len(tokens) - start), 1, -1):
            span = tokens[start : start + count]
            entries = self._lexicon.forms.get("".join(token.key for token in span))
            if entries and span[0].is_word:
                written = text[span[0].start : span[-1].end]
                return Piece(written, tuple(token.key for token in span), _meanings(entries, language)), count
        token = tokens[start]
        return Piece(token.text, (token.key,), self._word(token.key, language)), 1

    def _word(self, key: str, language: str) -> tuple[Meaning, ...]:
        known = self._words.get((key, language))
        if known is None:
            entries = self._speller.exact(key)
            known = _meanings(entries, language) if entries else self._compound(key)
            self._words[key, language] = known
        return known

    def _compound(self, key: str) -> tuple[Meaning, ...]:
        """ "Herrenhemden" are shirts and for men; a compound with an unknown part is a word of its own."""
        parts = self._splitter.split(key)
        if not parts or parts[0].start > 0:
            return ()
        return tuple((part.entry.entity, part.entry.value) for part in reversed(parts))


@functools.lru_cache(maxsize=1)
def known_words() -> KnownWords:
    """The words of all languages, read once."""
    return KnownWords(Lexicon.from_files())


def form_of(text: str) -> str:
    """How the lists spell a text: "T-Shirts" and "t shirts" are the same."""
    return "".join(token.key for token in tokenize(text) if token.text != "-")


@functools.lru_cache(maxsize=_MOST_KEPT)
def keys_of(text: str) -> tuple[str, ...]:
    """The words of a text as the lists spell them, without signs."""
    return tuple(token.key for token in tokenize(text) if token.is_word or token.is_number)


def folded(text: str) -> str:
    """Lower case, umlauts spelled out, single spaces."""
    return " ".join(fold(text).split())


def _first(entries: list[Entry], language: str) -> str | None:
    ordered = _meanings(entries, language)
    return ordered[0][1] if ordered else None


def _meanings(entries: Iterable[Entry], language: str) -> tuple[Meaning, ...]:
    # A word such as "shirt", which is other goods in German, means what the file's own language says.
    fitting = [entry for entry in entries if entry.language == language or not entry.own_language_only]
    fitting.sort(key=lambda entry: entry.language != language)
    return tuple(dict.fromkeys((entry.entity, entry.value) for entry in fitting))
