"""A channel on a port of its own, with a bot that says what a test tells it to; no model is needed."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import requests
from rasa.core.channels.channel import InputChannel, UserMessage, register
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty

from channels.door.door import Door, door_of
from channels.postbox import WebhookChannel
from channels.settings import channel_settings
from shop.database import Database
from tests.sockets import free_socket

SECRET = "a secret for tests only"
_names = itertools.count(1)


def prepared(monkeypatch: pytest.MonkeyPatch, folder: Path, variables: Mapping[str, str]) -> Database:
    """Set the environment of a shop with channels, and return its database."""
    url = f"sqlite:///{folder}/shop.db"
    for name, value in {"SHOP_DATABASE_URL": url, "SHOP_SECRET": SECRET, **variables}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SHOP_PHOTOS_FOLDER", str(folder / "photos"))
    channel_settings.cache_clear()
    database = Database(url)
    database.upgrade()
    return database


class Mounted:
    """The Rasa server's side of channels. `heard` is what the conversation was told, `answers` what it says next.

    With `agent_of`, which is given the server's event loop, an agent of Rasa answers instead.
    """

    def __init__(
        self, *channels: InputChannel, agent_of: Callable[[asyncio.AbstractEventLoop], Any] | None = None
    ) -> None:
        self.channels = channels
        self.heard: list[UserMessage] = []
        self.answers: list[dict[str, Any]] = [{"text": "ok"}]
        self.failing = False
        self.before: Callable[[UserMessage], Awaitable[None]] | None = None
        self.tracker: DialogueStateTracker | None = None
        self._loop = asyncio.new_event_loop()
        self._agent = agent_of(self._loop) if agent_of is not None else None
        self.port = self._loop.run_until_complete(self._start())
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    async def _start(self) -> int:
        app = Sanic(f"mounted_{next(_names)}")
        # Sanic rewrites its own methods; outside of its test mode that fails for the second app of a process.
        Sanic.test_mode = True
        app.ctx.agent = self._agent or self
        if self._agent is None:
            app.ctx.door = Door(channel_settings(), self._tracker_of)
        register(list(self.channels), app, "/webhooks/")

        @app.get("/")  # as Rasa has; Sanic's router fails where there is no route at all
        async def alive(request: Request) -> HTTPResponse:
            return empty()

        self._server = await app.create_server(sock=free_socket(), return_asyncio_server=True, access_log=False)
        await self._server.startup()
        await self._server.after_start()
        self.app = app
        return int(self._server.server.sockets[0].getsockname()[1])

    def forget(self) -> None:
        """Begin anew: nothing was heard, and "ok" is all that is said."""
        self.heard.clear()
        self.answers = [{"text": "ok"}]
        self.failing, self.before, self.tracker = False, None, None

    async def _tracker_of(self, sender: str) -> DialogueStateTracker | None:
        return self.tracker

    async def handle_message(self, message: UserMessage) -> None:
        """What Rasa's agent does: here it says `answers`."""
        if self.failing:
            raise RuntimeError("the conversation fails")
        if self.before is not None:
            await self.before(message)
        self.heard.append(message)
        for answer in self.answers:
            await message.output_channel.send_response(message.sender_id, answer)

    @property
    def door(self) -> Door:
        return door_of(self.app)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def request(self, method: str, path: str, **content: Any) -> requests.Response:
        return requests.request(method, self.url(path), timeout=20, **content)

    def run(self, work: Any) -> Any:
        """Run a coroutine in the server's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def settle(self) -> Sequence[UserMessage]:
        """Wait until everything that arrived is handled, and return what the conversation was told."""
        for channel in self.channels:
            if isinstance(channel, WebhookChannel):
                self.run(_idle(channel))
        return self.heard

    def told(self) -> list[str]:
        return [str(message.text) for message in self.settle()]

    def stop(self) -> None:
        """Go away, as a process that ends."""
        self.run(self._server.before_stop())
        self._loop.call_soon_threadsafe(self._server.server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)


async def _idle(channel: WebhookChannel) -> None:
    while True:
        work = [task for task in channel._tasks if "_look_for_left" not in repr(task.get_coro())]
        if not work:
            return
        await asyncio.wait(work)
