"""What the bot says to one shopper on WhatsApp."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from channels.api import NotDelivered
from channels.content import Screen
from channels.door.door import nameless
from channels.door.seal import Seal
from channels.output import ShopOutput
from channels.postbox import OutsideWindow
from channels.rendering.texts import utf16_length
from channels.rendering.titles import shortened
from channels.settings import WhatsAppSettings
from channels.whatsapp import limits, messages
from channels.whatsapp.arriving import CHANNEL
from channels.whatsapp.graph import RE_ENGAGEMENT, Graph, Target, wants_something_simpler
from channels.whatsapp.messages import Outgoing
from channels.whatsapp.people import reached
from channels.whatsapp.rendering import Renderer, Sealing, said_of
from shop.database import Database
from shop.messaging.contacts import Reach
from shop.messaging.shown import keep_payload, remember_shown

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """What an output needs of the channel."""

    settings: WhatsAppSettings
    graph: Graph
    database: Database
    seal: Seal


class WhatsAppOutput(ShopOutput):
    """Sends screens as messages; `answers` is the message of the shopper that is answered."""

    def __init__(self, sender: str, line: Line, answers: str | None = None) -> None:
        super().__init__(sender, line.seal)
        self._line = line
        self._answers = answers
        self._to: tuple[Target, Reach | None] | None = None

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return CHANNEL

    async def typing(self) -> None:
        """Mark the shopper's message as read, and show that an answer is being written."""
        if self._answers is not None:
            await self._line.graph.seen(self._answers, typing=True)

    async def render(self, screen: Screen, first: int = 0) -> None:
        """Send a screen. Outside the 24 hours of a shopper's last message it is a template.

        Raises NotDelivered: WhatsApp did not take it; OutsideWindow: there is no template, so that news wait.
        """
        if self._to is None:  # an output lives for one turn
            self._to = await asyncio.to_thread(reached, self._line.database, self.sender)
        target, reach = self._to
        if reach is None or not reach.heard_within(limits.WINDOW):
            await self._send_template(target, screen)
            return
        planned = self._renderer(screen.language).messages(screen, first)
        try:
            await self._send_all(target, planned)
        except NotDelivered as error:
            if error.code != RE_ENGAGEMENT:
                raise
            await self._send_template(target, screen)

    def _renderer(self, language: str) -> Renderer:
        seal = self._line.seal
        sealing = Sealing(lambda payload: seal.put(payload, self.sender), lambda text: seal.key_for(text, self.sender))
        local = self._line.settings.api_url.startswith("http://")  # the settings allow it on this machine only
        return Renderer(language, sealing, self._line.settings.catalog_id, local)

    async def _send_all(self, target: Target, planned: Sequence[Outgoing]) -> None:
        kept = [pair for message in planned for pair in message.kept]
        if kept:  # before they can be tapped
            await asyncio.to_thread(self._keep, kept)
        shown: list[tuple[str, str]] = []
        try:
            for message in planned:
                shown += await self._send(target, message)
        finally:
            if shown:
                await asyncio.to_thread(self._remember, shown)

    async def _send(self, target: Target, message: Outgoing) -> list[tuple[str, str]]:
        """Send a message, or something simpler if WhatsApp refuses it; return the message ids of products."""
        try:
            message_id = await self._line.graph.send(target, message)
        except NotDelivered as error:
            if not message.instead or not wants_something_simpler(error):
                raise
            logger.warning("%s is not taken by WhatsApp for %s: %s", _kind(message), nameless(self.sender), error)
            shown = []
            for other in message.instead:
                if other.kept:
                    await asyncio.to_thread(self._keep, other.kept)
                shown += await self._send(target, other)
            return shown
        return [(message_id, message.product)] if message.product else []

    async def _send_template(self, target: Target, screen: Screen) -> None:
        name = self._line.settings.template
        if not name:
            raise OutsideWindow(f"{nameless(self.sender)} did not write for 24 hours, and no template is set up")
        said = screen.text or "\n".join(map(said_of, screen.cards))
        # Meta refuses line breaks, tabs and more than four spaces in a row in a template's blank.
        folded = shortened(said, limits.TEMPLATE_PARAMETER, utf16_length)
        await self._line.graph.send(target, messages.template(name, screen.language, folded))

    def _keep(self, kept: Sequence[tuple[str, str]]) -> None:
        with self._line.database.write() as session:
            for key, payload in kept:
                keep_payload(session, key, self.sender, payload)

    def _remember(self, shown: Sequence[tuple[str, str]]) -> None:
        with self._line.database.write() as session:
            for message_id, product in shown:
                remember_shown(session, CHANNEL, message_id, self.sender, product)


def _kind(message: Outgoing) -> str:
    return f"{message.kind} {message.content.get('type', '')}".strip()
