from __future__ import annotations

import json
import random
import string
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.reading.lexicon import CatalogWord, Lexicon
from components.reading.reader import Mention, Reader

READER = Reader(Lexicon.from_files())
PIECES = [
    "two",
    "zwei",
    "M",
    "l",
    "in",
    "not",
    "nicht",
    "no",
    "wait",
    "statt",
    "instead of",
    "graue",
    "black",
    "T-Shirts",
    "socks",
    ",",
    "\n",
    ":",
    "-",
    "und",
    "or",
    "je",
    "both",
    "all",
    "the",
    "eins",
    "one",
    "32/34",
    "42",
    "bis",
    "€",
    "30",
    "under",
    "my",
    "kids",
    "order",
    "10023",
    "the second one",
    "ohne",
    "ein paar",
    "x",
    "2x",
    "rest",
    "@",
    "👍",
]


def _check(text: str, mentions: list[Mention]) -> None:
    json.dumps([asdict(mention) for mention in mentions])
    for mention in mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end].strip()


def _only(mentions: list[Mention], entity: str) -> list[Any]:
    return [mention.value for mention in mentions if mention.entity == entity]


@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_an_exception(text: str) -> None:
    _check(text, READER.read(text))


@given(st.lists(st.sampled_from(PIECES), max_size=25))
@settings(max_examples=300, deadline=None)
def test_any_mix_of_shop_words_is_read_without_an_exception(pieces: list[str]) -> None:
    text = " ".join(pieces)
    _check(text, READER.read(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "👍👍",
        "<script>alert('2 hoodies')</script>",
        "'; DROP TABLE cart;--",
        "\x00\x01",
        '/add_to_cart{"quantity": -5}',
        "ﬁve ﬂeece",
        "İstanbul ẞ Straẞe",
    ],
)
def test_odd_messages_are_read_without_an_exception(reader: Reader, text: str) -> None:
    _check(text, reader.read(text))


def test_a_long_message_of_unknown_words_is_read(reader: Reader) -> None:
    chance = random.Random(7)
    words = ("".join(chance.choices(string.ascii_lowercase, k=chance.randint(3, 9))) for _ in range(200))
    text = " ".join(words)[:1000]
    _check(text, reader.read(text))


def test_a_compound_is_marked_at_its_parts(reader: Reader) -> None:
    text = "ein Baumwollhemd"
    spans = {m.entity: text[m.start : m.end] for m in reader.read(text)}
    assert spans == {"quantity": "ein", "material": "Baumwoll", "product": "hemd"}


def test_umlauts_do_not_shift_the_parts_of_a_compound(reader: Reader) -> None:
    text = "Männerhandschuhe"
    spans = {m.entity: text[m.start : m.end] for m in reader.read(text)}
    assert spans == {"audience": "Männer", "product": "handschuhe"}


def test_a_shared_attribute_is_repeated_with_its_place(reader: Reader) -> None:
    colors = [m for m in reader.read("t-shirts and socks, both in black") if m.entity == "color"]
    assert [m.group for m in colors] == ["1", "2"]
    assert len({(m.start, m.end) for m in colors}) == 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("order 10023", "10023"),
        ("Bestellung 10023", "10023"),
        ("Nr. 100235", "100235"),
        ("my order number is 10023", "10023"),
        ("#10023", "10023"),
        ("die letzte war die 40118", "40118"),
        ("wegen der 50213, ist die schon raus?", "50213"),
        ("order 41872 from the 3rd of June is late", "41872"),
    ],
)
def test_order_numbers_are_no_quantities(reader: Reader, text: str, number: str) -> None:
    mentions = reader.read(text)
    assert _only(mentions, "order_number") == [number]
    assert _only(mentions, "quantity") == []


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("the second one", 2),
        ("das zweite", 2),
        ("der letzte", -1),
        ("the last one", -1),
        ("option 3", 3),
        ("Nummer 2 bitte", 2),
    ],
)
def test_positions_in_a_list_are_ordinals(reader: Reader, text: str, position: int) -> None:
    assert _only(reader.read(text), "ordinal") == [position]


@pytest.mark.parametrize(
    ("text", "language", "excluded"),
    [
        ("habt ihr den Hoodie no in L", "de", []),
        ("hoodies, no wool", "en", ["wool"]),
        ("leave out the red ones", "en", ["red"]),
    ],
)
def test_a_word_excludes_only_in_its_language(reader: Reader, text: str, language: str, excluded: list[str]) -> None:
    assert [m.value for m in reader.read(text, language) if m.role == "excluded"] == excluded


def test_an_email_is_one_entity_and_its_words_are_none(reader: Reader) -> None:
    assert [(m.entity, m.value) for m in reader.read("black.coat42@shop.de")] == [("email", "black.coat42@shop.de")]


@pytest.mark.parametrize(
    ("text", "plural"),
    [
        ("the black hoodie", False),
        ("the black hoodies", True),
        ("das Hemd", False),
        ("die Hemden", True),
        ("black jeans", None),
        ("den Pullover", False),
    ],
)
def test_a_noun_says_whether_it_is_one(reader: Reader, text: str, plural: bool | None) -> None:
    assert [m.plural for m in reader.read(text) if m.entity == "product"] == [plural]


def test_the_language_decides_what_a_shirt_is(reader: Reader) -> None:
    assert _only(reader.read("shirt", "en"), "product") == ["shirt"]
    assert _only(reader.read("Shirt", "de"), "product") == ["t-shirt"]


def test_words_of_a_catalog_are_understood_in_their_plural_in_compounds_and_mistyped() -> None:
    words = [
        CatalogWord("product", "kimono", "kimono"),
        CatalogWord("color", "mauve mist", "mauve mist"),
        CatalogWord("product", "dirndl", "dirndl"),
        CatalogWord("product", "dirndl", "Trachtenkleid"),
    ]
    reader = Reader(Lexicon.from_files().with_catalog(words))
    for text in ("two kimonos", "zwei Kimonos", "zwei Seidenkimonos", "two kimnos"):
        assert _only(reader.read(text), "product") == ["kimono"], text
    assert _only(reader.read("ein Trachtenkleid"), "product") == ["dirndl"]
    assert _only(reader.read("a kimono in mauve mist"), "color") == ["mauve mist"]


@pytest.mark.parametrize(
    "text",
    [
        "Wir wollen gern bestellen",
        "The weather is lovely",
        "Ich habe eine Frage zur Lieferung",
        "can you tie it up",
        "you rock",
        "what is the capital of France",
        "danke schön",
        "Was hat das",
    ],
)
def test_everyday_words_are_no_goods(reader: Reader, text: str) -> None:
    assert _only(reader.read(text), "product") == []
