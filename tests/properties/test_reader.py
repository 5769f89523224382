"""What holds for the reader, whatever is written."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.masking import mask, plain_words
from components.reading.lexicon import Lexicon
from components.reading.reader import Mention, Reader
from tests.properties.edits import STEADY

SIGNS = tuple(",./-:()%€'@#\n") + ("x", "2x", "32/34", "39-42", "1,5", "10115", "XL")
NUMBERS = ("quantity", "max_price", "min_price", "ordinal")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(Lexicon.from_files())


def known_words() -> st.SearchStrategy[str]:
    """Words that mean something to the reader, with signs and digits between them."""
    lexicon = Lexicon.from_files()
    words = st.sampled_from(sorted(lexicon.forms) + sorted(" ".join(phrase) for phrase in lexicon.functions))
    piece = st.one_of(words, words, st.sampled_from(SIGNS), st.integers(0, 120).map(str))
    joiner = st.sampled_from((" ", " ", " ", "", "\n"))
    return st.builds(lambda sign, pieces: sign.join(pieces), joiner, st.lists(piece, max_size=14))


WORDS = st.deferred(known_words)
TEXTS = st.one_of(st.text(max_size=80), WORDS, WORDS, st.builds("".join, st.tuples(WORDS, st.text(max_size=8))))


@STEADY
@given(text=TEXTS, language=st.sampled_from((None, "en", "de")))
def test_mentions_lie_within_the_text_and_are_numbered_without_gaps(
    reader: Reader, text: str, language: str | None
) -> None:
    mentions = reader.read(text, language)
    assert all(0 <= mention.start < mention.end <= len(text) for mention in mentions)
    groups = list(dict.fromkeys(mention.group for mention in mentions if mention.group is not None))
    assert groups == [str(number) for number in range(1, len(groups) + 1)]
    assert all(is_number(mention) for mention in mentions if mention.entity in NUMBERS)


def is_number(mention: Mention) -> bool:
    return type(mention.value) in (int, float) and math.isfinite(float(mention.value))


@STEADY
@given(text=TEXTS)
def test_reads_the_same_text_the_same_way_twice(reader: Reader, text: str) -> None:
    first = reader.read(text)
    reader.read("two grey t-shirts in M")
    assert reader.read(text) == first


@STEADY
@given(text=TEXTS)
def test_whatever_was_read_can_be_masked(reader: Reader, text: str) -> None:
    mentions = reader.read(text)
    assert isinstance(mask(text, mentions), str)
    assert isinstance(plain_words(text, mentions), str)
