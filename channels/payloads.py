"""Payloads that are too long for a button of a messenger: it holds a key, the shop's database the payload."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from channels.arrival import PAYLOAD, Arrival
from channels.content import Choice
from channels.door.seal import Seal
from shop.database import Database
from shop.messaging.shown import keep_payload, kept_payload

# Before a key; no payload begins with it.
KEY_MARK = "#"


async def fitting(choices: Sequence[Choice], most: int, sender: str, seal: Seal, database: Database) -> list[Choice]:
    """Return the choices with a key in place of each sealed payload of more than `most` bytes."""
    long = {c.payload: seal.key_for(c.payload, sender) for c in choices if _bytes(c.payload) > most}

    def keep() -> None:
        with database.write() as session:
            for payload, key in long.items():
                keep_payload(session, key, sender, payload)

    if long:
        await asyncio.to_thread(keep)
    return [replace(c, payload=KEY_MARK + long[c.payload]) if c.payload in long else c for c in choices]


async def unfolded(arrival: Arrival, database: Database) -> Arrival:
    """Return the arrival with the payload for which its key stands; a key that we do not know stays what it is."""

    def look_up() -> str | None:
        with database.read() as session:
            return kept_payload(session, arrival.text[len(KEY_MARK) :], arrival.sender)

    if arrival.kind != PAYLOAD or not arrival.text.startswith(KEY_MARK):
        return arrival
    return replace(arrival, text=await asyncio.to_thread(look_up) or arrival.text)


def _bytes(payload: str) -> int:
    return len(payload.encode("utf-8", "replace"))
