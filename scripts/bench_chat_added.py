"""What door and rendering add to a turn: everything but Rasa's own work, in this process, with real sockets."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rasa.core.channels.channel import UserMessage

from channels.arrival import PAYLOAD, TEXT, Arrival
from channels.door import Door
from channels.rest import RestOutput
from channels.settings import channel_settings
from tests.fakes.browser import Browser
from tests.fakes.chat_server import ChatServer
from tests.integration.webchat import chat_server

_BUTTONS = [{"title": f"Size {size}", "payload": f'/inform{{"size": "{size}"}}'} for size in ("S", "M", "L", "XL")]
_CARDS = [
    {
        "product": f"#hoodie-{number}", "sku": f"HO-{number}", "title": f"Women's Hoodie {number}", "price": "€39.90",
        "facts": ["black, white, grey, navy", "XS to XL"], "picture": f"https://shop.example/{number}.jpg",
        "link": None, "button": {"title": "In M", "payload": f'/add_to_cart{{"sku": "HO-{number}"}}'},
    }
    for number in range(10)
]  # fmt: skip
# The first turns pay for what only a cold process pays for.
_COLD = 50
# What a turn says: a word of the bot, goods with pictures, and a question with choices.
ANSWERS = (
    {"text": "Added to your cart:\n1 × Women's Hoodie (black, M) – €39.90", "language": "en"},
    {"text": "Here is what we have.", "language": "en", "show": {"kind": "cards", "cards": _CARDS}},
    {"text": "Which size?", "language": "en", "buttons": _BUTTONS},
)


@dataclass(frozen=True)
class Added:
    """What a turn takes without Rasa, in ms by the clock, and how much of it is computing: the rest is waiting."""

    clock: float
    cpu: float


class Stopwatch:
    """Stands for Rasa, without taking any time, and takes the time of what is around it."""

    def __init__(self) -> None:
        self.times: list[Added] = []

    async def handle(self, message: UserMessage) -> None:
        """Answer: the messages' way out is ours."""
        for answer in ANSWERS:
            await message.output_channel.send_response(message.sender_id, {**answer, "timestamp": time.time()})

    async def turn(self, turn: Awaitable[None]) -> None:
        """Do a turn and keep its time."""
        clock, cpu = time.perf_counter(), time.thread_time()
        await turn
        self.times.append(Added((time.perf_counter() - clock) * 1000, (time.thread_time() - cpu) * 1000))


def added_by_webchat(turns: int) -> list[Added]:
    """Return what turns over the web chat take, from the accepted event to the last packet, without Rasa."""
    with _server() as server, _listener(server.url):
        return asyncio.run(_web_turns(server, turns))


async def _web_turns(server: ChatServer, turns: int) -> list[Added]:
    parts = server.channel.parts
    tab = next(iter(parts._tabs.values()))
    watch = Stopwatch()
    parts.reception._handle = watch.handle

    async def one(number: int) -> None:
        arrival = Arrival("webchat", tab.sender, TEXT, f"a black hoodie {number}", message_id=f"message-{number}")
        await parts.reception.take(tab, arrival, {"id": arrival.message_id, "text": arrival.text})
        await asyncio.gather(*parts.reception._tasks)

    return await _in_loop(server, watch, one, turns)


def added_by_rest(turns: int) -> list[Added]:
    """Return what turns over REST take, from the door to the collected messages, without Rasa."""
    with _server() as server:
        door = Door(channel_settings(), server.bot.tracker_store.retrieve)
        watch = Stopwatch()

        async def one(number: int) -> None:
            payload = door.seal.put('/inform{"size": "M"}', "rest-bench")
            kind, text = (PAYLOAD, payload) if number % 3 == 0 else (TEXT, f"a black hoodie {number}")
            output = RestOutput("rest-bench", door.seal)
            await door.take(Arrival("rest", "rest-bench", kind, text), output, watch.handle)

        return asyncio.run(_in_loop(server, watch, one, turns))


@contextmanager
def _server() -> Iterator[ChatServer]:
    """A server with databases of its own, without a model, and without limits."""
    limits = dict.fromkeys(("MESSAGES_PER_MINUTE", "MESSAGES_AT_ONCE", "MESSAGES_PER_MINUTE_AND_ADDRESS"), "900000")
    with tempfile.TemporaryDirectory(prefix="tresen-bench-") as folder, chat_server(Path(folder), **limits) as server:
        yield server


@contextmanager
def _listener(url: str) -> Iterator[None]:
    """A shopper's tab in a process of its own: a browser shares no interpreter with the server either."""
    command = [sys.executable, "-m", "scripts.bench_chat_added", url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        process.stdout.readline()  # connected
        yield
    finally:
        process.kill()
        process.wait()


async def _listen(url: str) -> None:
    async with Browser(url) as browser:
        print("connected", flush=True)
        await browser.client.wait()


async def _in_loop(
    server: ChatServer, watch: Stopwatch, one: Callable[[int], Awaitable[None]], turns: int
) -> list[Added]:
    async def all_of_them() -> None:
        for number in range(turns + _COLD):
            await watch.turn(one(number))

    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(all_of_them(), server.loop))
    return watch.times[_COLD:]


if __name__ == "__main__":
    asyncio.run(_listen(sys.argv[1]))
