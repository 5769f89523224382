"""Words for canonical values, from ``responses/<language>/terms.yml``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from babel.numbers import format_decimal

from shop.order_line import OrderLine

FOLDER = Path(__file__).resolve().parent.parent / "responses"
LABEL_FEATURES = ("color", "size", "material", "fit", "audience")


class Terms:
    """The terms of one language: names of goods and attributes, and patterns for rows and lists."""

    def __init__(self, language: str, terms: Mapping[str, Any]) -> None:
        self._language = language
        self._terms = terms

    def word(self, kind: str, value: Any) -> str:
        """Return the word for a canonical value; values joined by commas one by one.

        What has no word (sizes, numbers, titles) is returned as it is.
        """
        words: Mapping[str, str] = self._terms["words"].get(kind, {})
        return ", ".join(str(words.get(part, part)) for part in str(value).split(", "))

    def country(self, code: str) -> str:
        """Return what the language calls a country (ISO 3166-1 alpha-2)."""
        return str(Locale(self._language).territories.get(code, code))

    def format(self, pattern: str, **blanks: Any) -> str:
        """Fill one of the patterns of the language."""
        return str(self._terms["patterns"][pattern]).format(**blanks)

    def features(self, words: Sequence[str]) -> str:
        """Return features in brackets, or nothing."""
        return self.format("features", words=", ".join(words)) if words else ""

    def label(self, line: OrderLine, titles: Mapping[str, str] | None = None) -> str:
        """Return how an order line is called in a question: its title or type, with what is known of it."""
        kinds = LABEL_FEATURES if titles is None else ("color", "size")
        known = [self.word(kind, value) for kind in kinds for value in self._single(line, kind)]
        name = titles[self._language] if titles else self.word("product", line.product or "")
        return name + self.features(known)

    def described(self, details: Mapping[str, str], titles: Mapping[str, str] | None) -> str:
        """Return what a refusal is about: title or type and features; "that" where nothing was named."""
        name = titles[self._language] if titles else self.word("product", details.get("product", ""))
        known = [self.word(kind, details[kind]) for kind in LABEL_FEATURES if details.get(kind)]
        return (name or self.format("unnamed")) + self.features(known)

    @staticmethod
    def _single(line: OrderLine, kind: str) -> tuple[str, ...]:
        values: tuple[str, ...] = getattr(line.wanted, kind)
        return values if len(values) == 1 else ()

    def alternatives(self, words: Sequence[str]) -> str:
        """Return words as a list with "or" before the last."""
        return self._join(words, "or")

    def listing(self, words: Sequence[str]) -> str:
        """Return words as a list with "and" before the last."""
        return self._join(words, "and")

    def _join(self, words: Sequence[str], conjunction: str) -> str:
        if len(words) < 2:
            return "".join(words)
        return ", ".join(words[:-1]) + self._terms["patterns"][conjunction] + words[-1]

    def number(self, value: float) -> str:
        """Return a number with one decimal as the language writes it."""
        return format_decimal(value, format="0.0", locale=self._language)

    def after_copula(self, text: str) -> str:
        """Return what stands after the last "is": the new datum of "my e-mail is anna@example.com"."""
        ends = [match.end() for phrase in self.phrases("copulas") for match in re.finditer(rf"\b{phrase}\b", text)]
        return text[max(ends) :].strip(" ,:") if ends else text

    def phrases(self, name: str) -> list[str]:
        """Return a list of phrases in which shoppers say something, such as introductions of a name."""
        return [str(phrase) for phrase in self._terms["phrases"][name]]


@lru_cache(maxsize=8)
def terms_of(language: str) -> Terms:
    """Return the terms of a language, read once."""
    with (FOLDER / language / "terms.yml").open(encoding="utf-8") as file:
        return Terms(language, yaml.safe_load(file))
