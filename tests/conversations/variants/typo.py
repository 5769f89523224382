"""Typing mistakes: a letter swapped, dropped or doubled in one or two words of a message."""

from __future__ import annotations

import random
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tests.conversations.play import LANGUAGES, Conversation
from tests.conversations.variants.turns import contact_words, with_texts

WORDS = Path(__file__).resolve().parents[3] / "components" / "words"
SHORTEST = 5
LETTERS = re.compile(r"[^\W\d_]+")
TOKEN = re.compile(r"\S+")


def mistyped(conversation: Conversation, language: str) -> Conversation:
    """Return the conversation with a typing mistake or two in every message that has a longer word."""
    spared = contact_words(conversation) | numbers_and_sizes()
    return with_texts(conversation, lambda text, is_contact: mistype(text, spared))


def mistype(text: str, spared: set[str]) -> str:
    """Mistype one or two words of at least five letters; the text itself is the seed.

    Words of `spared` (lower case) and whatever holds a digit or an @ stay as they are.
    """
    dice = random.Random(f"typo of {text}")
    words = [
        (token.start() + word.start(), token.start() + word.end())
        for token in TOKEN.finditer(text)
        if not re.search(r"[\d@]", token[0])
        for word in LETTERS.finditer(token[0])
        if len(word[0]) >= SHORTEST and word[0].casefold() not in spared
    ]
    chosen = dice.sample(words, min(len(words), dice.choice((1, 2))))
    for start, end in sorted(chosen, reverse=True):
        text = text[:start] + slip(text[start:end], dice) + text[end:]
    return text


def slip(word: str, dice: random.Random) -> str:
    """Swap, drop or double a letter; the first one stays, which is rarely mistyped."""
    places = [n for n in range(1, len(word) - 1) if word[n] != word[n + 1]]
    kind = dice.choice(("swap", "drop", "double"))
    if kind == "swap" and places:
        n = dice.choice(places)
        return word[:n] + word[n + 1] + word[n] + word[n + 2 :]
    n = dice.randrange(1, len(word))
    return word[:n] + (word[n] * 2 if kind == "double" else "") + word[n + 1 :]


@lru_cache(maxsize=1)
def numbers_and_sizes() -> frozenset[str]:
    """Return the words of all languages that say a number or a size."""
    found: set[str] = set()
    for language in LANGUAGES:
        numbers = _read(language, "numbers")
        for kind in ("units", "scales", "once", "ordinals"):
            found.update(numbers[kind])
        for names in _read(language, "attributes")["size"].values():
            found.update(word for name in names for word in LETTERS.findall(str(name)))
    return frozenset(word.casefold() for word in found)


def _read(language: str, name: str) -> dict[str, Any]:
    return yaml.safe_load((WORDS / language / f"{name}.yml").read_text(encoding="utf-8"))
