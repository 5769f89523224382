"""The webhook of Messenger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, text

from channels.api import Api, NotDelivered
from channels.arrival import Arrival
from channels.media import MediaChannel
from channels.messenger.limits import WINDOW
from channels.messenger.output import MessengerOutput
from channels.messenger.parsing import CHANNEL, PREFIX, arrivals_of
from channels.output import ShopOutput
from channels.payloads import unfolded
from channels.rendering.links import is_public
from channels.settings import MessengerSettings, channel_settings
from channels.webhooks import MOST_BYTES, handshake, json_object, signed_by_meta
from shop.messaging.inbox import Origin


class Messenger(MediaChannel):
    """A Facebook page that answers in Messenger."""

    def __init__(self) -> None:
        super().__init__()
        self._api: Api | None = None

    @classmethod
    def name(cls) -> str:
        """The channel's name, and the first part of its address: /webhooks/messenger/webhook."""
        return CHANNEL

    @property
    def settings(self) -> MessengerSettings | None:
        """Tokens and app secret; None if Messenger is not set up."""
        return channel_settings().messenger

    @property
    def configured(self) -> bool:
        """Whether tokens and app secret are set."""
        return self.settings is not None

    @property
    def window(self) -> timedelta | None:
        """News of a shop are none of the things that Meta lets a page say later."""
        return WINDOW

    @property
    def api(self) -> Api:
        """What speaks to the Graph API."""
        if self._api is None:
            assert self.settings is not None
            self._api = Api(self.settings.api_url, parameters={"access_token": self.settings.token})
        return self._api

    def routes(self, pages: Blueprint) -> None:
        """Add the addresses of the handshake and of the events."""

        @pages.get("/webhook")
        async def verify(request: Request) -> HTTPResponse:
            assert self.settings is not None
            return handshake(request, self.settings.verify_token)

        @pages.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            return await self._receive(request)

    def output_to(self, sender: str) -> ShopOutput:
        """Return what speaks to a shopper."""
        assert self.settings is not None
        return MessengerOutput(sender, self.door.seal, self.api, self.settings.page_id, self.database)

    async def _receive(self, request: Request) -> HTTPResponse:
        """Store every event of a batch, in order; they are handled after the answer."""
        assert self.settings is not None
        if not signed_by_meta(request, self.settings.app_secret):
            return empty(403)
        body = json_object(request) if len(request.body) <= MOST_BYTES else None
        if body is None:
            return empty(400)
        for arrival in arrivals_of(body):
            await self.accept(arrival, Origin(arrival.sender.removeprefix(PREFIX)))
        return text("EVENT_RECEIVED")

    async def completed(self, arrival: Arrival) -> Arrival:
        """Fetch what an arrival names, and the payload that a key stands for."""
        return await super().completed(await unfolded(arrival, self.database))

    async def fetched(self, media: Mapping[str, Any], most: int) -> tuple[bytes, str]:
        """Return the bytes of an attachment. Its address is public, and signed by Meta together with the event."""
        url = str(media.get("url") or "")
        if not is_public(url) and not url.startswith(self.settings.api_url if self.settings else "\0"):
            raise NotDelivered("the file has no public address")
        return await self.api.download(url, most)
