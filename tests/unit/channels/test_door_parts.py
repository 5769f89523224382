"""Seal, limits and turns of the door."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.door.cleaning import cleaned
from channels.door.limits import RateLimit
from channels.door.seal import Seal
from channels.door.turns import Turns
from components.order_line_extractor import MAX_CHARACTERS

SEAL = Seal("a secret for tests only")


@given(payload=st.text(max_size=200), sender=st.text(min_size=1, max_size=40))
def test_a_sealed_payload_opens_for_its_shopper_alone(payload: str, sender: str) -> None:
    text = SEAL.put(payload, sender)
    assert SEAL.open(text, sender) == payload
    assert SEAL.open(text, sender + "x") is None and Seal("another").open(text, sender) is None


@given(payload=st.text(max_size=60), other=st.text(max_size=60))
def test_no_other_payload_passes_under_a_seal(payload: str, other: str) -> None:
    signature = SEAL.put(payload, "anna").rpartition("~")[2]
    opened = SEAL.open(f"{other}~{signature}", "anna")
    assert opened is None or other == payload


@given(text=st.text(max_size=80))
def test_no_typed_text_opens(text: str) -> None:
    assert SEAL.open(text, "anna") is None


def test_sealed_sender_and_payload_cannot_be_moved_against_each_other() -> None:
    signature = SEAL.put("b", "a").rpartition("~")[2]
    assert SEAL.open(f"~{signature}", "a\0b") is None and SEAL.open(f"a\0b~{signature}", "") is None


@given(text=st.text(max_size=2500))
def test_what_is_cleaned_is_short_printable_and_no_command(text: str) -> None:
    plain, cut = cleaned(text)
    assert len(plain) <= MAX_CHARACTERS and not plain.startswith("/")
    assert all(letter in "\n\t" or letter.isprintable() or not letter.isascii() for letter in plain)
    assert cut or len(text) <= 2 * MAX_CHARACTERS


def test_a_limit_refills_with_time_and_is_each_ones_own() -> None:
    now = [0.0]
    limit = RateLimit(per_minute=60, burst=3, clock=lambda: now[0])
    assert [limit.allows("anna") for _ in range(4)] == [True, True, True, False]
    assert limit.allows("bob")
    now[0] = 2.0
    assert [limit.allows("anna") for _ in range(3)] == [True, True, False]


def test_a_limit_does_not_remember_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.door.limits._REMEMBERED", 3)
    limit = RateLimit(per_minute=1, burst=1, clock=lambda: 0.0)
    for name in "abcdefgh":
        limit.allows(name)
    assert len(limit._buckets) == 3


def test_turns_of_one_shopper_keep_their_order_and_those_of_others_do_not_wait() -> None:
    turns, done = Turns(), []

    async def say(sender: str, number: int, seconds: float) -> None:
        async with turns.of(sender):
            await asyncio.sleep(seconds)
            done.append((sender, number))

    async def all_at_once() -> None:
        anna = [say("anna", 0, 0.05), *(say("anna", number, 0) for number in range(1, 6))]
        await asyncio.gather(*anna, say("bob", 0, 0))

    asyncio.run(all_at_once())
    assert done[0] == ("bob", 0) and [number for name, number in done if name == "anna"] == list(range(6))
    assert turns.waiting("anna") == turns.waiting("bob") == 0


def test_a_failed_turn_lets_the_next_one_go_on() -> None:
    turns = Turns()

    async def both() -> int:
        with pytest.raises(ValueError):
            async with turns.of("anna"):
                raise ValueError
        async with turns.of("anna"):
            return turns.waiting("anna")

    assert asyncio.run(both()) == 1
