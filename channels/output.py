"""The output of every channel: one message of Rasa becomes one screen, rendered within the limits of the channel."""

from __future__ import annotations

import abc
from collections.abc import Mapping
from typing import Any

from rasa.core.channels.channel import OutputChannel

from channels.content import Screen, screen_of, sealed
from channels.door.seal import Seal


class ShopOutput(OutputChannel, abc.ABC):
    """Renders what the bot says to one shopper. Payloads of choices arrive sealed for this shopper.

    `numbered`: choices are shown with numbers because there is nothing to tap, so that a bare "2" picks one.
    """

    numbered = False

    def __init__(self, sender: str, seal: Seal) -> None:
        self.sender = sender
        self.sent = 0
        self._seal = seal

    async def send_response(self, recipient_id: str, message: Mapping[str, Any]) -> None:
        """Rasa's one call for each message; the recipient is the sender of the conversation."""
        await self.show(screen_of(message))

    async def show(self, screen: Screen, first: int = 0) -> None:
        """Show a screen, its choices from position `first` on; an empty one is not sent."""
        if not (screen.text or screen.choices or screen.show):
            return
        await self.render(sealed(screen, lambda payload: self._seal.put(payload, self.sender)), first)
        self.sent += 1

    @abc.abstractmethod
    async def render(self, screen: Screen, first: int = 0) -> None:
        """Send a screen. Raises whatever the channel raises when it cannot be delivered."""

    async def typing(self) -> None:
        """Say that an answer is on its way, where the channel can."""
