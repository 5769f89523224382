"""The output of every channel: one message of Rasa becomes one screen, rendered within the limits of the channel."""

from __future__ import annotations

import abc
import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from rasa.core.channels.channel import OutputChannel

from channels.content import Screen, screen_of, sealed
from channels.door.seal import Seal

logger = logging.getLogger(__name__)

# An answer that is ready waits no longer than this for its announcement.
_TYPING_SECONDS = 1.0


class ShopOutput(OutputChannel, abc.ABC):
    """Renders what the bot says to one shopper. Payloads of choices arrive sealed for this shopper.

    `numbered`: choices are shown with numbers because there is nothing to tap, so that a bare "2" picks one.
    `unasked`: this is no answer, but news.
    """

    numbered = False
    unasked = False

    def __init__(self, sender: str, seal: Seal) -> None:
        self.sender = sender
        self.sent = 0
        self._expected: asyncio.Future[None] | None = None
        self._seal = seal

    async def send_response(self, recipient_id: str, message: Mapping[str, Any]) -> None:
        """Rasa's one call for each message; the recipient is the sender of the conversation."""
        await self.show(screen_of(message))

    async def show(self, screen: Screen, first: int = 0) -> None:
        """Show a screen, its choices from position `first` on; an empty one is not sent."""
        if not (screen.text.strip() or screen.choices or screen.show):
            return
        await self._expectation_told()
        await self.render(sealed(screen, lambda payload: self._seal.put(payload, self.sender)), first)
        self.sent += 1

    @abc.abstractmethod
    async def render(self, screen: Screen, first: int = 0) -> None:
        """Send a screen. Raises whatever the channel raises when it cannot be delivered."""

    async def typing(self) -> None:
        """Say that an answer is on its way, where the channel can."""

    def expect(self) -> None:
        """Begin to say so, without waiting for it: it must not cost the turn any time."""
        if type(self).typing is not ShopOutput.typing and self._expected is None:
            self._expected = asyncio.ensure_future(self.typing())

    async def _expectation_told(self) -> None:
        """Wait for it before the first message: arriving after the answer, it would promise another one."""
        if self._expected is None:
            return
        expected, self._expected = self._expected, None
        try:
            await asyncio.wait_for(expected, _TYPING_SECONDS)
        except Exception as error:  # whatever a channel raises: an answer does not need it
            logger.info("typing could not be shown: %s", type(error).__name__)
