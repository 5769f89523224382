"""Shoppers of the web chat over real sockets: each sees the own conversation, whole, once, in every tab."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import socketio
from rasa.core.channels.channel import UserMessage

from tests.fakes.browser import Browser
from tests.fakes.chat_server import ChatServer
from tests.integration.webchat import chat_server, play

LIMITS = {"MESSAGES_AT_ONCE": "60", "MESSAGES_PER_MINUTE": "600"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatServer]:
    with chat_server(tmp_path_factory.mktemp("chat"), **LIMITS) as server:
        yield server


@pytest.fixture
def chat(server: ChatServer) -> ChatServer:
    """The server, whose bot has answered everything before, and forgotten it."""
    server.run(server.channel.parts.reception.drain())
    server.bot.heard.clear()
    server.bot.go_on.clear()
    return server


def heard(chat: ChatServer) -> list[str]:
    return [message.text for message in chat.bot.heard]


async def later(chat: ChatServer, work: str) -> None:
    """Stop or start the server while the loop of the browsers goes on."""
    await asyncio.get_running_loop().run_in_executor(None, getattr(chat, work))


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_answers_over_either_transport(chat: ChatServer, transport: str) -> None:
    async def scenario() -> None:
        anna = Browser(chat.url)
        await anna.connect(transport)
        assert anna.welcomes[0]["messages"] == [] and anna.welcomes[0]["typing"] is False
        assert [message["text"] for message in await anna.ask("hello")] == ["heard hello"]
        assert anna.typing == [True, False]
        await anna.close()

    play(scenario())


def test_a_token_is_good_for_all_tabs_and_after_a_restart(chat: ChatServer) -> None:
    async def scenario() -> None:
        async with Browser(chat.url) as anna, Browser(chat.url) as other:
            await anna.ask("hello")
            async with Browser(chat.url, anna.token) as tab:
                assert tab.texts == ["hello", "heard hello"] and tab.token == anna.token
                await anna.ask("more")
                await tab.until(lambda: len(tab.view) == 4)
                assert tab.view == anna.view[2:] or tab.texts == anna.texts
                await tab.ask("and more")
                await anna.until(lambda: len(anna.view) == 6)
                assert anna.texts == tab.texts and len({message["id"] for message in anna.view}) == 6
            assert other.view == []
        await later(chat, "stop")
        await later(chat, "start")
        async with Browser(chat.url, anna.token) as again:
            assert again.texts == anna.texts

    play(scenario())


def test_what_was_missed_is_there_at_the_next_connection(chat: ChatServer) -> None:
    async def scenario() -> None:
        anna = Browser(chat.url)
        await anna.connect()
        await anna.say("wait for it")
        await anna.until(lambda: anna.typing)
        await anna.close()
        back = Browser(chat.url, anna.token)
        connecting = asyncio.ensure_future(back.connect())
        await asyncio.sleep(0.2)
        assert not back.welcomes, "a turn was under way: what it says would have been in neither history nor room"
        chat.loop.call_soon_threadsafe(chat.bot.go_on.set)
        await connecting
        assert back.texts == ["wait for it", "heard wait for it"]
        await back.close()

    play(scenario())


def test_typing_and_acknowledgement_leave_before_the_turn_takes_the_server(
    chat: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rasa understands a message without letting go of the loop; here it takes until the browser was told."""
    told, in_time = threading.Event(), []

    async def busy(message: UserMessage) -> None:
        in_time.append(told.wait(10))

    monkeypatch.setattr(chat.channel.parts.reception, "_handle", busy)

    async def scenario() -> None:
        async with Browser(chat.url) as anna:
            assert await anna.say("hello") == {"ok": True}
            await anna.until(lambda: anna.typing == [True])
            told.set()
            await anna.until(lambda: anna.typing[-1] is False)
        assert in_time == [True], "the browser was told nothing as long as the turn went on"

    play(scenario())


def test_messages_that_wait_are_answered_in_their_order(chat: ChatServer) -> None:
    async def scenario() -> None:
        async with Browser(chat.url) as anna:
            await asyncio.gather(*(anna.say(f"number {number}") for number in range(15)))
            await anna.until(lambda: len(anna.bot_texts) == 15 and not anna.typing[-1])
            assert anna.bot_texts == [f"heard number {number}" for number in range(15)]

    play(scenario())


def test_a_repeated_message_changes_nothing_even_after_a_restart(chat: ChatServer) -> None:
    async def scenario() -> None:
        key = str(uuid.uuid4())
        async with Browser(chat.url) as anna, Browser(chat.url) as bert:
            acks = await asyncio.gather(*(anna.say("once", key) for _ in range(5)))
            await anna.until(lambda: anna.bot_texts and not anna.typing[-1])
            assert acks == [{"ok": True}] * 5 and heard(chat) == ["once"]
            await bert.say("once", key)  # the id of another shopper is another message
            await bert.until(lambda: bert.bot_texts)
            assert heard(chat) == ["once", "once"]
        await later(chat, "stop")
        await later(chat, "start")
        async with Browser(chat.url, anna.token) as again:
            assert await again.say("once", key) == {"ok": True}
            await again.ask("and now")
            assert heard(chat) == ["and now"]

    play(scenario())


