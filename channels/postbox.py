"""What all messengers with webhooks do alike: store, answer 200 at once, handle afterwards, and speak first."""

from __future__ import annotations

import abc
import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, Sanic

from channels.arrival import Arrival
from channels.door import Door, door_of
from channels.door.door import nameless
from channels.door.turns import Turns
from channels.output import ShopOutput
from shop import logs
from shop.database import Database
from shop.messaging.contacts import reach_of
from shop.messaging.inbox import Inbox, Origin

logger = logging.getLogger(__name__)

Handle = Callable[[UserMessage], Awaitable[Any]]
# How often to look for messages whose process ended before it had handled them.
LOOK_SECONDS = 15.0
_TIDY_EVERY = 240  # looks: once an hour


class OutsideWindow(Exception):
    """A messenger does not let us speak first so long after the shopper's last message: the news wait."""


class WebhookChannel(InputChannel, abc.ABC):
    """A messenger that delivers to a webhook. It is mounted only if it is set up."""

    @property
    def window(self) -> timedelta | None:
        """For how long after a shopper's message we may speak unasked; None: for ever, or the output sees to it."""
        return None

    def __init__(self) -> None:
        self._app: Sanic | None = None
        self._handle: Handle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._database: Database | None = None
        # What is fetched for one message must not let the next one of the same shopper overtake it.
        self._order = Turns()

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> InputChannel:
        """Rasa's way to make a channel; everything comes from the environment (see .env.example)."""
        logs.begin()  # a server makes its channels before anybody can write to it
        return cls()

    @property
    @abc.abstractmethod
    def configured(self) -> bool:
        """Whether the variables of this channel are set."""

    @abc.abstractmethod
    def routes(self, pages: Blueprint) -> None:
        """Add the webhook's addresses."""

    @abc.abstractmethod
    def output_to(self, sender: str) -> ShopOutput:
        """Return what speaks to a shopper."""

    def blueprint(self, on_new_message: Handle) -> Blueprint:
        """Return the addresses of the channel; none if it is not set up."""
        pages = Blueprint(f"{self.name()}_channel", __name__)
        if not self.configured:
            return pages
        self._handle = on_new_message
        self.routes(pages)

        # Sanic drops listeners of a blueprint that are bound methods, and handlers that are fail.
        async def begin(app: Sanic, *_: Any) -> None:
            await self._begin(app)

        async def end(*_: Any) -> None:
            await self._end()

        pages.after_server_start(begin)
        pages.before_server_stop(end)
        return pages

    async def _begin(self, app: Sanic, *_: Any) -> None:
        self._app = app
        self._later(self._look_for_left())

    async def _end(self, *_: Any) -> None:
        for task in list(self._tasks):
            task.cancel()

    @property
    def app(self) -> Sanic:
        """The Rasa server that this channel is mounted in."""
        if self._app is None:
            raise RuntimeError(f"the channel {self.name()} is not mounted")
        return self._app

    @property
    def door(self) -> Door:
        """The door of the server."""
        return door_of(self.app)

    @property
    def database(self) -> Database:
        """The shop's database, opened at the first message."""
        if self._database is None:
            self._database = Database(self.door.settings.shop.database_url)
        return self._database

    async def accept(self, arrival: Arrival, origin: Origin) -> bool:
        """Store an arrival and handle it afterwards; False if it was delivered before. Needs its `message_id`."""
        stored = await asyncio.to_thread(
            Inbox(self.database).store,
            arrival.channel,
            str(arrival.message_id),
            arrival.sender,
            arrival.to_json(),
            origin,
        )
        if stored is None:
            return False
        self._later(self._work(stored, arrival))
        return True

    async def _work(self, row_id: int, arrival: Arrival) -> None:
        async with self._order.of(arrival.sender):
            await self._turn(arrival)
        await asyncio.to_thread(Inbox(self.database).handled, row_id)

    async def _turn(self, arrival: Arrival) -> None:
        assert self._handle is not None
        output = self.output_to(arrival.sender)
        output.expect()
        await self.door.take(await self.completed(arrival), output, self._handle)

    async def completed(self, arrival: Arrival) -> Arrival:
        """Return the arrival with what takes time to fetch: a photo, a voice note's words, the product of a quote."""
        return arrival

    async def _look_for_left(self) -> None:
        """Handle what a process stored before it ended; go on doing so, since several processes may share the inbox."""
        looks = 0
        while True:
            try:
                for waiting in await asyncio.to_thread(Inbox(self.database).take_left, self.name()):
                    self._later(self._work(waiting.id, Arrival.from_json(waiting.content)))
                if looks % _TIDY_EVERY == 0:
                    await asyncio.to_thread(Inbox(self.database).forget_old)
            except Exception:
                logger.exception("the inbox of %s cannot be looked through", self.name())
            looks += 1
            await asyncio.sleep(LOOK_SECONDS)

    def _later(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("work of %s failed", self.name(), exc_info=task.exception())

    def get_output_channel(self) -> OutputChannel | None:
        """Return what Rasa speaks through when nobody asked: news of orders."""
        return Unasked(self) if self.configured else None


class Unasked(OutputChannel):
    """Speaks to whoever Rasa names; a failure reaches the sender of the news, which tries again."""

    def __init__(self, channel: WebhookChannel) -> None:
        self._channel = channel

    def name(self) -> str:  # type: ignore[override]
        """Rasa asks the class or the instance; here it depends on the channel."""
        return self._channel.name()

    async def send_response(self, recipient_id: str, message: Mapping[str, Any]) -> None:
        """Send to the shopper of a conversation."""
        if self._channel.window is not None:
            await asyncio.to_thread(self._check_window, recipient_id, self._channel.window)
        output = self._channel.output_to(recipient_id)
        output.unasked = True
        await output.send_response(recipient_id, message)
        logger.debug("told %s something unasked", nameless(recipient_id))

    def _check_window(self, sender: str, window: timedelta) -> None:
        with self._channel.database.read() as session:
            reach = reach_of(session, sender)
        if reach is None or not reach.heard_within(window):
            raise OutsideWindow(f"{nameless(sender)} was silent for too long")
