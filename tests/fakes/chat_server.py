"""A Sanic server with a channel of ours and a bot that does what it is told, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage, register
from rasa.core.lock_store import InMemoryLockStore
from rasa.server import add_root_route, configure_cors, create_app
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

from components.tracker_store import ShopTrackerStore
from tests.sockets import free_socket

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [inform]
slots:
  language:
    type: categorical
    values: [en, de]
    initial_value: en
    influence_conversation: false
    mappings: [{type: custom}]
"""
)
TOKEN = "a token for tests only"
CHOICES = [
    {"title": "Size M", "payload": '/inform{"size": "M"}'},
    {"title": "Size L", "payload": '/inform{"size": "L"}'},
]


class Bot:
    """Stands for Rasa: keeps what is said, and answers as the message asks for.

    "fail" breaks, "silence" says nothing, "choices" offers some, "german" answers in German, "wait" answers once
    `go_on` is set; everything else is repeated.
    """

    def __init__(self, store: ShopTrackerStore) -> None:
        self.tracker_store = store
        self.lock_store = InMemoryLockStore()
        self.domain = DOMAIN
        self.processor = self
        self.heard: list[UserMessage] = []
        self.go_on = asyncio.Event()

    async def fetch_tracker_with_initial_session(self, sender: str) -> DialogueStateTracker:
        return await self.tracker_store.get_or_create_tracker(sender)

    async def save_tracker(self, tracker: DialogueStateTracker) -> None:
        await self.tracker_store.save(tracker)

    async def handle_message(self, message: UserMessage) -> None:
        """Do a turn, as Rasa does: it is kept at its end."""
        async with self.lock_store.lock(message.sender_id):
            self.heard.append(message)
            tracker = await self.tracker_store.get_or_create_tracker(message.sender_id)
            tracker.update(_user(message))
            for answer in await self._answers(message, tracker):
                tracker.update(answer)
                await message.output_channel.send_response(message.sender_id, answer.message())
            await self.tracker_store.save(tracker)

    async def _answers(self, message: UserMessage, tracker: DialogueStateTracker) -> list[BotUttered]:
        text = message.text
        if text == "fail":
            raise RuntimeError("as it was told to")
        if text == "silence":
            return []
        if text.startswith("wait"):
            await asyncio.wait_for(self.go_on.wait(), 20)
        if text == "german":
            tracker.update(SlotSet("language", "de"))
        language = str(tracker.get_slot("language"))
        data = {"buttons": CHOICES} if text == "choices" else {}
        return [BotUttered(f"heard {text}", data, {"language": language}, timestamp=time.time())]

    async def tell(self, sender: str, text: str, output: Any) -> None:
        """Say something unasked, as news come: under Rasa's lock, without any language beside it."""
        async with self.lock_store.lock(sender):
            tracker = await self.tracker_store.get_or_create_tracker(sender)
            tracker.update(UserUttered("EXTERNAL: EXTERNAL_order_news", metadata={"is_external": True}))
            answer = BotUttered(text, timestamp=time.time())
            tracker.update(answer)
            await output.send_response(sender, answer.message())
            await self.tracker_store.save(tracker)


def _user(message: UserMessage) -> UserUttered:
    return UserUttered(
        message.text, message_id=message.message_id, metadata=message.metadata, input_channel=message.input_channel
    )


class ChatServer:
    """The server; it can be stopped politely and started again on the same port.

    `agent_of` makes another agent than the bot above: it is given the loop of the server, which does not run yet.
    """

    def __init__(
        self, make: Callable[[], InputChannel], agent_of: Callable[[asyncio.AbstractEventLoop], Any] | None = None
    ) -> None:
        self._make = make
        self._socket = free_socket()
        self.port = int(self._socket.getsockname()[1])
        self.loop = asyncio.new_event_loop()
        self._agent = agent_of(self.loop) if agent_of is not None else None
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start a new server, which remembers nothing but what is stored."""
        self.run(self._start())

    def stop(self) -> None:
        """Stop as a signal does."""
        self.run(self._stop())

    def run(self, work: Awaitable[Any]) -> Any:
        """Do something in the loop of the server, and return its result."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)  # type: ignore[arg-type]

    async def _start(self) -> None:
        self.bot = self._agent or Bot(ShopTrackerStore(domain=DOMAIN))
        self.channel = self._make()
        app = self._app()
        # Sanic rewrites its own methods; outside of its test mode that fails for the second app of a process.
        Sanic.test_mode = True
        register([self.channel], app, "/webhooks/")
        sock = self._socket.dup()
        self._server = await app.create_server(sock=sock, return_asyncio_server=True, access_log=False)
        await self._server.startup()
        await self._server.before_start()
        await self._server.start_serving()
        await self._server.after_start()

    def _app(self) -> Sanic:
        if self._agent is not None:
            return create_app(self._agent, cors_origins="*", auth_token=TOKEN)
        app = Sanic(f"chat_{id(self)}_{time.monotonic_ns()}")
        configure_cors(app, "*")  # as the server has it that others may read: the chat decides for itself
        add_root_route(app)
        app.ctx.agent = self.bot
        return app

    async def _stop(self) -> None:
        await self._server.before_stop()
        self._server.close()
        await self._server.wait_closed()
        await self._server.after_stop()


def environment(folder: Path) -> dict[str, str]:
    """Return the variables that keep a chat's data in a folder."""
    return {
        "SHOP_DATABASE_URL": f"sqlite:///{folder}/shop.db",
        "TRACKER_DATABASE_URL": f"sqlite:///{folder}/tracker.db",
        "SHOP_PHOTOS_FOLDER": f"{folder}/photos",
        "SHOP_SECRET": "a secret for tests only",
    }
