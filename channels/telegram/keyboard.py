"""Buttons under a message: short ones side by side, long ones in rows of their own."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from channels.content import Choice
from channels.rendering.links import Link
from channels.rendering.texts import utf16_length
from channels.rendering.titles import choice_titles, distinct
from channels.telegram.limits import BUTTON_TITLE, ROW_BUTTONS, ROW_LETTERS


def keyboard(choices: Sequence[Choice], links: Sequence[Link] = ()) -> InlineKeyboardMarkup | None:
    """Return the keyboard of choices, whose payloads fit already, and links; None if there is neither."""
    titles = choice_titles(choices, BUTTON_TITLE, utf16_length)
    buttons = [
        InlineKeyboardButton(title, callback_data=choice.payload) for title, choice in zip(titles, choices, strict=True)
    ]
    rows = _rows(buttons) + [
        [InlineKeyboardButton(title, url=link.url)]
        for title, link in zip(distinct([link.title for link in links], BUTTON_TITLE, utf16_length), links, strict=True)
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _rows(buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """Put buttons side by side where each has room for its title; the buttons of a row are equally wide."""
    rows: list[list[InlineKeyboardButton]] = []
    for button in buttons:
        row = [*rows[-1], button] if rows else [button]
        widest = max(utf16_length(each.text) for each in row)
        if rows and len(row) <= ROW_BUTTONS and widest * len(row) <= ROW_LETTERS:
            rows[-1] = row
        else:
            rows.append([button])
    return rows
