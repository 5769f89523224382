"""`make chat` behind a pipe."""

from __future__ import annotations

import urllib.error
from typing import Any

import pytest

from scripts import plain_chat


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    messages: list[tuple[str, str]] = []

    def send(server: str, sender: str, text: str) -> list[dict[str, Any]]:
        if text == "lost":
            raise urllib.error.URLError("refused")
        messages.append((sender, text))
        return [{"text": f"heard {text}", "buttons": [{"title": "M", "payload": '/inform{"size": "M"}'}]}]

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
