"""What the server does with tabs and with what comes from them: welcome, taken or refused, answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from rasa.core.channels.channel import UserMessage

from channels.arrival import LINK, Arrival
from channels.door import Door
from channels.door.door import nameless
from channels.webchat.conversation import Conversations
from channels.webchat.limits import DRAIN_SECONDS, WELCOME_SECONDS
from channels.webchat.messages import Message, history_of
from channels.webchat.output import NAME, WebOutput
from channels.webchat.shapes import SLOW_DOWN, Unfit
from channels.webchat.shoppers import Shopper, Shoppers
from channels.webchat.sockets import Sockets

logger = logging.getLogger(__name__)

# So many times the loop goes round until what was put into a socket's queue has left, and some.
_ROUNDS = 15

Handle = Callable[[UserMessage], Awaitable[Any]]


@dataclass(frozen=True)
class Tab:
    """One connection of a shopper. `token` is the shopper's, `address` the network's, `language` the browser's."""

    sid: str
    sender: str
    token: str
    language: str
    address: str | None
    link: str | None = None
    # What comes over one connection is taken in its order.
    order: asyncio.Lock = field(default_factory=asyncio.Lock)


class Reception:
    """Receives tabs and messages, once for a Rasa server."""

    def __init__(self, sockets: Sockets, door: Door, conversations: Conversations, handle: Handle) -> None:
        self._sockets = sockets
        self._door = door
        self._conversations = conversations
        self._handle = handle
        self._shoppers = Shoppers()
        self._tasks: set[asyncio.Task[None]] = set()

    def welcome(self, tab: Tab) -> None:
        """Begin to show a tab its conversation; then a link that it came with is opened."""
        self._later(self._welcome(tab))

    async def take(self, tab: Tab, arrival: Arrival, shown: Message) -> None:
        """Take what a shopper sent, once however often it comes; `shown` is how other tabs see it. Raises Unfit."""
        async with tab.order:
            shopper = await self.shopper(tab.sender, tab.language)
            if shopper.has_sent(str(arrival.message_id)):
                return
            if not self._door.admits(arrival):
                logger.warning("%s on %s says too much", nameless(tab.sender), NAME)
                raise Unfit(SLOW_DOWN)
            shopper.note([str(arrival.message_id)])
            await self._to_tabs(tab.sender, "message", shown, but=tab.sid)
            await self._begin_turn(shopper, arrival, shown)

    def issued(self, arrival: Arrival) -> bool:
        """Whether the payload of a tap is one that we issued to this shopper."""
        return self._door.payload_of(arrival) is not None

    async def output_to(self, sender: str) -> WebOutput:
        """Return what speaks to a shopper."""
        return self._output_to(await self.shopper(sender))

    async def shopper(self, sender: str, language: str | None = None) -> Shopper:
        """Return a shopper, read from the conversation if nobody remembers."""
        known = self._shoppers.get(sender)
        if known is not None:
            return known
        kept = await self._conversations.kept(sender)
        shopper = Shopper(sender, fresh=not kept.events)
        shopper.language = kept.language or language or shopper.language
        shopper.note(kept.message_ids)
        return self._shoppers.add(shopper)

    async def drain(self) -> None:
        """Wait for turns that are under way, for some seconds."""
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=DRAIN_SECONDS)

    async def _begin_turn(self, shopper: Shopper, arrival: Arrival, shown: Message | None) -> None:
        shopper.busy += 1
        await self._to_tabs(shopper.sender, "typing", {"on": True})
        self._later(self._turn(shopper, arrival, shown))

    async def _turn(self, shopper: Shopper, arrival: Arrival, shown: Message | None) -> None:
        output = self._output_to(shopper)
        unkept = [shown] if shown is not None else []

        async def handle(message: UserMessage) -> None:
            if shopper.fresh:
                await self._conversations.begin(shopper.sender, shopper.language)
            await self._handle(message)
            shopper.fresh = False
            unkept.clear()
            output.kept()

        await _breathe()
        try:
            await self._door.let_in(arrival, output, handle)
        finally:
            shopper.asides.extend([*unkept, *output.unkept])
            shopper.busy -= 1
            if not shopper.busy:
                await self._to_tabs(shopper.sender, "typing", {"on": False})

    async def _welcome(self, tab: Tab) -> None:
        try:
            await asyncio.wait_for(self._show_between_turns(tab), WELCOME_SECONDS)
        except Exception as error:  # a turn that hangs, or Rasa's lock that nobody gives back
            logger.warning(
                "%s sees a conversation whose turn has not ended: %s", nameless(tab.sender), type(error).__name__
            )
            await self._show(tab)
        if tab.link is not None:
            await self._open(tab, tab.link)

    async def _show_between_turns(self, tab: Tab) -> None:
        """Show what there is when nobody adds to it, so that no message is in neither of history and room."""
        async with self._door.turns.of(tab.sender), self._conversations.quiet(tab.sender):
            await self._show(tab)

    async def _show(self, tab: Tab) -> None:
        shopper = await self.shopper(tab.sender, tab.language)
        events = () if shopper.fresh else (await self._conversations.kept(tab.sender)).events
        seal = self._door.seal

        def sealed(payload: str) -> str:
            return seal.put(payload, tab.sender)

        welcome = {
            "token": tab.token,
            "language": shopper.language,
            "messages": history_of(events, shopper.language, sealed, shopper.asides),
            "typing": shopper.busy > 0,
        }
        if self._sockets.manager.is_connected(tab.sid, "/"):
            self._sockets.enter_room(tab.sid, tab.sender)
            await self._sockets.emit("welcome", welcome, to=tab.sid)

    async def _open(self, tab: Tab, code: str) -> None:
        arrival = Arrival(NAME, tab.sender, LINK, code, message_id=f"link-{code}", address=tab.address)
        async with tab.order:
            shopper = await self.shopper(tab.sender, tab.language)
            if shopper.has_sent(f"link-{code}") or not self._door.admits(arrival):
                return
            shopper.note([f"link-{code}"])
            await self._begin_turn(shopper, arrival, None)

    def _output_to(self, shopper: Shopper) -> WebOutput:
        async def emit(event: str, data: Mapping[str, Any]) -> None:
            await self._to_tabs(shopper.sender, event, data)

        return WebOutput(shopper, self._door.seal, emit)

    async def _to_tabs(self, sender: str, event: str, data: Mapping[str, Any], but: str | None = None) -> None:
        await self._sockets.emit(event, data, room=sender, skip_sid=but)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("work of the web chat failed", exc_info=task.exception())


async def _breathe() -> None:
    """Let acknowledgement and typing indicator leave: Rasa understands a message without letting go of the loop."""
    for _ in range(_ROUNDS):
        await asyncio.sleep(0)
