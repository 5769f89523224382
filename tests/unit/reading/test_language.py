from __future__ import annotations

import pytest

from components.reading.language import LanguageGuesser
from components.reading.reader import Reader

GUESSER = LanguageGuesser()


@pytest.mark.parametrize(
    "text",
    [
        "two grey t-shirts",
        "black jeans",
        "hello",
        "buy now",
        "yes",
        "thanks",
        "checkout",
        "where is my order",
        "can you help me",
        "what is this",
        "no",
        "next",
        "undo",
        "in black",
        "size 42 please",
        "good morning",
        "the second one",
        "how much?",
    ],
)
def test_recognizes_english(reader: Reader, text: str) -> None:
    assert GUESSER.guess(text, reader.read(text)) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "zwei Hoodies",
        "schwarze Jeans",
        "hallo",
        "moin",
        "jetzt kaufen",
        "ja",
        "nein",
        "weiter",
        "zur Kasse",
        "wo ist meine Bestellung",
        "Größe 42",
        "in Schwarz",
        "servus",
        "danke",
        "guten Tag",
        "das zweite",
        "zurück",
        "was kostet das",
        "Grüezi",
        "zwei Hemden M",
    ],
)
def test_recognizes_german(reader: Reader, text: str) -> None:
    assert GUESSER.guess(text, reader.read(text)) == "de"


@pytest.mark.parametrize(
    "text", ["ok", "M", "128", "XL", "32/34", "👍", "", "hm", "L, M", "a@b.de", "2", "T-Shirt", "10023"]
)
def test_keeps_silent_without_evidence(reader: Reader, text: str) -> None:
    assert GUESSER.guess(text, reader.read(text)) is None
