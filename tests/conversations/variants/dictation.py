"""Dictated messages: lower case, no punctuation, small quantities as words."""

from __future__ import annotations

import re

from tests.conversations.play import Conversation
from tests.conversations.variants.turns import with_texts

NUMBERS = {
    "en": ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
    "de": ["eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"],
}
# After or before these, a small number is a size, an amount of money, a rank; no quantity.
NOT_AFTER = re.compile(
    r"\b(size|in|größe|länge|length|waist|nr|no|number|nummer|or|times)\.?\s*$|=\s*$|[\d/.,-]$", re.IGNORECASE
)
NOT_BEFORE = re.compile(r"[\d/.,-]\d|[\d/]|\s*(%|€|euros?\b|or\b|=|times\b|waist\b)", re.IGNORECASE)
SMALL = re.compile(r"(?<![\w@])(1[0-2]|[1-9])(?!\w)")
MINUS = re.compile(r"(?<![\w-])-(?=\d)")
# Inside a word or a number these stay: e-mails, 32/34, 39-42, t-shirt, it's, 1.5.
EDGES = re.compile(r"^[^\w]+|[^\w@]+$")
MINUS_WORD = "minus "  # the same word in all languages


def dictated(conversation: Conversation, language: str) -> Conversation:
    """Return the conversation as a phone writes it down when it is spoken."""
    return with_texts(conversation, lambda text, is_contact: dictate(text, None if is_contact else language))


def dictate(text: str, language: str | None) -> str:
    """Write a message without capitals and punctuation; with a language also quantities from 1 to 12 as its words.

    A message without a letter or digit cannot be spoken and stays as it is.
    """
    if not re.search(r"[^\W_]", text):
        return text
    if language:
        text = in_words(MINUS.sub(MINUS_WORD, text), language)
    return heard(text)


def heard(text: str) -> str:
    """Return the words of a text in lower case with one space between them and no punctuation around them."""
    words = (EDGES.sub("", word) for word in re.split(r"\s+|(?<=[^\W\d])[,:](?=\w)|\.{2,}", text.lower()))
    return " ".join(word for word in words if word)


def in_words(text: str, language: str) -> str:
    """Write the quantities from 1 to 12 as words."""
    return SMALL.sub(lambda found: _number(found, language), text)


def _number(found: re.Match[str], language: str) -> str:
    before, after = found.string[: found.start()], found.string[found.end() :]
    if NOT_AFTER.search(before) or NOT_BEFORE.match(after):
        return found[0]
    following = re.match(r"\s+(\w+)", after)
    if language == "de" and found[0] == "1" and following:
        return _article(following[1])
    return NUMBERS[language][int(found[0]) - 1]


def _article(following: str) -> str:
    """Return the German "one" that agrees with the ending of the adjective behind it."""
    if following.endswith("en"):
        return "einen"
    return "eine" if following.endswith("e") else "ein"
