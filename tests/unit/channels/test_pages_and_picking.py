"""Many choices come in pages, and a choice can be named by its position."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.content import Choice, Screen
from channels.rendering.pages import numbered_text, page_named, page_of, page_payload
from components.picking import Position, position_in

COLORS = tuple(Choice(title, f"/inform{title}") for title in ("black", "white", "navy", "red"))
SHOES = tuple(Choice(size, size) for size in ("36", "37", "38", "39"))


@given(count=st.integers(0, 200), rows=st.integers(2, 13))
def test_every_choice_is_reached_page_by_page(count: int, rows: int) -> None:
    choices = tuple(Choice(str(number), str(number)) for number in range(count))
    seen: list[Choice] = []
    first: int | None = 0
    while first is not None:
        page = page_of(Screen("?", choices), first, rows)
        seen += page.choices
        assert len(page.choices) + (page.following is not None) <= rows
        first = None if page.following is None else page_named(page_payload(page.following))
    assert tuple(seen) == choices


@pytest.mark.parametrize("payload", ["!page", "!page x", "!page -1", "!page 99999", "/inform", ""])
def test_no_other_payload_turns_a_page(payload: str) -> None:
    assert page_named(payload) is None


PICKS = [
    ("the second one", "white"),
    ("the 2nd one please", "white"),
    ("die zweite", "white"),
    ("die 2", "white"),
    ("Nr. 2", "white"),
    ("ich nehm die dritte bitte", "navy"),
    ("den letzten", "red"),
    ("number 4", "red"),
    ("die 5", None),
    ("2 of the black ones", None),
    ("two", None),
    ("the second one in M", None),
    ("second hand?", None),
]


def picked(text: str, choices: tuple[Choice, ...]) -> Choice | None:
    position = position_in(text)
    index = position.of([choice.title for choice in choices]) if position else None
    return choices[index] if index is not None else None


@pytest.mark.parametrize(("text", "title"), PICKS)
def test_a_position_picks_a_choice(text: str, title: str | None) -> None:
    choice = picked(text, COLORS)
    assert (choice.title if choice else None) == title


def test_a_bare_number_is_told_from_one_with_words() -> None:
    assert position_in("2") == Position(2, True) and position_in("die 2") == Position(2, False)


def test_a_number_that_is_a_choice_is_no_position() -> None:
    assert picked("38", SHOES) is None and picked("die 38", SHOES) is None
    assert picked("die zweite", SHOES) == SHOES[1]


@given(text=st.text(max_size=80))
def test_any_text_may_be_asked(text: str) -> None:
    assert position_in(text) is None or len(text) <= 40


def test_numbers_go_on_over_pages() -> None:
    assert numbered_text("Which?", COLORS[2:], first=2) == "Which?\n3. navy\n4. red"
