"""Photos, voice notes and quotes: what an arrival only names is fetched before its turn."""

from __future__ import annotations

import abc
import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from channels.api import NotDelivered
from channels.arrival import PHOTO, TEXT, Arrival
from channels.door.door import nameless
from channels.postbox import WebhookChannel
from channels.voice import transcribed
from shop.messaging.photos import NotAPicture, photo_url, store_photo
from shop.messaging.picture import MOST_BYTES as MOST_PHOTO_BYTES
from shop.messaging.shown import shown_in

logger = logging.getLogger(__name__)

VOICE = "voice"
# Half an hour of speech in the formats of messengers.
MOST_VOICE_BYTES = 16 * 1024 * 1024
# An album of Telegram has so many; of more in one message nobody would look at every one.
MOST_PHOTOS = 10

# What lies in `Arrival.extra`: the files (each as its channel names it, with "mime"), and the message that is quoted.
MEDIA, QUOTED = "media", "quoted"


class MediaChannel(WebhookChannel, abc.ABC):
    """A messenger whose webhooks name files and quoted messages instead of bringing them."""

    @abc.abstractmethod
    async def fetched(self, media: Mapping[str, Any], most: int) -> tuple[bytes, str]:
        """Return the bytes of a file, of at most `most`, and its type; raises NotDelivered."""

    async def completed(self, arrival: Arrival) -> Arrival:
        """Return the arrival with its photo kept, its voice note as text, and the product of its quote."""
        arrival = await self._with_quote(arrival)
        media: Sequence[Mapping[str, Any]] = arrival.extra.get(MEDIA) or ()
        if arrival.kind == VOICE and media and self.door.settings.transcribe_url:
            return await self._heard(arrival, media[0])
        if arrival.kind == PHOTO:
            kept = [await self._kept(arrival.sender, photo) for photo in media[:MOST_PHOTOS]]
            return replace(arrival, photo=next((url for url in kept if url), None))
        return arrival

    async def _with_quote(self, arrival: Arrival) -> Arrival:
        quoted = arrival.extra.get(QUOTED)
        if not quoted or arrival.about:
            return arrival

        def look_up() -> str | None:
            with self.database.read() as session:
                return shown_in(session, arrival.channel, str(quoted), arrival.sender)

        return replace(arrival, about=await asyncio.to_thread(look_up))

    async def _heard(self, arrival: Arrival, media: Mapping[str, Any]) -> Arrival:
        try:
            sound, mime = await self.fetched(media, MOST_VOICE_BYTES)
        except NotDelivered as error:
            logger.warning("a voice note of %s cannot be fetched: %s", nameless(arrival.sender), error)
            return arrival
        words = await transcribed(self.door.settings.transcribe_url, sound, mime)
        return replace(arrival, kind=TEXT, text=words) if words else arrival

    async def _kept(self, sender: str, media: Mapping[str, Any]) -> str | None:
        """Keep a photo and return its address; None if it is not given or is no picture."""
        shop = self.door.settings.shop

        def keep(data: bytes, mime: str) -> str:
            with self.database.write() as session:
                return store_photo(session, shop.photos_folder, sender, data, mime)

        try:
            data, mime = await self.fetched(media, MOST_PHOTO_BYTES)
            return photo_url(shop, await asyncio.to_thread(keep, data, mime))
        except (NotDelivered, NotAPicture) as error:
            logger.warning("a photo of %s was not kept: %s", nameless(sender), error)
            return None