def test_turns_end_before_the_server_does(chat: ChatServer) -> None:
    async def scenario() -> None:
        anna = Browser(chat.url)
        await anna.connect()
        await anna.say("wait, do not go")
        await anna.until(lambda: anna.typing)
        stopping = asyncio.ensure_future(later(chat, "stop"))
        await asyncio.sleep(0.3)
        refused = Browser(chat.url)
        with pytest.raises(socketio.exceptions.ConnectionError):  # as long as a proxy has, so that it comes again
            await refused.connect()
        key = str(uuid.uuid4())
        unacknowledged = asyncio.ensure_future(anna.say("too late", key))
        await asyncio.sleep(0.2)
        assert not unacknowledged.done(), "what nobody will answer is not taken: the widget keeps it"
        chat.loop.call_soon_threadsafe(chat.bot.go_on.set)
        await stopping
        unacknowledged.cancel()
        assert "heard wait, do not go" in anna.bot_texts and not anna.client.connected
        await later(chat, "start")
        async with Browser(chat.url, anna.token) as again:
            assert again.texts == ["wait, do not go", "heard wait, do not go"]
            await again.say("too late", key)
            await again.until(lambda: again.bot_texts[-1] == "heard too late")

    play(scenario())


def test_the_conversation_begins_in_the_language_of_the_browser_and_follows_it(chat: ChatServer) -> None:
    async def scenario() -> None:
        async with Browser(chat.url, language="de") as anna, Browser(chat.url, language="fr") as jean:
            assert anna.welcomes[0]["language"] == "de" and jean.welcomes[0]["language"] == "en"
            (first,) = await anna.ask("hallo")
            assert first["language"] == "de" and anna.languages == []
            (first,) = await jean.ask("salut")
            assert first["language"] == "en"
            (then,) = await jean.ask("german")
            assert then["language"] == "de" and jean.languages == ["de"]
        async with Browser(chat.url, jean.token, language="en") as again:
            assert again.welcomes[0]["language"] == "de"

    play(scenario())


def test_a_page_that_nobody_writes_in_leaves_no_conversation_behind(chat: ChatServer) -> None:
    async def scenario() -> None:
        async with Browser(chat.url, language="de") as visitor:
            sender = visitor.token.rpartition(".")[0]
            assert sender not in await asyncio.wrap_future(
                asyncio.run_coroutine_threadsafe(chat.bot.tracker_store.keys(), chat.loop)
            )

    play(scenario())


def test_a_failed_turn_gets_an_apology_and_nothing_disappears(chat: ChatServer) -> None:
    async def scenario() -> None:
        async with Browser(chat.url, language="de") as anna:
            await anna.ask("hello")
            for text in ("fail", "silence"):
                (apology,) = await anna.ask(text)
                assert apology["language"] == "de" and "schiefgegangen" in apology["text"]
            async with Browser(chat.url, anna.token) as again:
                assert again.texts == anna.texts

    play(scenario())


def test_news_appear_in_all_tabs_and_in_the_next_one(chat: ChatServer) -> None:
    async def scenario() -> None:
        async with Browser(chat.url, language="de") as anna, Browser(chat.url) as bert:
            await anna.ask("hallo")
            sender = anna.token.rpartition(".")[0]
            output = chat.channel.get_output_channel()
            assert output is not None and output.name() == "webchat"
            async with Browser(chat.url, anna.token) as tab:
                await tell(chat, sender, "bezahlt", output)
                for browser in (anna, tab):
                    await browser.until(lambda browser=browser: browser.bot_texts[-1] == "bezahlt")
                    assert browser.view[-1]["language"] == "de"
            await anna.close()
            await tell(chat, sender, "versandt", output)
            assert bert.view == []
        async with Browser(chat.url, anna.token) as again:
            assert again.texts == ["hallo", "heard hallo", "bezahlt", "versandt"]
        for stranger in ("rest-someone", "wa-491701234567", "web-", ""):
            with pytest.raises(ValueError):
                await tell(chat, stranger, "not for the web", output)

    play(scenario())


async def tell(chat: ChatServer, sender: str, text: str, output: Any) -> None:
    telling = chat.bot.tell(sender, text, output)
    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(telling, chat.loop))


def test_an_entry_link_is_opened_once(chat: ChatServer) -> None:
    async def scenario() -> None:
        anna = Browser(chat.url, link="spring-24")
        await anna.connect()
        await anna.until(lambda: anna.bot_texts)
        assert heard(chat) == ['/EXTERNAL_link_opened{"link": "spring-24"}']
        assert [message["from"] for message in anna.view] == ["bot"]
        await anna.close()
        for link in ("spring-24", "no/code", 24):
            async with Browser(chat.url, anna.token, link=link) as again:
                await again.ask("hello")
        assert heard(chat)[1:] == ["hello"] * 3
        await later(chat, "stop")
        await later(chat, "start")
        async with Browser(chat.url, anna.token, link="spring-24") as once_more:
            await once_more.ask("hi")
            assert heard(chat) == ["hi"]

    play(scenario())


def test_the_rest_goes_on_when_a_turn_hangs(chat: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.webchat.reception.WELCOME_SECONDS", 0.3)

    async def scenario() -> None:
        async with Browser(chat.url) as anna, Browser(chat.url) as bert:
            await anna.say("wait")
            await anna.until(lambda: anna.typing)
            await bert.ask("hello")
            async with Browser(chat.url, anna.token) as tab:
                assert tab.welcomes[0]["typing"] is True
                chat.loop.call_soon_threadsafe(chat.bot.go_on.set)
                await tab.until(lambda: tab.bot_texts == ["heard wait"] and tab.typing == [False])

    play(scenario())
