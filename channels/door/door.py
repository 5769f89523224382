"""What every arrival goes through, and what the conversation is given of it."""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

from channels.arrival import ATTACHMENTS, LINK, ORDER, PAYLOAD, PHOTO, TEXT, Arrival
from channels.content import LANGUAGES, Choice, Screen, screen_of
from channels.door.cleaning import cleaned
from channels.door.entry import entered
from channels.door.limits import RateLimit
from channels.door.seal import Seal
from channels.door.turns import Turns
from channels.output import ShopOutput
from channels.rendering.pages import page_named
from channels.settings import ChannelSettings, channel_settings
from channels.wording import word
from components.picking import position_in
from shop.database import Database

logger = logging.getLogger(__name__)

Handle = Callable[[UserMessage], Awaitable[Any]]
TrackerOf = Callable[[str], Awaitable[DialogueStateTracker | None]]

ATTACHMENT_INTENT = "EXTERNAL_attachment_received"
LINK_INTENT = "EXTERNAL_link_opened"
ORDER_INTENT = "add_to_cart"
# A shopper who is told to slow down is told once in a while, not with every message.
_TOLD_PER_MINUTE = 2
_SALT = secrets.token_bytes(16)


class Door:
    """One for a Rasa server, shared by its channels: queue, limits and seal are about shoppers, not about channels."""

    def __init__(self, settings: ChannelSettings, tracker_of: TrackerOf) -> None:
        self.settings = settings
        self.seal = Seal(settings.shop.secret())
        self.turns = Turns()
        self._tracker_of = tracker_of
        self._shoppers = RateLimit(settings.messages_per_minute, settings.burst)
        per_address = settings.messages_per_minute_and_address
        self._addresses = RateLimit(per_address, max(1, per_address // 4))
        self._told = RateLimit(_TOLD_PER_MINUTE, 1)
        self._database: Database | None = None

    @property
    def database(self) -> Database:
        """The shop's database, opened when it is first asked."""
        if self._database is None:
            self._database = Database(self.settings.shop.database_url)
        return self._database

    async def take(self, arrival: Arrival, output: ShopOutput, handle: Handle) -> None:
        """Let a shopper say something, and see to it that an answer is sent through `output`. Raises nothing."""
        if self.admits(arrival):
            await self.let_in(arrival, output, handle)
        else:
            await self._slow_down(arrival, output)

    async def let_in(self, arrival: Arrival, output: ShopOutput, handle: Handle) -> None:
        """Do the turn of an arrival that was admitted, after the shopper's earlier ones. Raises nothing."""
        async with self.turns.of(arrival.sender):
            try:
                await self._turn(arrival, output, handle)
            except Exception:
                logger.exception("a turn of %s on %s failed", nameless(arrival.sender), arrival.channel)
            if not output.sent:
                logger.warning("a turn of %s on %s said nothing", nameless(arrival.sender), arrival.channel)
                await self._say(output, arrival.sender, "apology")

    async def _turn(self, arrival: Arrival, output: ShopOutput, handle: Handle) -> None:
        payload = self.payload_of(arrival)
        if payload is not None and page_named(payload) is not None:
            await self._turn_page(arrival.sender, output, page_named(payload) or 0)
            return
        if payload is None and arrival.kind == PAYLOAD:
            # What the button said is what the shopper meant; some are not ours, like those of a Facebook page's menu.
            title = str(arrival.extra.get("title") or "")
            if not title:
                await self._say(output, arrival.sender, "not_ours")
                return
            arrival = replace(arrival, kind=TEXT, text=title)
        if payload is None:
            arrival = await entered(arrival, self.database)
        text, metadata = self._said(arrival, payload)
        if payload is None and arrival.kind == TEXT:
            choice = await self._picked(text, arrival.sender, output.numbered)
            text = choice.payload if choice is not None else text
        await handle(
            UserMessage(
                text,
                output,
                arrival.sender,
                input_channel=arrival.channel,
                message_id=arrival.message_id,
                metadata=metadata,
            )
        )

    def payload_of(self, arrival: Arrival) -> str | None:
        """Return the payload of a tap if we issued it to this shopper; a text is looked at if it seems one."""
        if arrival.kind == PAYLOAD or (arrival.kind == TEXT and arrival.text.startswith(("/", "!"))):
            return self.seal.open(arrival.text.strip(), arrival.sender)
        return None

    def _said(self, arrival: Arrival, payload: str | None) -> tuple[str, dict[str, Any]]:
        """Return what Rasa is told, and the metadata of the message."""
        metadata: dict[str, Any] = {}
        if arrival.about:
            metadata["about"] = arrival.about
        if arrival.photo:
            metadata["photo"] = arrival.photo
        if payload is not None:
            return payload, metadata
        if arrival.kind == ORDER:
            metadata["items"] = [{"sku": sku, "quantity": quantity} for sku, quantity in arrival.items]
            return f"/{ORDER_INTENT}", metadata
        if arrival.kind == LINK:
            language = arrival.extra.get("language")
            spoken = {"language": language} if language in LANGUAGES else {}
            return _event(LINK_INTENT, link=cleaned(arrival.text)[0][:40], **spoken), metadata
        text, cut = cleaned(arrival.text)
        if cut:
            metadata["cut"] = True
        if arrival.kind in ATTACHMENTS or (arrival.kind == PHOTO and not text):
            return _event(ATTACHMENT_INTENT, attachment=arrival.kind), metadata
        return text, metadata

    def admits(self, arrival: Arrival) -> bool:
        """Tell whether shopper and address are within their limits; counts as one message. For channels that say no."""
        # The shopper's own bucket first: a shopper over the limit takes nothing from the others behind one address.
        if not self._shoppers.allows(arrival.sender):
            return False
        return arrival.address is None or self._addresses.allows(arrival.address)

    async def _slow_down(self, arrival: Arrival, output: ShopOutput) -> None:
        logger.warning("%s on %s says too much", nameless(arrival.sender), arrival.channel)
        if self._told.allows(arrival.sender):
            await self._say(output, arrival.sender, "slow_down")

    async def _say(self, output: ShopOutput, sender: str, key: str) -> None:
        """Say a sentence of the channels; that it cannot be delivered is logged, there is nobody left to tell."""
        try:
            language = await self.language_of(sender)
            await output.show(Screen(word(language, key), language=language))
        except Exception:
            logger.exception("%s could not be told anything", nameless(sender))

    async def _turn_page(self, sender: str, output: ShopOutput, first: int) -> None:
        screens = [screen for screen in _shown(await self._tracker_of(sender)) if len(screen.choices) > first]
        if screens:
            await output.show(screens[-1], first)
        else:
            await self._say(output, sender, "not_ours")

    async def _picked(self, text: str, sender: str, numbered: bool) -> Choice | None:
        """Return the choice of what was shown last that a text picks by its position.

        A bare number does so only where the choices are shown with numbers.
        """
        position = position_in(text)
        if position is None or (position.bare and not numbered):
            return None
        choices = await self._last_choices(sender)
        index = position.of([choice.title for choice in choices])
        return choices[index] if index is not None else None

    async def _last_choices(self, sender: str) -> tuple[Choice, ...]:
        screens = _shown(await self._tracker_of(sender))
        return next((screen.choices for screen in reversed(screens) if screen.choices), ())

    async def language_of(self, sender: str) -> str:
        """Return the language of a conversation."""
        tracker = await self._tracker_of(sender)
        return str((tracker.get_slot("language") if tracker is not None else None) or "en")


def _event(intent: str, **entities: str) -> str:
    return f"/{intent}{json.dumps(entities)}"


def _shown(tracker: DialogueStateTracker | None) -> list[Screen]:
    """Return what the bot said since the shopper's last message."""
    screens: list[Screen] = []
    for event in reversed(tracker.events if tracker is not None else ()):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            screens.insert(0, screen_of(_message(event)))
    return screens


def _message(event: BotUttered) -> Mapping[str, Any]:
    return {**(event.data or {}), "text": event.text, **(event.metadata or {})}


def nameless(sender: str) -> str:
    """Return what logs may say of a shopper: the channel and a few letters that recognize, but do not name.

    Of a bare hash every phone number could be tried out; what is added to it dies with the process.
    """
    channel = sender.partition("-")[0] if "-" in sender else "?"
    return f"{channel}-{hashlib.sha256(_SALT + sender.encode('utf-8', 'replace')).hexdigest()[:8]}"


def door_of(app: Sanic) -> Door:
    """Return the door of a Rasa server, made at the first arrival."""
    door: Door | None = getattr(app.ctx, "door", None)
    if door is None:

        async def tracker_of(sender: str) -> DialogueStateTracker | None:
            return await app.ctx.agent.tracker_store.retrieve(sender)

        door = app.ctx.door = Door(channel_settings(), tracker_of)
    return door
