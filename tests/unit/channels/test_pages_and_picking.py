"""Many choices come in pages, and a choice can be named by its position."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.content import Choice, Screen
from channels.door.picking import could_pick, picked
from channels.rendering.pages import numbered_text, page_named, page_of, page_payload

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


@pytest.mark.parametrize(("text", "title"), PICKS)
def test_a_position_picks_a_choice(text: str, title: str | None) -> None:
    choice = picked(text, COLORS, numbered=False)
    assert (choice.title if choice else None) == title


def test_a_bare_number_picks_only_where_choices_have_numbers() -> None:
    assert picked("2", COLORS, numbered=False) is None
    assert picked("2", COLORS, numbered=True) == COLORS[1]


@pytest.mark.parametrize("numbered", [True, False])
def test_a_number_that_is_a_choice_is_no_position(numbered: bool) -> None:
    assert picked("38", SHOES, numbered) is None and picked("die 38", SHOES, numbered) is None
    assert picked("die zweite", SHOES, numbered) == SHOES[1]


@given(text=st.text(max_size=80))
def test_any_text_may_be_asked(text: str) -> None:
    assert could_pick(text) in (True, False)


def test_numbers_go_on_over_pages() -> None:
    assert numbered_text("Which?", COLORS[2:], first=2) == "Which?\n3. navy\n4. red"
