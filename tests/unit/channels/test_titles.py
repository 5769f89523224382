"""Titles keep within their limits, are cut between words, and stay different."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from channels.rendering.titles import ELLIPSIS, distinct, shortened

LIMITS = st.sampled_from([20, 24, 72, 80])
WORDS = st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=12)
TITLES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


@given(title=TITLES, limit=LIMITS)
def test_no_title_is_longer_than_the_limit_and_short_ones_stay(title: str, limit: int) -> None:
    plain = " ".join(title.split())
    short = shortened(title, limit)
    assert len(short) <= limit
    assert short == plain if len(plain) <= limit else short.endswith(ELLIPSIS)


SOME = st.sampled_from(["grey", "organic", "cotton", "t-shirt", "Übergröße", "kapuzenpullover"])


@given(words=st.lists(SOME, min_size=5))
def test_words_are_never_cut(words: list[str]) -> None:
    short = shortened(" ".join(words), 20).removesuffix(ELLIPSIS)
    assert short.split() == words[: len(short.split())]


@given(titles=st.lists(TITLES, min_size=2, max_size=200), limit=LIMITS)
def test_different_choices_never_look_alike(titles: list[str], limit: int) -> None:
    short = distinct(titles, limit)
    assert len(set(short)) == len(titles) and all(0 < len(title) <= limit for title in short)


def test_what_titles_differ_in_is_kept() -> None:
    titles = ["Men's organic cotton t-shirt in white", "Men's organic cotton t-shirt in black"]
    assert [title.split()[-1] for title in distinct(titles, 20)] == ["white", "black"]


@pytest.mark.parametrize("title", ["👩‍👩‍👧‍👦" * 9, "é" * 30, "שלום" * 12])
def test_signs_that_belong_together_are_not_torn(title: str) -> None:
    short = shortened(title, 20).removesuffix(ELLIPSIS)
    assert len(short) < 20 and title.startswith(short) and not short.endswith("\u200d")


@given(titles=st.lists(st.sampled_from(["2. a", "1. a", "a", "1.2", "x" * 30]), min_size=2, max_size=12))
def test_titles_that_look_like_our_numbers_stay_different_too(titles: list[str]) -> None:
    assume(len(titles) > len(set(titles)))
    assert len(set(distinct(titles, 20))) == len(titles)
