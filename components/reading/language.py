"""Which language a message is written in, if it says so at all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from components.reading.lexicon import Lexicon
from components.reading.tokens import tokenize

if TYPE_CHECKING:
    from lingua import LanguageDetector

    from components.reading.reader import Mention

_CODES = {"ENGLISH": "en", "GERMAN": "de"}
_SURE = 0.75
_LEAST_LETTERS = 4
_LEAST_LETTERS_ALONE = 8  # "hahaha" is no English


class LanguageGuesser:
    """Function words decide; where there are none, the letters of unusual words do (lingua)."""

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self._given = lexicon

    @cached_property
    def _lexicon(self) -> Lexicon:
        return self._given or Lexicon.from_files()

    @cached_property
    def _detector(self) -> LanguageDetector:
        from lingua import Language, LanguageDetectorBuilder

        builder = LanguageDetectorBuilder.from_languages(Language.ENGLISH, Language.GERMAN)
        return builder.with_low_accuracy_mode().build()

    def guess(self, text: str, mentions: Sequence[Mention] = (), letters: bool = True) -> str | None:
        """Return "en", "de", or None without evidence ("ok", "M", "128").

        Without ``letters`` only known words count: the letters of a name say nothing about who writes it.
        """
        masked = {m.start: m for m in mentions if m.entity in ("email",)}
        tokens = [
            t for t in tokenize(text) if t.is_word and not any(m.start <= t.start < m.end for m in masked.values())
        ]
        scores = {name: sum(self._weight(t.key, name) for t in tokens) for name in self._lexicon.language_words}
        best = max(scores, key=lambda name: scores[name])
        others = max(score for name, score in scores.items() if name != best)
        if scores[best] > others:
            return best
        return self._by_letters(" ".join(t.text for t in tokens if len(t.key) > 2)) if tokens and letters else None

    def _weight(self, key: str, language: str) -> float:
        """1 for a function word, less for goods words that only one language has."""
        if key in self._lexicon.language_words[language]:
            return 1.0
        languages = {entry.language for entry in self._lexicon.forms.get(key, ())}
        return 0.75 if languages == {language} and len(key) > 2 else 0.0

    def _by_letters(self, text: str) -> str | None:
        letters = sum(char.isalpha() for char in text)
        if letters < (_LEAST_LETTERS if " " in text else _LEAST_LETTERS_ALONE):
            return None
        best = self._detector.compute_language_confidence_values(text)[0]
        return _CODES[best.language.name] if best.value >= _SURE else None
