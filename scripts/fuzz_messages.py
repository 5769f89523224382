"""Messages made from small templates and the reader's own words, with the acts that they could plausibly be."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[1]
LANGUAGES = ("en", "de")
SIZES = ("XS", "s", "M", "L", "XL", "xxl", "32/34", "32", "38", "39-42", "116", "7XL", "0", "L/M", "42.5")
NAMES = ("Anna Berg", "Jürgen Groß", "Li", "O'Neill-Šćepanović", "Robert'); DROP TABLE orders;--", "{name}", "x" * 300)
EMAILS = ("anna@example.com", "a.b+c@exämple.de", "@", "a@b", "a@b@c.de", "anna(at)example.com", "<a@example.org>")
ADDRESSES = ("Hauptstr. 5, 10115 Berlin", "12 Long Road\n1010 Wien", "Berlin", "10115", "Am Ring 3", "CH-8001 Zürich")
BLANK = re.compile(r"<(\w+)>")


@lru_cache(maxsize=8)
def templates(language: str) -> dict[str, Any]:
    """Return the templates of a language."""
    file = PROJECT / "scripts" / "fuzz_templates" / language / "messages.yml"
    read: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return read


@lru_cache(maxsize=8)
def vocabulary(language: str) -> dict[str, list[str]]:
    """Return the surface forms that the reader knows, by entity."""
    folder = PROJECT / "components" / "words" / language
    products = yaml.safe_load((folder / "products.yml").read_text(encoding="utf-8"))
    attributes = yaml.safe_load((folder / "attributes.yml").read_text(encoding="utf-8"))
    words = {"product": _surfaces(products)}
    for entity in ("color", "material", "fit", "audience"):
        words[entity] = _surfaces(attributes[entity])
    return words


def _surfaces(values: dict[str, list[Any]]) -> list[str]:
    forms = (form for forms in values.values() for form in forms)
    return [part.strip("~") for form in forms for part in str(form).split("/") if part not in ("=", "")]


class Composer:
    """Fills templates of one language; the same random numbers give the same messages."""

    def __init__(self, rng: Random, language: str) -> None:
        self._rng = rng
        self._language = language
        self._texts = templates(language)
        self._words = vocabulary(language)

    def message(self) -> tuple[str, str]:
        """Return a message with an act that it could be."""
        group = self._rng.choice(self._texts["groups"])
        return self.fill(self._rng.choice(group["texts"])), self._rng.choice(group["intents"])

    def contact(self, slot: str | None) -> str:
        """Return an answer to a question of the checkout form."""
        kind = {"checkout_name": "name", "checkout_email": "email"}.get(slot or "", "address")
        # Mostly what goes through, or no order would ever be placed.
        first: dict[str, str] = {"name": NAMES[0], "email": EMAILS[0], "address": ADDRESSES[0]}
        return first[kind] if self._rng.random() < 0.7 else self._blank(kind)

    def fill(self, template: str) -> str:
        """Return the template with every blank filled."""
        return BLANK.sub(lambda match: self._blank(match[1]), template)

    def _blank(self, name: str) -> str:
        makers: dict[str, Callable[[], str]] = {
            "lines": self._lines, "line": self._line, "n": self._number, "attribute": self._attribute,
            "value": self._value, "price": lambda: self._rng.choice(("5", "20", "19,90", "0", "9" * 12, "12.345")),
            "ordinal": lambda: self._rng.choice(("1.", "2nd", "third", "letzte", "last", "17.")),
            "order": lambda: str(self._rng.choice((10001, 10002, 10010, 9999, 10**12))),
            "email": lambda: self._rng.choice(EMAILS), "name": lambda: self._rng.choice(NAMES),
            "address": lambda: self._rng.choice(ADDRESSES), "size": lambda: self._rng.choice(SIZES),
        }  # fmt: skip
        if name in self._words:
            return self._word(name)
        return makers[name]() if name in makers else self._rng.choice(self._texts[name])

    def _word(self, entity: str) -> str:
        # One message in a while mixes languages.
        words = self._words if self._rng.random() < 0.92 else vocabulary(self._rng.choice(LANGUAGES))
        word = self._rng.choice(words[entity])
        return word + self._rng.choice(("", "", "", "s", "n", "en")) if entity != "audience" else word

    def _attribute(self) -> str:
        return self._word(self._rng.choice(("color", "color", "material", "fit", "audience")))

    def _value(self) -> str:
        return self._rng.choice((self._attribute, lambda: self._rng.choice(SIZES), self._number))()

    def _number(self) -> str:
        kinds = (lambda: str(self._rng.randint(1, 9)), lambda: self._rng.choice(self._texts["numbers"]),
                 lambda: f"{self._rng.randint(0, 12)}x", lambda: str(self._rng.randint(0, 150)))  # fmt: skip
        return self._rng.choice(kinds)()

    def _line(self) -> str:
        rng = self._rng
        parts = [self._number()] if rng.random() < 0.7 else []
        parts += [self._attribute() for _ in range(rng.choice((0, 1, 1, 2)))]
        parts.append(self._word("product"))
        if rng.random() < 0.4:
            parts.append(rng.choice(self._texts["color"]) + self._word("color"))
        if rng.random() < 0.5:
            parts.append(rng.choice(self._texts["size"]) + rng.choice(SIZES))
        if rng.random() < 0.1:
            parts.append(rng.choice(self._texts["not"]) + self._attribute())
        return " ".join(parts)

    def _lines(self) -> str:
        count = self._rng.choice((1, 1, 1, 2, 2, 3, 4, 9))
        text = self._line()
        for _ in range(count - 1):
            text += self._rng.choice(self._texts["and"]) + self._line()
        return text
