"""What the bot says, by SMS, or by WhatsApp through Twilio."""

from __future__ import annotations

import asyncio
import logging

from channels.api import Api, NotDelivered
from channels.content import Card, Screen
from channels.door.door import nameless
from channels.door.seal import Seal
from channels.output import ShopOutput
from channels.rendering.cards import caption_of
from channels.rendering.links import document_of, is_public, links_of, with_links
from channels.rendering.pages import numbered_text
from channels.rendering.texts import split, utf16_length
from channels.settings import TwilioSettings
from channels.twilio.limits import BODY, PICTURES, STOPPED
from channels.twilio.parsing import CHANNEL, WHATSAPP
from channels.twilio.people import address_of_sender
from channels.wording import word
from shop.database import Database
from shop.messaging.shown import remember_shown

logger = logging.getLogger(__name__)


class TwilioOutput(ShopOutput):
    """Speaks to one phone. Choices have numbers; pictures and files come where the number is one of WhatsApp."""

    numbered = True

    def __init__(self, sender: str, seal: Seal, api: Api, settings: TwilioSettings, database: Database) -> None:
        super().__init__(sender, seal)
        self._api = api
        self._settings = settings
        self._database = database
        self._address: str | None = None

    async def render(self, screen: Screen, first: int = 0) -> None:
        """Send pictures first, then the text with all choices as numbered lines, cut between them."""
        document = document_of(screen)
        links = [*links_of(screen), *([document] if document else [])]
        if self._settings.number.startswith(WHATSAPP) and not first:
            for card in screen.cards[:PICTURES]:
                await self._picture(card)
            if document is not None and is_public(document.url) and await self._tried(document.title, document.url):
                links.remove(document)
        said = screen.text.strip() or "\n\n".join(map(caption_of, screen.cards))
        text = numbered_text(with_links(said, links), screen.choices[first:], first)
        if screen.choices[first:]:
            text += "\n" + word(screen.language, "pick_by_number")
        for part in split(text, BODY, utf16_length):
            await self._send(part)

    async def _picture(self, card: Card) -> None:
        if not is_public(card.picture):
            return
        sid = await self._tried(split(caption_of(card), BODY, utf16_length)[0], str(card.picture))
        if sid:
            await asyncio.to_thread(self._remember, sid, card)

    async def _tried(self, body: str, media: str) -> str | None:
        """Send a file with a few words, and return the message's id; None if Twilio does not take it."""
        try:
            return await self._send(body, media)
        except NotDelivered as error:
            logger.warning("a file cannot be sent to %s: %s", nameless(self.sender), error)
            return None

    async def _send(self, body: str, media: str | None = None) -> str:
        """Send a message and return its id; empty if the shopper wants none any more. Raises NotDelivered."""
        if self._address is None:
            self._address = await asyncio.to_thread(address_of_sender, self._database, self.sender)
        if self._address is None:
            raise NotDelivered("nobody is known by this name")
        form = {"From": self._settings.number, "To": self._address, "Body": body}
        path = f"/2010-04-01/Accounts/{self._settings.account}/Messages.json"
        try:
            answer = await self._api.post(path, data={**form, "MediaUrl": media} if media else form)
        except NotDelivered as error:
            if error.code != STOPPED:
                raise
            logger.info("%s has texted STOP", nameless(self.sender))
            return ""
        return str(answer.get("sid") or "")

    def _remember(self, sid: str, card: Card) -> None:
        with self._database.write() as session:
            remember_shown(session, CHANNEL, sid, self.sender, card.sku or card.product)
