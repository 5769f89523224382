"""What the bot says to a shopper of the web chat: it appears in all tabs of this shopper, and in nobody else's."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from rasa.core.channels.channel import OutputChannel

from channels.content import LANGUAGES, Screen, screen_of
from channels.door.seal import Seal
from channels.output import ShopOutput
from channels.webchat.identity import is_sender
from channels.webchat.messages import Message, bot_message
from channels.webchat.shoppers import Shopper

NAME = "webchat"

# Sends an event to all tabs of a shopper.
Emit = Callable[[str, Mapping[str, Any]], Awaitable[None]]


class WebOutput(ShopOutput):
    """Sends screens to the tabs of one shopper, whole: a web page has no limits that matter."""

    def __init__(self, shopper: Shopper, seal: Seal, emit: Emit) -> None:
        super().__init__(shopper.sender, seal)
        self._shopper = shopper
        self._emit = emit
        self._moment: float | None = None
        # Sent, but not in the conversation that Rasa keeps.
        self.unkept: list[Message] = []

    @classmethod
    def name(cls) -> str:
        """The name of the channel."""
        return NAME

    async def send_response(self, recipient_id: str, message: Mapping[str, Any]) -> None:
        """Send a message of Rasa; news say no language, so they are taken for the conversation's."""
        language = message.get("language")
        known = language if language in LANGUAGES else self._shopper.language
        self._moment = message.get("timestamp")
        await self.show(screen_of({**message, "language": known}))
        self._moment = None

    async def render(self, screen: Screen, first: int = 0) -> None:
        """Send a screen with all its choices, and say so if the language has changed."""
        if screen.language != self._shopper.language:
            self._shopper.language = screen.language
            await self._emit("language", {"language": screen.language})
        message = bot_message(screen, self._moment if isinstance(self._moment, float) else time.time())
        self.unkept.append(message)
        await self._emit("message", message)

    def kept(self) -> None:
        """Note that the conversation keeps what was sent up to now."""
        self.unkept.clear()


class Unasked(OutputChannel):
    """Speaks to whoever Rasa names: news of orders.

    A shopper without an open tab finds them in the conversation at the next visit, so they count as told.
    """

    def __init__(self, output_to: Callable[[str], Awaitable[WebOutput]]) -> None:
        self._output_to = output_to

    @classmethod
    def name(cls) -> str:
        """The name of the channel."""
        return NAME

    async def send_response(self, recipient_id: str, message: Mapping[str, Any]) -> None:
        """Send to the shopper of a conversation. Raises ValueError for a conversation of another channel."""
        if not is_sender(recipient_id):
            raise ValueError("not a conversation of the web chat")
        await (await self._output_to(recipient_id)).send_response(recipient_id, message)
