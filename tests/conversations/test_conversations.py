"""Every conversation leaves the shop in the promised state; see `play` for what the YAML files say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conversations.house import Stock
from tests.conversations.play import LANGUAGES, Conversation, conversations, play
from tests.conversations.talk import Talk

ALL = [
    pytest.param(item, id=f"{language}: {item['name']}") for language in LANGUAGES for item in conversations(language)
]


@pytest.mark.parametrize("conversation", ALL)
def test_conversation_leaves_the_shop_in_the_promised_state(
    conversation: Conversation, talk_to: Callable[..., Talk], stock: Stock
) -> None:
    stock.put_back()
    assert play(conversation, talk_to()).failure is None


def test_there_are_enough_conversations_in_each_language() -> None:
    assert all(len(conversations(language)) >= 60 for language in LANGUAGES)
