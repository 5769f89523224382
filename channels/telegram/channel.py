"""The webhook of Telegram."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty
from telegram import Bot, Update
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from channels.api import SECONDS, NotDelivered
from channels.arrival import Arrival
from channels.media import MediaChannel
from channels.output import ShopOutput
from channels.payloads import unfolded
from channels.settings import TelegramSettings, channel_settings
from channels.telegram.albums import Albums, Stored, together
from channels.telegram.limits import DOWNLOAD_BYTES
from channels.telegram.output import TelegramOutput
from channels.telegram.parsing import ALBUM, CALLBACK, CHANNEL, PREFIX, arrival_of, group_joined, unreadable
from channels.webhooks import MOST_BYTES, UNREADABLE, json_object, same
from shop.messaging.inbox import Inbox, Origin

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Telegram(MediaChannel):
    """A bot of Telegram; speaks in private chats only, and leaves groups."""

    def __init__(self) -> None:
        super().__init__()
        self._bot: Bot | None = None
        self._albums = Albums()

    @classmethod
    def name(cls) -> str:
        """The channel's name, and the first part of its address: /webhooks/telegram/webhook."""
        return CHANNEL

    @property
    def settings(self) -> TelegramSettings | None:
        """Token and secret; None if Telegram is not set up."""
        return channel_settings().telegram

    @property
    def configured(self) -> bool:
        """Whether token and secret are set."""
        return self.settings is not None

    @property
    def bot(self) -> Bot:
        """What speaks to Telegram's API."""
        if self._bot is None:
            assert self.settings is not None
            self._bot = bot_of(self.settings)
        return self._bot

    def routes(self, pages: Blueprint) -> None:
        """Add the address that Telegram calls."""

        @pages.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            return await self._receive(request)

    def output_to(self, sender: str) -> ShopOutput:
        """Return what speaks to a shopper."""
        return TelegramOutput(sender, self.door.seal, self.bot, self.database)

    async def _receive(self, request: Request) -> HTTPResponse:
        """Store an update. What cannot be read is taken too: Telegram would bring it again and again."""
        assert self.settings is not None
        if not same(request.headers.get(SECRET_HEADER), self.settings.secret):
            return empty(403)
        body = json_object(request) if len(request.body) <= MOST_BYTES else None
        if body is None:
            return empty(400)
        arrival, group = _read(body)
        if group is not None:
            self._later(self._leave(group))
        if arrival is not None and await self.accept(arrival, Origin(arrival.sender.removeprefix(PREFIX))):
            self._answer_tap(arrival)
        return empty(200)

    def _answer_tap(self, arrival: Arrival) -> None:
        if CALLBACK in arrival.extra:
            self._later(self._tell("a tap", self.bot.answer_callback_query(str(arrival.extra[CALLBACK]))))

    async def _leave(self, group: int) -> None:
        await self._tell("leaving a group", self.bot.leave_chat(group))

    async def _tell(self, what: str, call: Any) -> None:
        """Tell Telegram something that no shopper waits for."""
        try:
            await call
        except TelegramError as error:
            logger.info("Telegram did not take %s: %s", what, type(error).__name__)

    async def completed(self, arrival: Arrival) -> Arrival:
        """Fetch what an arrival names, and the payload that a key stands for."""
        return await super().completed(await unfolded(arrival, self.database))

    async def fetched(self, media: Mapping[str, Any], most: int) -> tuple[bytes, str]:
        """Return the bytes of a file that a shopper sent."""
        try:
            file = await self.bot.get_file(str(media["id"]))
            if (file.file_size or 0) > min(most, DOWNLOAD_BYTES):
                raise NotDelivered(f"the file has {file.file_size} bytes")
            return bytes(await file.download_as_bytearray()), str(media.get("mime") or "")
        except TelegramError as error:
            raise NotDelivered(f"the file is not given: {type(error).__name__}") from None

    async def _work(self, row_id: int, arrival: Arrival) -> None:
        """Handle an arrival; the photos of an album together, by the first one that came."""
        album = arrival.extra.get(ALBUM)
        if not album:
            await super()._work(row_id, arrival)
            return
        key = f"{arrival.sender}:{album}"
        if not self._albums.add(key, Stored(row_id, arrival)):
            return
        async with self._order.of(arrival.sender):
            stored, late = await self._albums.whole(key)
            whole = together([each.arrival for each in stored])
            if late:
                await self.completed(whole)
            else:
                await self._turn(whole)
        for each in stored:
            await asyncio.to_thread(Inbox(self.database).handled, each.row_id)


def bot_of(settings: TelegramSettings) -> Bot:
    """Return a bot with one timeout for everything."""
    request = HTTPXRequest(
        read_timeout=SECONDS, write_timeout=SECONDS, media_write_timeout=SECONDS, pool_timeout=SECONDS
    )
    return Bot(
        settings.token,
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=request,
    )


def _read(body: Mapping[str, Any]) -> tuple[Arrival | None, int | None]:
    """Return what a shopper sent, or the group that we were added to."""
    try:
        update = Update.de_json(dict(body), None)
        return arrival_of(update), group_joined(update)
    except UNREADABLE as error:
        logger.warning("an update of Telegram cannot be read: %s", type(error).__name__)
        return unreadable(body), None
