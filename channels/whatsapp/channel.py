"""WhatsApp Business Cloud API: the webhook at /webhooks/whatsapp/webhook, and what speaks to shoppers."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, text

from channels.api import NotDelivered
from channels.arrival import Arrival
from channels.door.door import nameless
from channels.media import MediaChannel
from channels.payloads import unfolded
from channels.settings import ChannelSettings, WhatsAppSettings, channel_settings
from channels.webhooks import handshake, read_within, signed_by_meta
from channels.whatsapp.arriving import CHANNEL, arrivals_of
from channels.whatsapp.graph import Graph
from channels.whatsapp.limits import WEBHOOK_BYTES
from channels.whatsapp.output import Line, WhatsAppOutput
from channels.whatsapp.people import moved, person
from channels.whatsapp.reading import Delivery, Status, User, read

logger = logging.getLogger(__name__)


class WhatsApp(MediaChannel):
    """The channel "whatsapp"; senders are "wa-" and the id by which WhatsApp first named the shopper."""

    def __init__(self, settings: ChannelSettings | None = None) -> None:
        super().__init__()
        self._given = settings
        self._graph: Graph | None = None
        # The message of each shopper that is being answered.
        self._answering: dict[str, str | None] = {}

    @classmethod
    def name(cls) -> str:
        """Rasa's name of the channel, and of its address."""
        return CHANNEL

    @property
    def configured(self) -> bool:
        """Whether the variables WHATSAPP_* are set."""
        return self._settings.whatsapp is not None

    @property
    def _settings(self) -> ChannelSettings:
        return self._given or channel_settings()

    @property
    def account(self) -> WhatsAppSettings:
        """The merchant's number and keys."""
        if self._settings.whatsapp is None:
            raise RuntimeError("WhatsApp is not set up")
        return self._settings.whatsapp

    @property
    def graph(self) -> Graph:
        """The API, first asked for in the server's event loop."""
        if self._graph is None:
            self._graph = Graph(self.account)
        return self._graph

    def routes(self, pages: Blueprint) -> None:
        """Meta asks with GET whether the address is ours, and delivers with POST."""

        @pages.get("/webhook")
        async def asked(request: Request) -> HTTPResponse:
            return handshake(request, self.account.verify_token)

        @pages.post("/webhook", stream=True)
        async def delivered(request: Request) -> HTTPResponse:
            return await self._delivered(request)

    async def _delivered(self, request: Request) -> HTTPResponse:
        """Store what was delivered and answer; everything else comes after."""
        if not await read_within(request, WEBHOOK_BYTES):
            return text("", status=413)
        if "X-Hub-Signature-256" not in request.headers:
            return text("", status=401)
        if not signed_by_meta(request, self.account.app_secret):
            logger.warning("a webhook of WhatsApp has a wrong signature")
            return text("", status=403)
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError):
            return text("", status=400)
        await self.deliver(read(body, self.account.phone_id))
        return text("")

    async def deliver(self, delivery: Delivery) -> None:
        """Take what a webhook said, in its order; raises what the database raises, so that Meta delivers again."""
        if delivery.unreadable:
            logger.warning("%d parts of a webhook of WhatsApp cannot be read", delivery.unreadable)
        for change in delivery.moves:
            sender = await asyncio.to_thread(moved, self.database, change)
            logger.info("%s has another number or id", nameless(sender) if sender else "somebody unknown")
        for user, message in delivery.messages:
            await self._take(user, message)
        for status in delivery.statuses:
            _log(status)

    async def _take(self, user: User, message: Mapping[str, Any]) -> None:
        sender, origin = await asyncio.to_thread(person, self.database, user)
        arrivals = arrivals_of(message, sender)
        for arrival in arrivals:
            await self.accept(arrival, origin)
        if not arrivals:
            # A reaction is a nod: it is seen, and an answer to it would only be noise.
            self._later(self._nod(str(message.get("id"))))

    async def _nod(self, message_id: str) -> None:
        try:
            await self.graph.seen(message_id, typing=False)
        except NotDelivered as error:
            logger.info("a message could not be marked as read: %s", error)

    async def _turn(self, arrival: Arrival) -> None:
        self._answering[arrival.sender] = arrival.message_id and arrival.message_id.removesuffix(":text")
        try:
            await super()._turn(arrival)
        finally:
            self._answering.pop(arrival.sender, None)

    async def completed(self, arrival: Arrival) -> Arrival:
        """Return the arrival with its files, and the payload for which a short key stands."""
        return await super().completed(await unfolded(arrival, self.database))

    async def fetched(self, media: Mapping[str, Any], most: int) -> tuple[bytes, str]:
        """Return a photo or a voice note; raises NotDelivered."""
        data, mime = await self.graph.file(str(media.get("id") or ""), most)
        return data, mime or str(media.get("mime") or "")

    def output_to(self, sender: str) -> WhatsAppOutput:
        """Return what speaks to a shopper."""
        line = Line(self.account, self.graph, self.database, self.door.seal)
        return WhatsAppOutput(sender, line, self._answering.get(sender))

    async def _end(self, *_: Any) -> None:
        await super()._end()
        if self._graph is not None:
            await self._graph.close()


def _log(status: Status) -> None:
    """Statuses are no turns: of a failed message the number of the error is what helps, and names nobody."""
    if status.status == "failed":
        logger.warning("a message was not delivered by WhatsApp: code %s", status.code)
