"""A message with its goods replaced by the kind of thing that stood there."""

from __future__ import annotations

from collections.abc import Sequence

from components.reading.reader import Mention

MASKED_TEXT = "masked_text"
PLAIN_WORDS = "plain_words"
MENTIONS = "mentions"

# Letters only, and unlike any word of a shopper: the vectorizer keeps them whole.
MASKS = {
    "quantity": "qqnum",
    "product": "qqprod",
    "color": "qqcol",
    "size": "qqsize",
    "material": "qqmat",
    "fit": "qqfit",
    "audience": "qqaud",
    "brand": "qqmat",  # "a grinder from Baratza": no training message needs to name one
    "max_price": "qqmax",
    "min_price": "qqmin",
    "order_number": "qqorder",
    "email": "qqmail",
    "ordinal": "qqord",
}
# What the sentence vectors see: an everyday word of the same kind, so that the sentence stays a sentence.
EVERYDAY = {
    "product": "T-Shirt",
    "color": "blue",
    "material": "cotton",
    "brand": "cotton",
    "order_number": "10023",
    "email": "e-mail",
}


def _replace(text: str, mentions: Sequence[Mention], words: dict[str, str]) -> str:
    """Return ``text`` with every span of a known kind replaced once (a shared span is in several groups)."""
    parts: list[str] = []
    position = 0
    for start, end, entity in sorted({(m.start, m.end, m.entity) for m in mentions if m.entity in words}):
        if start < position:  # a compound ("Baumwollhemd") has two mentions within one word
            parts.append(f" {words[entity]} ")
            position = max(position, end)
            continue
        parts += [text[position:start], f" {words[entity]} "]
        position = end
    parts.append(text[position:])
    return " ".join("".join(parts).split())


def mask(text: str, mentions: Sequence[Mention]) -> str:
    """Return the message with masks for goods, numbers and sizes: "two grey tees" → "qqnum qqcol qqprod"."""
    return _replace(text, mentions, MASKS)


def plain_words(text: str, mentions: Sequence[Mention]) -> str:
    """Return the message with everyday words in place of the goods, for the sentence vectors."""
    return _replace(text, mentions, EVERYDAY)
