"""The web chat and what no widget sends: malformed events and packets, and what is too large."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.webchat.limits import PACKET_BYTES, TEXT_CHARACTERS
from tests.fakes.browser import PATH, Browser
from tests.fakes.chat_server import ChatServer
from tests.integration.webchat import chat_server, play

LIMITS = {"MESSAGES_AT_ONCE": "5000", "MESSAGES_PER_MINUTE": "5000", "MESSAGES_PER_MINUTE_AND_ADDRESS": "90000"}
# How often hypothesis opens sockets in one test.
EXAMPLES = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatServer]:
    with chat_server(tmp_path_factory.mktemp("chat"), **LIMITS) as server:
        yield server


@pytest.fixture
def chat(server: ChatServer) -> ChatServer:
    """The server, whose bot has answered everything before, and forgotten it."""
    server.run(server.channel.parts.reception.drain())
    server.bot.heard.clear()
    return server


def heard(chat: ChatServer) -> list[str]:
    return [message.text for message in chat.bot.heard]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
fields = st.dictionaries(st.sampled_from(["id", "text", "payload", "title", "key", "x"]), values, max_size=5)
EVENTS = ("say", "tap", "photo", "connect", "disconnect", "message", "welcome", "*", "")


@EXAMPLES
@given(event=st.sampled_from(EVENTS[:3]), data=st.lists(fields | values, max_size=3))
def test_every_malformed_event_is_refused(chat: ChatServer, event: str, data: list[Any]) -> None:
    async def scenario() -> None:
        async with Browser(chat.url) as mallory:
            assert await mallory.send(event, *data) == {"ok": False, "reason": "refused"}
            (answer,) = await mallory.ask("hello")
            assert answer["text"] == "heard hello"

    chat.bot.heard.clear()
    play(scenario())
    assert heard(chat) == ["hello"]


NEARLY: list[tuple[str, dict[str, Any], str]] = [
    ("say", {"id": "0" * 8, "text": " "}, "refused"),
    ("say", {"id": "0" * 7, "text": "a"}, "refused"),
    ("say", {"id": "0" * 65, "text": "a"}, "refused"),
    ("say", {"id": "0000000ü", "text": "a"}, "refused"),
    ("say", {"id": "0" * 8}, "refused"),
    ("say", {"id": "0" * 8, "text": "a" * (TEXT_CHARACTERS + 1)}, "too_long"),
    ("tap", {"id": "0" * 8, "payload": "a" * 5000, "title": "a"}, "too_long"),
    ("tap", {"id": "0" * 8, "payload": "/a"}, "refused"),
    ("photo", {"id": "0" * 8, "key": "../../../etc/passwd", "text": ""}, "refused"),
    ("photo", {"id": "0" * 8, "key": "0" * 32, "text": 5}, "refused"),
]


@pytest.mark.parametrize(("event", "data", "reason"), NEARLY)
def test_says_why_something_is_not_taken(chat: ChatServer, event: str, data: dict[str, Any], reason: str) -> None:
    async def scenario() -> None:
        async with Browser(chat.url) as anna:
            assert await anna.send(event, data) == {"ok": False, "reason": reason}

    play(scenario())
    assert heard(chat) == []


packets = st.one_of(
    st.text(max_size=60),
    st.binary(max_size=60),
    st.builds(lambda kind, data: f"4{kind}{data}", st.integers(0, 9), st.text(max_size=40)),
    st.builds(
        lambda name, data: "42" + json.dumps([name, *data]), st.sampled_from(EVENTS), st.lists(values, max_size=3)
    ),
    st.builds(lambda data: "42" + json.dumps(data), values),
    st.sampled_from(['451-["say",{"_placeholder":true,"num":0}]', "4599999999-[]", "43[]", "431[1]", "44{}", "41"]),
    st.sampled_from(
        ['42[["say"]]', "42[]", "42{}", "42" + "[" * 5000, "42[" + "9" * 5000 + "]", "40{", "40/admin,", "b" * 9]
    ),
)


@EXAMPLES
@given(sent=st.lists(packets, min_size=1, max_size=4))
def test_no_packet_harms_the_server(
    chat: ChatServer, caplog: pytest.LogCaptureFixture, sent: list[str | bytes]
) -> None:
    async def scenario() -> None:
        address = f"{chat.url}{PATH}/?EIO=4&transport=websocket"
        async with aiohttp.ClientSession() as session, session.ws_connect(address) as line:
            await line.receive()
            await line.send_str('40{"token": null, "language": "en"}')
            for packet in sent:
                if line.closed:
                    break
                await (line.send_bytes(packet) if isinstance(packet, bytes) else line.send_str(packet))
        async with Browser(chat.url) as anna:
            (answer,) = await anna.ask("hello")
            assert answer["text"] == "heard hello"

    caplog.clear()
    with caplog.at_level(logging.ERROR):
        play(scenario())
    assert set(heard(chat)) <= {"hello"}
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_a_packet_that_is_too_large_ends_its_connection(chat: ChatServer) -> None:
    async def scenario() -> None:
        async with Browser(chat.url) as mallory, Browser(chat.url) as anna:
            await mallory.client.emit("say", {"id": "0" * 8, "text": "a" * PACKET_BYTES})
            await asyncio.wait_for(mallory.client.wait(), 10)
            assert not mallory.client.connected
            await anna.ask("hello")
            assert heard(chat) == ["hello"]

    play(scenario())


def test_a_connection_that_was_closed_leaves_nothing_behind(chat: ChatServer) -> None:
    async def left() -> list[str]:
        return [str(task) for task in asyncio.all_tasks() if "async_data_received" in str(task)]

    async def scenario() -> None:
        async with aiohttp.ClientSession() as session:
            for _ in range(5):
                async with session.ws_connect(f"{chat.url}{PATH}/?EIO=4&transport=websocket") as line:
                    await line.receive()
                    for packet in ("40", "43[]", "43[]", "42[]"):
                        await line.send_str(packet)
        for _ in range(100):
            if not await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(left(), chat.loop)):
                break
            await asyncio.sleep(0.1)
        else:
            pytest.fail("frames that nobody fetches stay in the server's memory")
        parts = chat.channel.parts
        assert not parts.sockets.eio.sockets and not parts._tabs

    play(scenario())


def test_text_is_cut_where_a_message_ends_and_harmless(chat: ChatServer) -> None:
    async def scenario() -> None:
        async with Browser(chat.url) as anna, Browser(chat.url, anna.token) as tab:
            (answer,) = await anna.ask("a\x00\x07b\ud800 " + "x" * 5000)
            assert len(heard(chat)[0]) == 1000 and heard(chat)[0].startswith("ab? x")
            assert chat.bot.heard[0].metadata == {"cut": True}
            await tab.until(lambda: len(tab.view) == 2)
            assert tab.view[0]["text"] == heard(chat)[0]
            (answer,) = await anna.ask("<script>alert(1)</script>")
            assert answer["text"] == "heard <script>alert(1)</script>"

    play(scenario())
