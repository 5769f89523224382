"""Typed commands such as `/add_to_cart{"quantity": -5}`: anyone can send them, with any content."""

from __future__ import annotations

import json
from random import Random
from typing import Any

ODD_VALUES: tuple[Any, ...] = (
    None, True, False, -5, 0, 1, 2, 99, 100, 10**30, 1.5, -0.0, float("inf"), float("nan"), "", " ", "M", "two",
    "1e999", "NaN", "-1", "t-shirt", "hoodie", "black", "men", "#no-such-key", "#", "x" * 5000, "{item}", "\u0000",
    "\ud800", "٣", "²", [], ["M", "L"], [[1]], {}, {"a": 1}, [None], "32/34", "%", "_", "a, b", "en", "de", "klingon",
    "10001", "'; --",
)  # fmt: skip
NOT_ALLOWED = ("EXTERNAL_payment_settled", "restart", "session_start", "back", "nlu_fallback", "no_such_intent", "")
BROKEN = (
    "/", "//", "/add_to_cart{", '/add_to_cart{"product": }', "/add_to_cart{}}", "/ add_to_cart", "/inform[]",
    "/inform@2{}", '/inform{"size"}', "/add_to_cart@x", '/add_to_cart{"product": "hoodie"} and socks',
    '/slot{"language": "xx"}', "/\n",
)  # fmt: skip


def payload(rng: Random, intents: list[str], entities: list[str]) -> str:
    """Return a command with odd content."""
    kind = rng.random()
    if kind < 0.12:
        return rng.choice(BROKEN)
    intent = rng.choice(NOT_ALLOWED) if kind < 0.2 else rng.choice(intents)
    if rng.random() < 0.15:
        return f"/{intent}"
    content = {rng.choice(entities): _value(rng) for _ in range(rng.randint(1, 4))}
    if rng.random() < 0.5:  # goods that exist, so that the odd value gets further
        content = {"product": rng.choice(("t-shirt", "hoodie", "socks", "jeans", "beanie")), **content}
    return f"/{intent}{json.dumps(content)}"


def _value(rng: Random) -> Any:
    value = rng.choice(ODD_VALUES)
    if rng.random() < 0.15:
        return [value, rng.choice(ODD_VALUES)]
    return value
