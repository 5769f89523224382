"""What the bot says, in Messenger."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Any

from channels.api import Api, NotDelivered
from channels.content import Card, Choice, Screen
from channels.door.door import nameless
from channels.door.seal import Seal
from channels.messenger import limits
from channels.messenger.parsing import CHANNEL, PREFIX
from channels.messenger.rendering import Message, Rendered, document_message, rendered
from channels.output import ShopOutput
from channels.payloads import fitting
from channels.rendering.links import document_of, is_public, with_links
from channels.rendering.pages import page_of, page_payload
from channels.wording import word
from shop.database import Database
from shop.messaging.shown import remember_shown

logger = logging.getLogger(__name__)


class MessengerOutput(ShopOutput):
    """Speaks to one shopper, named by the id that Meta gives to a person for one page."""

    def __init__(self, sender: str, seal: Seal, api: Api, page: str, database: Database) -> None:
        super().__init__(sender, seal)
        self._person = sender.removeprefix(PREFIX)
        self._api = api
        self._path = f"/{limits.VERSION}/{page or 'me'}/messages"
        self._database = database

    async def typing(self) -> None:
        """Mark the message as seen and show dots; both last until the answer comes."""
        for action in ("mark_seen", "typing_on"):
            await self._api.post(self._path, json={"recipient": {"id": self._person}, "sender_action": action})

    async def render(self, screen: Screen, first: int = 0) -> None:
        """Send the text, then the pictures with the quick replies, which only the last message has."""
        document = document_of(screen)
        if document is not None and not first and not await self._brought(document_message(document), document.url):
            screen = replace(screen, text=with_links(screen.text, [document]))
        page = page_of(screen, first, limits.QUICK_REPLIES)
        choices = list(page.choices)
        if page.following is not None:
            more = self._seal.put(page_payload(page.following), self.sender)
            choices.append(Choice(word(screen.language, "more"), more))
        cards = await self._with_fitting_cards(screen)
        fitted = await fitting(choices, limits.PAYLOAD, self.sender, self._seal, self._database)
        await self._send_all(rendered(cards, fitted, continued=first > 0))

    async def _with_fitting_cards(self, screen: Screen) -> Screen:
        """Return the screen with payloads of its cards that buttons hold."""
        choices = [card.choice for card in screen.cards if card.choice is not None]
        if screen.show is None or not choices:
            return screen
        fitted = await fitting(choices, limits.PAYLOAD, self.sender, self._seal, self._database)
        short = {before.payload: after.payload for before, after in zip(choices, fitted, strict=True)}
        return replace(screen, show={**screen.show, "cards": [_with(card, short) for card in screen.show["cards"]]})

    async def _send_all(self, content: Rendered) -> None:
        *said, last = content.messages
        for message in said:
            await self._send(message)
        try:
            message_id = await self._send(last)
        except NotDelivered as error:
            if not content.cards or error.status != 400:
                raise
            logger.warning("cards cannot be shown to %s: %s", nameless(self.sender), error)
            for message in content.instead:
                await self._send(message)
            return
        if len(content.cards) == 1:
            await asyncio.to_thread(self._remember, message_id, content.cards[0])

    async def _brought(self, message: Message, url: str) -> bool:
        """Send a file that Meta fetches; False if it cannot."""
        if not is_public(url):
            return False
        try:
            await self._send(message)
        except NotDelivered as error:
            logger.warning("a file cannot be sent to %s: %s", nameless(self.sender), error)
            return False
        return True

    async def _send(self, message: Message) -> str:
        kind = "UPDATE" if self.unasked else "RESPONSE"
        body = {"recipient": {"id": self._person}, "messaging_type": kind, "message": message}
        answer = await self._api.post(self._path, json=body)
        return str(answer.get("message_id") or "")

    def _remember(self, message_id: str, card: Card) -> None:
        with self._database.write() as session:
            remember_shown(session, CHANNEL, message_id, self.sender, card.sku or card.product)


def _with(card: dict[str, Any], short: dict[str, str]) -> dict[str, Any]:
    button = card.get("button")
    return {**card, "button": {**button, "payload": short[str(button["payload"])]}} if button else card
