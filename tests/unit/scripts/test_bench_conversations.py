"""The variants, the comparison of states and the gates of `make bench-conversations`; no model is loaded."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from scripts.bench_conversations import made, parse
from scripts.conversation_report import GATES, Row, is_good, keep, report
from tests.conversations.play import LANGUAGES, STATED, Played, State, conversations, play
from tests.conversations.variants import VARIANTS
from tests.conversations.variants.dictation import dictate
from tests.conversations.variants.interruption import QUESTIONS, interrupted
from tests.conversations.variants.turns import contact_words
from tests.conversations.variants.typo import mistype, mistyped, slip

KEPT_NOTHING: dict[str, Any] = {"returns": [], "refunds": [], "tickets": [], "address": []}
EMPTY = State(cart=[], question=None, orders=[], form=None, contact={}, language="en", kept=KEPT_NOTHING, asked=None)


class ScriptedTalk:
    """A talk in which every message leads to the next of the given states."""

    sender = "scripted"

    def __init__(self, *states: State) -> None:
        self._states = iter(states)
        self._now = EMPTY

    def say(self, text: str) -> list[dict[str, Any]]:
        self._now = next(self._states)
        return [{"text": "fine"}]

    def slots(self, *names: str) -> dict[str, Any]:
        contact = {f"checkout_{name}": value for name, value in self._now.contact.items()}
        known = {"requested_slot": self._now.form, "language": self._now.language, **contact}
        return {name: known.get(name) for name in names}

    def cart(self) -> list[dict[str, Any]]:
        return self._now.cart

    def question(self) -> str | None:
        return self._now.question

    def kept(self) -> dict[str, Any]:
        return self._now.kept

    def orders(self) -> list[Any]:
        return [type("Order", (), {"status": status}) for status in self._now.orders]


def failure_of(turns: list[dict[str, Any]], *states: State) -> str | None:
    return play({"name": "any", "turns": turns}, ScriptedTalk(*states)).failure  # type: ignore[arg-type]


CAP = {"product": "cap", "color": "black", "quantity": 1}


@pytest.mark.parametrize(
    ("change", "broken"),
    [({"cart": [CAP]}, "cart"), ({"question": "size"}, "question"), ({"orders": ["paid"]}, "orders")],
)
def test_a_turn_that_promises_nothing_changes_nothing(change: dict[str, Any], broken: str) -> None:
    assert failure_of([{"say": "hello"}], EMPTY) is None
    assert broken in (failure_of([{"say": "hello"}], replace(EMPTY, **change)) or "")


def test_the_first_broken_turn_is_named() -> None:
    bought = replace(EMPTY, cart=[CAP])
    turns = [{"say": "a cap", "cart": [{"product": "cap"}]}, {"say": "undo", "cart": []}, {"say": "bye", "cart": []}]
    assert "turn 2, 'undo': nobody asked for 1 black cap" in (failure_of(turns, bought, bought, bought) or "")


def test_a_contact_stays_known_until_it_is_taken_back() -> None:
    known = replace(EMPTY, contact={"name": "Ann"})
    turns = [{"say": "Ann", "form": None, "contact": {"name": "Ann"}}, {"say": "ok", "form": None}]
    assert failure_of(turns, known, known) is None
    assert "contact" in (failure_of(turns, known, EMPTY) or "")
    turns[1]["contact"] = {"name": None}
    assert failure_of(turns, known, EMPTY) is None


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_variant_is_the_same_every_time_and_keeps_every_promise(language: str, variant: str) -> None:
    plain = conversations(language)
    first, second = list(made(language, variant)), list(made(language, variant))
    assert first == second
    for one, other in zip(plain, first, strict=True):
        promises = [[turn.get(key) for key in STATED] for turn in one["turns"]]
        assert promises == [[turn.get(key) for key in STATED] for turn in other["turns"] if "aside" not in turn]
    assert variant == "plain" or first != plain


@pytest.mark.parametrize("word", ["black", "socks", "Strickjacke", "aaaaaa"])
def test_a_slip_changes_one_letter_but_not_the_first(word: str) -> None:
    for seed in range(30):
        slipped = slip(word, random.Random(seed))
        assert slipped != word and slipped[0] == word[0] and abs(len(slipped) - len(word)) <= 1


def test_typos_spare_numbers_sizes_emails_and_short_words() -> None:
    text = "seven caps in large 39-42 to maria.miller@example.com"
    assert mistype(text, {"seven", "large"}) == text
    assert mistype("black socks", set()) != "black socks"


@pytest.mark.parametrize("language", LANGUAGES)
def test_typos_spare_contacts_and_payloads(language: str) -> None:
    for plain in conversations(language):
        spared = contact_words(plain)
        for one, other in zip(plain["turns"], mistyped(plain, language)["turns"], strict=True):
            words, kept = (re.findall(r"[^\W\d_]+", str(turn.get("say")).casefold()) for turn in (one, other))
            assert [word for word in words if word in spared] == [word for word in kept if word in spared]
            assert not str(one.get("say")).startswith("/") or one == other


@pytest.mark.parametrize(
    ("language", "text", "spoken"),
    [
        ("en", "2 grey T-shirts, please!", "two grey t-shirts please"),
        ("en", "a pair of mens jeans, 32/34", "a pair of mens jeans 32/34"),
        ("en", "-2 white caps", "minus two white caps"),
        ("en", "1.5 navy caps... 12 pairs", "1.5 navy caps twelve pairs"),
        ("en", "the price is 1 euro", "the price is 1 euro"),
        ("de", "1 schwarzer Schal", "ein schwarzer schal"),
        ("de", "1 schwarze Cap, 3 Paar Socken 39-42", "eine schwarze cap drei paar socken 39-42"),
        ("de", "???", "???"),
        (None, "Ann Lee, ann@example.com, Talstr. 8", "ann lee ann@example.com talstr 8"),
    ],
)
def test_dictation_has_no_capitals_no_punctuation_and_small_numbers_as_words(
    language: str | None, text: str, spoken: str
) -> None:
    assert dictate(text, language) == spoken


def test_every_second_message_is_interrupted_in_the_language_of_the_conversation() -> None:
    turns = [{"say": "hi", "language": "de"}, {"say": "M"}, {"tap": "men"}, {"say": "ok"}, {"say": "bye"}]
    made_of = interrupted({"name": "any", "turns": turns}, "en")["turns"]
    assert [next(iter(turn)) for turn in made_of] == ["say", "aside", "say", "tap", "say", "aside", "say"]
    assert {turn["aside"] for turn in made_of if "aside" in turn} <= set(QUESTIONS["de"])


def test_a_failed_plain_conversation_or_a_rate_under_the_gate_is_not_good() -> None:
    passed, failed = Played("a", 3), Played("b", 2, "turn 2, 'x': silence")
    assert is_good([Row("en", "plain", [passed], 1.0)])
    assert not is_good([Row("en", "plain", [passed] * 99 + [failed], 1.0)])
    assert is_good([Row("de", "typo", [passed] * 99 + [failed], 1.0)])
    assert not is_good([Row("de", "typo", [failed], 1.0)])
    assert not is_good([])


def test_every_variant_has_a_gate_in_every_language() -> None:
    assert {name: set(gates) for name, gates in GATES.items()} == {name: set(LANGUAGES) for name in VARIANTS}
    assert GATES["plain"] == dict.fromkeys(LANGUAGES, 1.0)


def test_the_report_names_what_failed_and_keeps_everything(tmp_path: Path) -> None:
    row = Row("en", "typo", [Played("a", 3), Played("lost [x]", 2, "turn 2, 'x': silence")], 4.0)
    console = Console(width=120, record=True, quiet=False, file=(tmp_path / "screen").open("w"))
    report([row], 10.0, console)
    shown = console.export_text()
    assert "lost [x]" in shown and "turn 2, 'x': silence" in shown and "50.0%" in shown
    keep([row], 10.0, tmp_path / "kept.json")
    assert json.loads((tmp_path / "kept.json").read_text())["rows"][0]["conversations"][1]["name"] == "lost [x]"


def test_all_variants_are_played_unless_some_are_chosen() -> None:
    assert parse([]).variant == list(VARIANTS)
    assert parse(["--variant", "typo"]).variant == ["typo"]
