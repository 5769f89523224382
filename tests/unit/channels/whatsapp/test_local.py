"""A shop without a public address loses nothing on WhatsApp: what Meta could not fetch is not sent as a file."""

from __future__ import annotations

from typing import Any

import pytest

from channels.content import Screen
from channels.whatsapp.rendering import Renderer
from tests.unit.channels.whatsapp.judge import SEALING, all_words, check

HERE, THERE = "http://127.0.0.1:5080/p.jpg", "https://shop.example/p.jpg"


def kinds(show: dict[str, Any], local: bool) -> list[str]:
    messages = Renderer("en", SEALING, local=local).messages(Screen("Look:", show=show))
    check(messages)
    assert "Oak" in all_words(messages) or show["url"] in str(messages)
    return [f"{message.kind}{' with picture' if 'header' in message.content else ''}" for message in messages]


@pytest.mark.parametrize(
    ("picture", "local", "shown"), [(HERE, False, False), (HERE, True, True), (THERE, False, True)]
)
def test_sends_pictures_that_can_be_fetched(picture: str, local: bool, shown: bool) -> None:
    card = {"product": "#oak", "title": "Oak", "price": "€1", "picture": picture}
    assert kinds({"kind": "cards", "cards": [card]}, local) == ["text", "image" if shown else "text"]
    card["button"] = {"title": "Take it", "payload": "/affirm"}
    tappable = "interactive with picture" if shown else "interactive"
    assert kinds({"kind": "cards", "cards": [card]}, local) == ["text", tappable]


@pytest.mark.parametrize(
    ("url", "local", "kind"), [(HERE, False, "text"), (HERE, True, "document"), (THERE, False, "document")]
)
def test_sends_the_address_of_a_document_that_cannot_be_fetched(url: str, local: bool, kind: str) -> None:
    assert kinds({"kind": "document", "url": url, "name": "a.pdf"}, local) == [kind]
