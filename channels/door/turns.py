"""One turn of a shopper after the other.

Rasa's own lock lets a second message of the same shopper wait in steps of a whole second; a queue in front of it wakes
it at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Hands out turns, in the order in which they are asked for."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def of(self, sender: str) -> AsyncIterator[None]:
        """Wait for the turns of this shopper that were asked for before."""
        lock, waiting = self._locks.get(sender, (None, 0))
        lock = lock or asyncio.Lock()
        self._locks[sender] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._locks[sender]
            if waiting <= 1:
                del self._locks[sender]
            else:
                self._locks[sender] = (lock, waiting - 1)

    def waiting(self, sender: str) -> int:
        """Return how many turns of this shopper are under way or wait."""
        return self._locks.get(sender, (None, 0))[1]
