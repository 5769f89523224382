"""The REST channel, through the door: for the merchant's own server, tests and tools.

Whoever speaks here names the shopper, so it stays on 127.0.0.1 or behind the merchant's own login. Many shoppers speak
from that one address: it has no limit of its own, each shopper has.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from channels.arrival import ORDER, PHOTO, TEXT, Arrival
from channels.content import Screen
from channels.door import door_of
from channels.door.seal import Seal
from channels.output import ShopOutput
from shop import logs

MAX_SENDER_CHARACTERS = 255  # the column of the tracker store
MAX_ITEMS = 100
# Shoppers of these channels are known by what their messenger has verified; nobody may borrow their names here.
PREFIXES = ("web-", "wa-", "tg-", "fb-", "sms-")

Tell = Callable[[dict[str, Any]], Awaitable[None]]


class RestOutput(ShopOutput):
    """Collects what the bot says; `tell` gets each message at once."""

    def __init__(self, sender: str, seal: Seal, tell: Tell | None = None) -> None:
        super().__init__(sender, seal)
        self.messages: list[dict[str, Any]] = []
        self._tell = tell

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "rest"

    async def render(self, screen: Screen, first: int = 0) -> None:
        """Keep the message as Rasa's own REST channel would, with the content in parts beside it as `custom`."""
        message: dict[str, Any] = {"recipient_id": self.sender, "text": screen.text}
        if screen.choices:
            message["buttons"] = [vars(choice) for choice in screen.choices[first:]]
        if screen.show:
            message["custom"] = dict(screen.show)
        self.messages.append(message)
        if self._tell is not None:
            await self._tell(message)


class RestChannel(InputChannel):
    """Rasa's ``rest`` channel under the same address; it refuses what would harm other shoppers."""

    @classmethod
    def name(cls) -> str:
        """The channel's name; its address is /webhooks/rest/webhook."""
        return "rest"

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> InputChannel:
        """Rasa's way to make a channel, as a server does before anybody can write to it; it has no options."""
        logs.begin()
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the addresses: a health check, and the webhook."""
        pages = Blueprint("rest_channel", __name__)

        @pages.get("/")
        async def health(_: Request) -> HTTPResponse:
            return json_response({"status": "ok"})

        @pages.post("/webhook")
        async def receive(request: Request) -> HTTPResponse | None:
            arrival, door = arrival_of(request), door_of(request.app)
            if request.args.get("stream") != "true":
                output = RestOutput(arrival.sender, door.seal)
                await door.take(arrival, output, on_new_message)
                return json_response(output.messages)
            stream = await request.respond(content_type="text/event-stream")

            async def tell(message: dict[str, Any]) -> None:
                await stream.send(json.dumps(message) + "\n")

            await door.take(arrival, RestOutput(arrival.sender, door.seal, tell), on_new_message)
            await stream.eof()
            return None

        return pages


def arrival_of(request: Request) -> Arrival:
    """Read a request.

    Raises:
        InvalidUsage: it names no shopper (Rasa would take everybody for "default", with one cart), or is no such body.
    """
    body = request.json
    if not isinstance(body, dict):
        raise InvalidUsage("The body must be a JSON object.")
    text, message_id = body.get("message"), body.get("message_id")
    if text is not None and not isinstance(text, str):
        raise InvalidUsage("'message' must be a text.")
    metadata = body.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    items, photo = _items(metadata.get("items")), _text(metadata.get("photo"))
    return Arrival(
        channel="rest",
        sender=_sender(body),
        kind=ORDER if items else PHOTO if photo else TEXT,
        text=text or "",
        message_id=message_id if isinstance(message_id, str) else None,
        items=items,
        about=_text(metadata.get("about")),
        photo=photo,
    )


def _sender(body: Mapping[str, Any]) -> str:
    sender = body.get("sender")
    if not isinstance(sender, str) or not sender.strip() or len(sender) > MAX_SENDER_CHARACTERS:
        raise InvalidUsage(f"'sender' must be a text of 1 to {MAX_SENDER_CHARACTERS} characters.")
    if sender.startswith(PREFIXES):
        raise InvalidUsage("'sender' looks like a shopper of another channel.")
    return sender


def _text(value: object) -> str | None:
    return value[:2000] if isinstance(value, str) and value else None


def _items(value: object) -> tuple[tuple[str, int], ...]:
    listed = value[:MAX_ITEMS] if isinstance(value, list) else []
    return tuple(
        (item["sku"][:100], item["quantity"])
        for item in listed
        if isinstance(item, dict) and isinstance(item.get("sku"), str) and type(item.get("quantity")) is int
    )
