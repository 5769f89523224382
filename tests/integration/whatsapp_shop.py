"""A server with the channel "whatsapp", beside the stand-in for Meta; in Rasa's place somebody who listens."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from rasa.core.channels.channel import UserMessage, register
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

from channels.door import Door
from channels.settings import ChannelSettings
from channels.whatsapp import WhatsApp
from shop.database import Database
from tests.fakes.graph_server import FakeGraph
from tests.sockets import free_socket

Answer = Callable[[UserMessage], list[dict[str, Any]]]
_names = itertools.count(1)


class Listener:
    """Takes messages as Rasa's agent does: keeps what was said, and says what `answer` returns."""

    def __init__(self) -> None:
        self.turns: list[UserMessage] = []
        self.answer: Answer = lambda message: [{"text": f"You said {message.text}"}]
        self.trackers: dict[str, DialogueStateTracker] = {}
        self.tracker_store = SimpleNamespace(retrieve=self.retrieve)

    @property
    def heard(self) -> list[str]:
        """The texts of all turns."""
        return [str(turn.text) for turn in self.turns]

    async def retrieve(self, sender: str) -> DialogueStateTracker | None:
        return self.trackers.get(sender)

    async def handle_message(self, message: UserMessage) -> None:
        tracker = self.trackers.setdefault(message.sender_id, DialogueStateTracker(message.sender_id, []))
        tracker.update(UserUttered(message.text))
        self.turns.append(message)
        for said in self.answer(message):
            data = {"buttons": said.get("buttons") or []}
            more = {key: value for key, value in said.items() if key not in ("text", "buttons")}
            tracker.update(BotUttered(said.get("text"), data, more))
            await message.output_channel.send_response(message.sender_id, said)


class ChannelServer:
    """A Rasa server with this channel alone; several may follow each other on one database.

    `agent` is Rasa's, loaded in `loop`; without one somebody listens in its place.
    """

    def __init__(
        self, settings: ChannelSettings, agent: Any = None, loop: asyncio.AbstractEventLoop | None = None
    ) -> None:
        self.agent = agent or Listener()
        self.channel = WhatsApp(settings)
        self.loop = loop or asyncio.new_event_loop()
        self._app = Sanic(f"whatsapp_{next(_names)}")
        # Sanic rewrites its own methods; outside of its test mode that fails for the second app of a process.
        Sanic.test_mode = True
        self._app.ctx.agent = self.agent
        self._app.ctx.door = Door(settings, self.agent.tracker_store.retrieve)
        register([self.channel], self._app, route="/webhooks/")
        self._server: Any = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        ready: Future[str] = Future()
        self._ready = ready
        self._thread.start()
        self.webhook = f"{ready.result(30)}/webhooks/whatsapp/webhook"

    def __enter__(self) -> ChannelServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def call(self, work: Any) -> Any:
        """Await something in the server's loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def told(self, sender: str, message: Mapping[str, Any]) -> None:
        """Say something that nobody asked for, as news are said."""
        output = self.channel.get_output_channel()
        assert output is not None
        self.call(output.send_response(sender, message))

    def quiet(self) -> None:
        """Wait until everything that was delivered is handled."""

        async def wait() -> None:
            for _ in range(600):
                if len(self.channel._tasks) <= 1:  # the one that looks for what was left never ends
                    return
                await asyncio.sleep(0.05)
            raise AssertionError("there is still something to do")

        self.call(wait())

    def stop(self) -> None:
        """End, as with Ctrl-C."""
        if not self.loop.is_closed():
            self.call(self._stop())
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join(10)
            self.loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.create_task(self._start())
        self.loop.run_forever()

    async def _start(self) -> None:
        try:
            self._server = await self._app.create_server(
                sock=free_socket(), return_asyncio_server=True, access_log=False
            )
            await self._server.startup()
            await self._server.after_start()
            port = self._server.server.sockets[0].getsockname()[1]
            self._ready.set_result(f"http://127.0.0.1:{port}")
        except BaseException as error:
            self._ready.set_exception(error)
            raise

    async def _stop(self) -> None:
        await self._server.before_stop()
        self._server.close()
        await asyncio.sleep(0)


def settings_for(folder: Path, graph: FakeGraph, **more: str) -> ChannelSettings:
    """The settings of a shop in a folder that uses the stand-in."""
    environment = {
        "SHOP_DATABASE_URL": f"sqlite:///{folder}/shop.db",
        "SHOP_PHOTOS_FOLDER": str(folder / "photos"),
        "SHOP_SECRET": "a secret for tests only",
        **graph.environment(),
        **more,
    }
    return ChannelSettings.from_environment(environment)


def open_database(settings: ChannelSettings) -> Database:
    """The shop's database, up to date."""
    database = Database(settings.shop.database_url)
    database.upgrade()
    return database
