"""The score gate: what the trained model makes of messages that its authors have never seen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.reading.lexicon import Lexicon
from tests.nlu.other_shops import FRESH, other_shops
from tests.nlu.scores import (
    LANGUAGES,
    OUT_OF_SCOPE,
    HeldOut,
    held_out,
    normalized,
    read_lines,
    same_act,
    same_lines,
)

ROOT = Path(__file__).resolve().parents[2]
# A little below what was measured when the data was written, so that a worse model fails and a lucky message does not.
GATES = {"act": 0.91, "out_of_scope": 0.77, "orders_tidy": 0.97, "orders_noisy": 0.92}
NEW_GOODS_GATE, FRESH_GOODS_GATE = 0.9, 0.9

Parse = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def parse(model: Path) -> Parse:
    """Return a function that parses a message with the trained model."""
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    loop = asyncio.new_event_loop()
    return lambda text: loop.run_until_complete(agent.parse_message(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_acts_and_order_lines_of_unseen_messages_are_understood(language: str, parse: Parse) -> None:
    outcome: dict[str, list[bool]] = {name: [] for name in GATES}
    for message in held_out(language):
        parsed = parse(message.text)
        right = same_act(parsed["intent"]["name"], message.intent)
        outcome["act"].append(right)
        if message.intent == OUT_OF_SCOPE:
            outcome["out_of_scope"].append(right)
        if message.lines is not None:
            outcome[message.kind].append(same_lines(read_lines(parsed["entities"]), message.lines))
    scores = {name: sum(right) / len(right) for name, right in outcome.items()}
    print(f"\nheld-out {language}: " + ", ".join(f"{name} {score:.1%}" for name, score in scores.items()))
    assert {name: score for name, score in scores.items() if score < GATES[name]} == {}


def test_order_lines_are_read_in_catalogs_that_no_training_message_names(tmp_path: Path) -> None:
    read: dict[str, list[bool]] = {}
    for shop in other_shops(tmp_path, Lexicon.from_files()):
        for items in shop.messages.values():
            lines = [same_lines(read_lines(map(asdict, shop.reader.read(text))), wanted) for text, wanted in items]
            read.setdefault(shop.name, []).extend(lines)
    scores = {name: sum(right) / len(right) for name, right in read.items()}
    gates = {name: FRESH_GOODS_GATE if name in FRESH else NEW_GOODS_GATE for name in scores}
    assert {name: score for name, score in scores.items() if score < gates[name]} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_held_out_message_stands_in_the_training_data(language: str) -> None:
    trained = {normalized(text) for text in training_messages()}
    shared = [message.text for message in held_out(language) if normalized(message.text) in trained]
    assert shared == []


def training_messages() -> list[str]:
    return [
        line.removeprefix("- ")
        for file in (ROOT / "data" / "nlu").glob("*/*.yml")
        for item in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]
        for line in item["examples"].strip().splitlines()
    ]


def test_held_out_messages_are_labelled_with_known_acts() -> None:
    intents = {
        name
        for item in yaml.safe_load((ROOT / "domain.yml").read_text())["intents"]
        for name in ([item] if isinstance(item, str) else item)
    }
    unknown: list[HeldOut] = [m for language in LANGUAGES for m in held_out(language) if m.intent not in intents]
    assert unknown == []
