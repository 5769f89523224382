"""Conversations from YAML: after each turn the state of the shop is asserted, never the wording.

A turn is ``say: text``, ``tap: value`` (the button of the last answer that carries this value) or ``pay: true``, and
what must hold after it: ``cart`` (a mapping a line, only what it names is compared), ``question`` (kind of the open
question, null for none), ``orders`` (states, newest first), ``form`` (the slot that is asked for) and ``language``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conversations.talk import Talk

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "de")


def conversations(language: str) -> list[dict[str, Any]]:
    """Return all conversations of a language."""
    return [item for file in sorted((FOLDER / language).glob("*.yml")) for item in yaml.safe_load(file.read_text())]


ALL = [
    pytest.param(item, id=f"{language}: {item['name']}") for language in LANGUAGES for item in conversations(language)
]


@pytest.mark.parametrize("conversation", ALL)
def test_conversation_leaves_the_shop_in_the_promised_state(
    conversation: dict[str, Any], talk_to: Callable[..., Talk]
) -> None:
    talk = talk_to()
    answer: list[dict[str, Any]] = []
    for number, turn in enumerate(conversation["turns"], start=1):
        where = f"turn {number}: {turn.get('say') or turn.get('tap') or 'pay'}"
        answer = _take(talk, turn, answer, where)
        _check(talk, turn, where)


def _take(talk: Talk, turn: dict[str, Any], answer: list[dict[str, Any]], where: str) -> list[dict[str, Any]]:
    if turn.get("pay"):
        assert talk.pay() == 200, where
        return answer
    text = turn["say"] if "say" in turn else _payload(answer, str(turn["tap"]))
    answer = talk.say(text)
    assert answer, f"{where}: silence"
    assert not any("{" in message.get("text", "") for message in answer), f"{where}: a blank was left open"
    return answer


def _payload(answer: list[dict[str, Any]], value: str) -> str:
    payloads = [button["payload"] for message in answer for button in message.get("buttons", [])]
    fitting = [payload for payload in payloads if f'"{value}"' in payload or payload == f"/{value}"]
    assert fitting, f"no button carries {value!r}, there are {payloads}"
    return fitting[0]


def _check(talk: Talk, turn: dict[str, Any], where: str) -> None:
    if "cart" in turn:
        _check_cart(talk.cart(), turn["cart"], where)
    if "question" in turn:
        assert talk.question() == turn["question"], where
    if "orders" in turn:
        assert [order.status for order in talk.orders()] == turn["orders"], where
    if "form" in turn:
        assert talk.slot("requested_slot") == turn["form"], where
    if "language" in turn:
        assert talk.slot("language") == turn["language"], where


def _check_cart(lines: list[dict[str, Any]], expected: list[dict[str, Any]], where: str) -> None:
    left = list(lines)
    for wanted in expected:
        wanted = {key: str(value) for key, value in wanted.items()}
        match = next((line for line in left if all(str(line[key]) == value for key, value in wanted.items())), None)
        assert match, f"{where}: {wanted} is not in the cart {lines}"
        left.remove(match)
    assert not left, f"{where}: nobody asked for {left}"


def test_there_are_enough_conversations_in_each_language() -> None:
    assert all(len(conversations(language)) >= 20 for language in LANGUAGES)
