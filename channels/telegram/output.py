"""What the bot says, in Telegram."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import TypeVar

import httpx
from telegram import Bot, InlineKeyboardMarkup, InputMediaPhoto, LinkPreviewOptions, Message
from telegram.constants import ChatAction
from telegram.error import NetworkError, RetryAfter, TelegramError

from channels.api import LONGEST_PAUSE_SECONDS, PAUSE_SECONDS
from channels.content import Card, Choice, Screen
from channels.door.door import nameless
from channels.door.seal import Seal
from channels.output import ShopOutput
from channels.payloads import fitting
from channels.rendering.cards import caption_of, choices_of_cards
from channels.rendering.links import Link, document_of, is_public, links_of, with_links
from channels.rendering.pages import page_of, page_payload
from channels.rendering.texts import split, utf16_length
from channels.telegram.keyboard import keyboard
from channels.telegram.limits import ALBUM_LEAST, ALBUM_MOST, CALLBACK_BYTES, CAPTION, CARD_BUTTONS, CHOICES, TEXT
from channels.telegram.parsing import CHANNEL, PREFIX
from channels.wording import word
from shop.database import Database
from shop.messaging.shown import remember_shown

logger = logging.getLogger(__name__)

# A payment link must not be opened by Telegram itself.
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
Sent = TypeVar("Sent")


class TelegramOutput(ShopOutput):
    """Speaks to one shopper in a private chat, whose id is the shopper's."""

    def __init__(self, sender: str, seal: Seal, bot: Bot, database: Database) -> None:
        super().__init__(sender, seal)
        self._chat = int(sender.removeprefix(PREFIX))
        self._bot = bot
        self._database = database

    async def typing(self) -> None:
        """Show "typing" until the answer comes, for five seconds at most."""
        await self._bot.send_chat_action(self._chat, ChatAction.TYPING)

    async def render(self, screen: Screen, first: int = 0) -> None:
        """Send pictures first, then the text with its buttons."""
        buttons = await self._buttons(screen, first)
        text = self._text(screen, first)
        if not first:
            pictured = [card for card in screen.cards if is_public(card.picture)]
            if len(screen.cards) == len(pictured) == 1 and utf16_length(text) <= CAPTION:
                if await self._sent_as_picture(pictured[0], text, buttons):
                    return
            else:
                await self._album(pictured)
            document = document_of(screen)
            if document is not None and not await self._sent_as_document(document):
                text = with_links(text, [document])
        await self._say(text, buttons)

    def _text(self, screen: Screen, first: int) -> str:
        if first:
            return word(screen.language, "further")
        links = [link for link in links_of(screen) if not is_public(link.url)]
        return with_links(screen.text.strip(), links) or word(screen.language, "choose")

    async def _buttons(self, screen: Screen, first: int) -> InlineKeyboardMarkup | None:
        page = page_of(screen, first, CHOICES)
        choices = [*(() if first else choices_of_cards(screen)[:CARD_BUTTONS]), *page.choices]
        if page.following is not None:
            more = self._seal.put(page_payload(page.following), self.sender)
            choices.append(Choice(word(screen.language, "more"), more))
        links = [link for link in links_of(screen) if is_public(link.url)] if not first else []
        if len(screen.cards) == 1 and is_public(screen.cards[0].link):
            links.append(Link(word(screen.language, "open_link"), str(screen.cards[0].link)))
        fitted = await fitting(choices, CALLBACK_BYTES, self.sender, self._seal, self._database)
        return keyboard(fitted, links)

    async def _say(self, text: str, buttons: InlineKeyboardMarkup | None) -> None:
        *before, last = split(text, TEXT, utf16_length)
        send = partial(self._bot.send_message, self._chat, link_preview_options=_NO_PREVIEW)
        for part in before:
            await _patiently(partial(send, part))
        await _patiently(partial(send, last, reply_markup=buttons))

    async def _sent_as_picture(self, card: Card, text: str, buttons: InlineKeyboardMarkup | None) -> bool:
        try:
            send = partial(self._bot.send_photo, self._chat, str(card.picture), caption=text, reply_markup=buttons)
            message = await _patiently(send)
        except TelegramError as error:
            self._not_shown(error)
            return False
        await self._remember([(message, card)])
        return True

    async def _album(self, cards: Sequence[Card]) -> None:
        """Send the pictures of cards; that one cannot be fetched costs the shopper no word, as the text says all."""
        for start in range(0, len(cards), ALBUM_MOST):
            some = cards[start : start + ALBUM_MOST]
            captions = [split(caption_of(card), CAPTION, utf16_length)[0] for card in some]
            try:
                if len(some) < ALBUM_LEAST:
                    sent = [await self._bot.send_photo(self._chat, str(some[0].picture), caption=captions[0])]
                else:
                    media = [InputMediaPhoto(str(c.picture), caption=t) for c, t in zip(some, captions, strict=True)]
                    sent = list(await self._bot.send_media_group(self._chat, media))
            except TelegramError as error:
                self._not_shown(error)
                return
            await self._remember(list(zip(sent, some, strict=False)))

    async def _sent_as_document(self, document: Link) -> bool:
        if not is_public(document.url):
            return False
        try:
            await self._bot.send_document(self._chat, document.url)
        except TelegramError as error:
            self._not_shown(error)
            return False
        return True

    def _not_shown(self, error: TelegramError) -> None:
        logger.warning("a file cannot be sent to %s: %s", nameless(self.sender), type(error).__name__)

    async def _remember(self, shown: Sequence[tuple[Message, Card]]) -> None:
        """Keep which message showed which product, for the shopper who answers to it."""

        def keep() -> None:
            with self._database.write() as session:
                for message, card in shown:
                    key = f"{self._chat}:{message.message_id}"
                    remember_shown(session, CHANNEL, key, self.sender, card.sku or card.product)

        await asyncio.to_thread(keep)


async def _patiently(send: Callable[[], Awaitable[Sent]]) -> Sent:
    """Send, and once more after a refusal for the moment; not after a silence, as it might arrive twice."""
    try:
        return await send()
    except RetryAfter as error:
        named = error.retry_after
        pause = named.total_seconds() if isinstance(named, timedelta) else float(named)
        if pause > LONGEST_PAUSE_SECONDS:
            raise
    except NetworkError as error:
        # An error of the server has no cause; a connection that was never there has this one.
        is_plain = type(error) is NetworkError
        if not is_plain or not (error.__cause__ is None or isinstance(error.__cause__, httpx.ConnectError)):
            raise
        pause = PAUSE_SECONDS
    await asyncio.sleep(pause)
    return await send()
