"""Photos that a shopper sends together arrive one by one: they are answered once."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from channels.arrival import PHOTO, Arrival
from channels.media import MEDIA

# Telegram delivers the photos of an album within a few hundred milliseconds, and does not say how many there are.
QUIET_SECONDS = 1.0
# A photo that comes after the answer gets none of its own, for so long.
_REMEMBERED_SECONDS = 60.0


@dataclass(frozen=True)
class Stored:
    """An arrival and its row in the inbox."""

    row_id: int
    arrival: Arrival


class Albums:
    """The albums that are coming in."""

    def __init__(self, quiet: float = QUIET_SECONDS) -> None:
        self._quiet = quiet
        self._open: dict[str, list[Stored]] = {}
        self._closed: OrderedDict[str, float] = OrderedDict()

    def add(self, key: str, stored: Stored) -> bool:
        """Add a photo; True for the first one, whose caller answers for all."""
        photos = self._open.setdefault(key, [])
        photos.append(stored)
        return len(photos) == 1

    async def whole(self, key: str) -> tuple[list[Stored], bool]:
        """Wait until no more photos come; returns them, and whether the album was answered before."""
        count = 0
        while len(self._open[key]) > count:
            count = len(self._open[key])
            await asyncio.sleep(self._quiet)
        return self._open.pop(key), self._is_late(key)

    def _is_late(self, key: str) -> bool:
        now = time.monotonic()
        while self._closed and next(iter(self._closed.values())) < now - _REMEMBERED_SECONDS:
            self._closed.popitem(last=False)
        known = key in self._closed
        self._closed[key] = now
        self._closed.move_to_end(key)
        return known


def together(photos: Sequence[Arrival]) -> Arrival:
    """Return an album as one arrival: its photos in their order, with the caption that one of them has."""
    ordered = sorted(photos, key=lambda arrival: int(arrival.message_id or 0))
    leading = next((arrival for arrival in ordered if arrival.kind == PHOTO), ordered[0])
    media = [item for arrival in ordered if arrival.kind == PHOTO for item in arrival.extra.get(MEDIA) or ()]
    text = next((arrival.text for arrival in ordered if arrival.text), "")
    return replace(leading, text=text, extra={**leading.extra, MEDIA: media})
