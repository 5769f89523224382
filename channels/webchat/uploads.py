"""Photos that shoppers send: taken up to a size, as often as a shopper does it, and kept by the shop."""

from __future__ import annotations

import asyncio
import logging

from sanic.request import Request

from channels.door.door import nameless
from channels.door.limits import RateLimit
from channels.settings import ChannelSettings
from channels.webchat.limits import (
    PHOTOS_AT_ONCE,
    PHOTOS_AT_ONCE_AND_ADDRESS,
    PHOTOS_PER_MINUTE,
    PHOTOS_PER_MINUTE_AND_ADDRESS,
    PHOTOS_WAITING,
)
from shop.database import Database
from shop.messaging.photos import NotAPicture, photo_of_sender, photo_url, store_photo
from shop.messaging.picture import MOST_BYTES

logger = logging.getLogger(__name__)

NOT_AN_IMAGE, TOO_LARGE, REFUSED = "not_an_image", "too_large", "refused"

_DRAINED_BYTES = 4 * MOST_BYTES


class NotTaken(Exception):
    """A photo is not taken: `status` is the HTTP status, `error` what the widget is told."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status
        self.error = error


class Photos:
    """The photos of the web chat's shoppers."""

    def __init__(self, settings: ChannelSettings, database: Database) -> None:
        self._settings = settings.shop
        self._database = database
        self._shoppers = RateLimit(PHOTOS_PER_MINUTE, PHOTOS_AT_ONCE)
        self._addresses = RateLimit(PHOTOS_PER_MINUTE_AND_ADDRESS, PHOTOS_AT_ONCE_AND_ADDRESS)
        # Painting takes up to half a second of a thread; what else asks the database must find one.
        self._one = asyncio.Semaphore(1)
        self._waiting = 0

    async def receive(self, request: Request, sender: str, address: str | None) -> str:
        """Keep the photo that a request brings, and return its key. Raises NotTaken."""
        if not self._shoppers.allows(sender) or not (address is None or self._addresses.allows(address)):
            raise NotTaken(429, REFUSED)
        if self._waiting >= PHOTOS_WAITING:
            raise NotTaken(503, REFUSED)
        mime = str(request.headers.get("content-type") or "")
        if not mime.lower().startswith("image/"):
            raise NotTaken(415, NOT_AN_IMAGE)
        self._waiting += 1
        try:
            data = await body_of(request, MOST_BYTES)
            if data is None:
                raise NotTaken(413, TOO_LARGE)
            async with self._one:
                return await asyncio.to_thread(self._store, sender, data, mime)
        except NotAPicture as error:
            logger.info("a photo of %s is not taken: it %s", nameless(sender), error)
            raise NotTaken(415, NOT_AN_IMAGE) from None
        finally:
            self._waiting -= 1

    async def address_of(self, key: str, sender: str) -> str | None:
        """Return where a photo of this shopper can be seen, or None if this shopper sent none of this key."""
        return photo_url(self._settings, key) if await asyncio.to_thread(self._is_of, key, sender) else None

    def _is_of(self, key: str, sender: str) -> bool:
        with self._database.read() as session:
            return photo_of_sender(session, key, sender) is not None

    def _store(self, sender: str, data: bytes, mime: str) -> str:
        with self._database.write() as session:
            return store_photo(session, self._settings.photos_folder, sender, data, mime)


async def body_of(request: Request, most: int) -> bytes | None:
    """Read the body of a request to a streaming route, or None if it has more bytes than that."""
    # What is refused is still read up to a size, so that the sender gets to the answer; beyond that, the line is cut.
    request.stream.request_max_size = max(_DRAINED_BYTES, most)
    length = request.headers.get("content-length") or "0"
    if length.isdecimal() and int(length) > most:
        return None
    body = bytearray()
    while (part := await request.stream.read()) is not None:
        body += part
        if len(body) > most:
            return None
    return bytes(body)
