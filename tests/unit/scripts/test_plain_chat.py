"""`make chat` behind a pipe: what is shown can be read, and a number presses a button."""

from __future__ import annotations

import urllib.error
from typing import Any

import pytest

from scripts import plain_chat

BUTTONS = [
    {"title": "M", "payload": '/inform{"size": "M"}~seal'},
    {"title": "L", "payload": '/inform{"size": "L"}~seal'},
]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    messages: list[tuple[str, str]] = []

    def send(server: str, sender: str, text: str) -> list[dict[str, Any]]:
        if text == "lost":
            raise urllib.error.URLError("refused")
        messages.append((sender, text))
        return [{"text": f"heard {text}", "buttons": BUTTONS[:1]}]

    monkeypatch.setattr(plain_chat, "send", send)
    return messages


def test_every_line_is_one_message_of_one_shopper(
    sent: list[tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert plain_chat.talk("http://server", "ann", ["two t-shirts\n", "\n", "  M  \n"]) == 0
    assert sent == [("ann", "two t-shirts"), ("ann", "M")]
    out = capsys.readouterr().out
    assert "heard two t-shirts" in out
    assert "1: M" in out


def test_no_input_at_all_is_a_clean_end(sent: list[tuple[str, str]]) -> None:
    assert plain_chat.talk("http://server", "ann", []) == 0
    assert sent == []


def test_stop_ends_it_before_the_end_of_the_input(sent: list[tuple[str, str]]) -> None:
    assert plain_chat.talk("http://server", "ann", ["hello", "/stop", "more"]) == 0
    assert [text for _, text in sent] == ["hello"]


def test_a_message_that_cannot_be_delivered_is_told_and_fails(
    sent: list[tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert plain_chat.talk("http://server", "ann", ["hello", "lost", "more"]) == 1
    assert "no answer" in capsys.readouterr().out
    assert [text for _, text in sent] == ["hello"]


def test_shows_titles_and_no_payload() -> None:
    assert plain_chat.readable({"text": "Which size?", "buttons": BUTTONS}) == ["Which size?", "  1: M", "  2: L"]


@pytest.mark.parametrize("text", ["0", "3", "two", "2nd", "-1", "²", ""])
def test_only_a_number_of_a_button_presses_one(text: str) -> None:
    assert plain_chat.pressed(text, BUTTONS) == text


def test_a_size_that_looks_like_a_number_is_the_size() -> None:
    assert plain_chat.pressed("2", [{"title": "1", "payload": "/a"}, {"title": "2", "payload": "/b"}]) == "2"


def test_a_number_presses_a_button_of_the_last_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []

    def send(server: str, sender: str, text: str) -> list[dict[str, Any]]:
        sent.append(text)
        return [{"text": "Which size?", "buttons": BUTTONS}] if len(sent) == 1 else [{"text": "Added."}]

    monkeypatch.setattr(plain_chat, "send", send)
    assert plain_chat.talk("http://127.0.0.1:1", "anna", ["two tees\n", "2\n", "2\n"]) == 0
    assert sent == ["two tees", BUTTONS[1]["payload"], "2"]
