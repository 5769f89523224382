"""Goods that nobody here knows are told apart from what was talked about before."""

from __future__ import annotations

import pytest

from components.reading.reader import Reader


@pytest.mark.parametrize(
    ("text", "stranger"),
    [
        ("den Mantle raus", "Mantle"),
        ("nimm die Wärmflasche wieder raus", "Wärmflasche"),
        ("remove the toaster", "toaster"),
        ("two toasters please", "toasters"),
        ("ich hätte gern drei schwarze Wärmflaschen", "Wärmflaschen"),
    ],
)
def test_names_goods_that_the_shop_does_not_know(reader: Reader, text: str, stranger: str) -> None:
    assert [m.value for m in reader.read(text) if m.entity == "unknown_goods"] == [stranger]


@pytest.mark.parametrize(
    "text",
    [
        "die Socken raus", "take it out", "das Ding kann weg", "remove the last item", "nimm alles raus", "zwei in M",
        "the black one", "lass die Finger von den Socken", "den günstigeren bitte", "remove that one please",
        "mein Hund mag Socken", "ok danke", "die können weg",
    ],
)  # fmt: skip
def test_what_was_talked_about_is_no_stranger(reader: Reader, text: str) -> None:
    assert [m.value for m in reader.read(text) if m.entity == "unknown_goods"] == []
